import numpy as np
import pytest

from geo_core.sphere.coordinates import latlon_to_vector
from geo_core.view.contours import contains, contour_rings, signed_area


def nearness_deg(lat, lon, rows=180):
    """Minus the distance from a place, degrees, at the centres of a grid."""
    step = 180 / rows
    lats, lons = 90 - (np.arange(rows) + 0.5) * step, -180 + (np.arange(2 * rows) + 0.5) * step
    cosine = latlon_to_vector(lats[:, None], lons) @ latlon_to_vector(lat, lon)
    return -np.degrees(np.arccos(np.clip(cosine, -1, 1)))


def distance_deg(ring, lat, lon):
    vectors = latlon_to_vector([y for _, y in ring], [x for x, _ in ring])
    return np.degrees(np.arccos(np.clip(vectors @ latlon_to_vector(lat, lon), -1, 1)))


def test_a_cap_is_found_where_it_lies():
    (ring,) = contour_rings(nearness_deg(10, 20), -8.5)
    assert ring[0] == ring[-1]
    assert distance_deg(ring, 10, 20) == pytest.approx(8.5, abs=0.03)
    assert signed_area(ring) == pytest.approx(np.pi * 8.5**2 / np.cos(np.radians(10)), rel=0.01)


def test_what_crosses_the_antimeridian_is_cut_there():
    rings = contour_rings(nearness_deg(-17, 179), -8.5)
    assert len(rings) == 2
    assert sorted({abs(lon) == 180 for ring in rings for lon, _ in ring}) == [False, True]
    for ring in rings:
        assert signed_area(ring) > 0
        assert len({np.sign(lon) for lon, _ in ring}) == 1
        off = [place for place in ring if abs(place[0]) != 180]
        assert distance_deg(off, -17, 179) == pytest.approx(8.5, abs=0.05)
    assert sum(map(signed_area, rings)) == pytest.approx(np.pi * 8.5**2 / np.cos(np.radians(17)), rel=0.02)


@pytest.mark.parametrize(("lat", "lon"), [(90, 0), (-88, 170), (86, -30)])
def test_a_cap_about_a_pole_runs_along_its_parallel(lat, lon):
    (ring,) = contour_rings(nearness_deg(lat, lon), -8.5)
    pole = 90.0 if lat > 0 else -90.0
    assert signed_area(ring) > 0
    assert {(-180.0, pole), (180.0, pole)} <= set(ring)
    assert contains(ring, (0.0, np.sign(pole) * 89.9))
    rim = [p for p in ring if abs(p[0]) != 180 and p[1] != pole]
    assert distance_deg(rim, lat, lon) == pytest.approx(8.5, abs=0.05)
    # Straight in longitude and latitude is bent on a globe: no piece may be long.
    assert np.diff(sorted(lon for lon, _ in rim)).max() <= 2.0


def test_a_hole_runs_with_the_clock():
    near = nearness_deg(30, 60)
    outer, hole = sorted(contour_rings(-np.abs(near + 12), -4.0), key=signed_area, reverse=True)
    assert signed_area(outer) > 0 > signed_area(hole)
    assert distance_deg(outer, 30, 60) == pytest.approx(16, abs=0.1)
    assert distance_deg(hole, 30, 60) == pytest.approx(8, abs=0.1)
    assert contains(outer, hole[0])


def test_all_and_nothing():
    (whole,) = contour_rings(np.ones((6, 12)), 0.5)
    assert signed_area(whole) == pytest.approx(360 * 180)
    assert contour_rings(np.zeros((6, 12)), 0.5) == []


def test_every_cell_lies_on_the_side_that_its_value_says():
    values = np.random.default_rng(3).integers(0, 9, (12, 24)).astype(float)
    rings = contour_rings(values, 4.5)
    for row, column in np.ndindex(values.shape):
        place = (-180 + (column + 0.5) * 15, 90 - (row + 0.5) * 15)
        # Rings around a region count up, those around a hole in it count down.
        depth = sum(np.sign(signed_area(ring)) for ring in rings if contains(ring, place))
        assert depth == (values[row, column] > 4.5)


@pytest.mark.parametrize("joined", [True, False])
def test_corners_that_face_each_other(joined):
    values = np.full((8, 16), 0.0)
    values[3, 5] = values[4, 6] = 2.0 if joined else 1.2
    assert len(contour_rings(values, 0.9)) == (1 if joined else 2)
