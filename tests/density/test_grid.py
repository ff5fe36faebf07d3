import numpy as np
import pytest

from geo_core.density.grid import density_map, grid_vectors, square_root_frame
from geo_core.density.kernel import log_density
from geo_core.errors import SettingsError
from geo_core.records import DensityMap
from geo_core.sphere.coordinates import latlon_to_vector
from tests.density.mixtures import SIGMAS_DEG, density_at, scattered


def exact(density, step_deg):
    lat = 90 - (np.arange(round(180 / step_deg)) + 0.5) * step_deg
    lon = -180 + (np.arange(round(360 / step_deg)) + 0.5) * step_deg
    height = log_density(density, latlon_to_vector(lat[:, None], lon).reshape(-1, 3))
    return np.exp(height).reshape(lat.size, lon.size)


@pytest.mark.parametrize(("sigma_deg", "step_deg"), [(1.5, 2), (4, 2), (16, 5), (32, 5)])
def test_equals_the_density_at_the_centres(sigma_deg, step_deg):
    density = scattered(1, sigma_deg)
    drawn = density_map(density, step_deg)
    expected = exact(density, step_deg)
    assert drawn.values.dtype == np.float32
    np.testing.assert_allclose(drawn.values, expected, rtol=5e-3, atol=1e-7 * expected.max())


@pytest.mark.parametrize("sigma_deg", SIGMAS_DEG)
def test_integrates_to_one_even_when_narrow(sigma_deg):
    density = scattered(2, sigma_deg)
    values = density_map(density).values.astype(np.float64)
    edge = np.radians(np.arange(90, -91, -1))
    area = (np.sin(edge[:-1]) - np.sin(edge[1:])) * np.radians(1)
    # Widened kernels (0.6 steps) on a 1° grid keep their mass to 2 %.
    assert np.sum(values * area[:, None]) == pytest.approx(1, abs=0.02)


def test_a_narrow_kernel_between_points_still_shows():
    drawn = density_map(density_at([10.0], [20.0], 0.25))
    assert drawn.values.max() > 0
    row, column = np.unravel_index(drawn.values.argmax(), drawn.values.shape)
    assert row in (79, 80)
    assert column in (199, 200)


def test_reaches_over_the_antimeridian_and_the_poles():
    values = density_map(density_at([0.0], [180.0], 4.0)).values
    np.testing.assert_allclose(values[:, 0], values[:, -1], rtol=1e-3)
    polar = density_map(density_at([90.0], [0.0], 4.0)).values
    np.testing.assert_allclose(polar[0], polar[0, 0], rtol=1e-3)


def test_holds_no_denormal_number():
    for sigma_deg in SIGMAS_DEG:
        values = density_map(scattered(3, sigma_deg, 100)).values
        assert not np.any((values > 0) & (values < np.finfo(np.float32).tiny))


def test_grid_is_shared_and_read_only():
    assert grid_vectors(5.0) is grid_vectors(5.0)
    assert not grid_vectors(5.0).flags.writeable


@pytest.mark.parametrize("step_deg", [0, -1, 0.7, 0.01, float("nan")])
def test_refuses_a_step_that_does_not_fit(step_deg):
    with pytest.raises(SettingsError, match="step_deg"):
        density_map(density_at([0], [0], 4.0), step_deg)


def test_frame_is_the_root_in_bytes():
    drawn = DensityMap(np.array([[0.0, 1.0, 4.0]], np.float32), 60.0)
    frame = square_root_frame(drawn)
    assert frame.dtype == np.uint8
    assert frame.tolist() == [[0, 128, 255]]
    assert square_root_frame(DensityMap(np.zeros((2, 4), np.float32), 90.0)).max() == 0
