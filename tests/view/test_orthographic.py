import numpy as np
import pytest

from geo_core.view.orthographic import Orthographic, sampled


@pytest.mark.parametrize(("lat", "lon"), [(0, 0), (48.9, 2.3), (-33, 179.9), (90, 0), (-90, 50)])
def test_the_middle_is_the_place_and_its_antipode_is_hidden(lat, lon):
    view = Orthographic(lat, lon, 100)
    assert view.project(lat, lon) == pytest.approx((0, 0), abs=1e-9)
    assert view.project(-lat, lon + 180) is None


def test_east_is_right_and_north_is_up():
    view = Orthographic(0, 179, 100)
    right, down = view.project(0, -171) or (0, 0)
    assert (right, down) == pytest.approx((100 * np.sin(np.radians(10)), 0), abs=1e-9)
    assert (view.project(30, 179) or (0, 0))[1] == pytest.approx(-50)


def test_the_picture_is_a_disc_with_the_heat_where_it_lies():
    heat = np.zeros((180, 360), np.uint8)
    heat[88:92, 24:28] = 255  # about 0° N, 154° W
    view = Orthographic(0, 180, 60)
    plain, hot = np.asarray(view.picture(), int), np.asarray(view.picture(heat), int)
    assert plain.shape == (120, 120, 4)
    assert (plain[0, 0, 3], plain[60, 60, 3], plain[60, 1, 3]) == (0, 255, 255)
    changed = np.abs(hot - plain)[..., :3].sum(axis=-1) > 40
    rows, columns = np.nonzero(changed)
    x, y = view.project(0, -154) or (0, 0)
    assert (columns.mean() - 59.5, rows.mean() - 59.5) == pytest.approx((x, y), abs=1.0)
    assert changed.sum() < 120


def test_sampling_is_exact_at_centres_and_seamless_at_the_antimeridian():
    layer = np.arange(4 * 8, dtype=np.uint8).reshape(4, 8)
    lat, lon = np.array([67.5, -67.5]), np.array([-157.5, 157.5])
    assert sampled(layer, lat, lon)[:, 0].tolist() == [0, 31]
    (east,), (west,) = (
        sampled(layer, np.array([22.5]), np.array([180.0])),
        sampled(layer, np.array([22.5]), np.array([-180.0])),
    )
    assert east == west == (8 + 15) / 2
