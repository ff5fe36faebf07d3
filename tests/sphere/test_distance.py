import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_core.sphere.coordinates import latlon_to_vector
from geo_core.sphere.distance import EARTH_AREA_KM2, EARTH_RADIUS_KM, KM_PER_DEG, great_circle_km

LAT = st.floats(-90, 90)
LON = st.floats(-180, 180)


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        ((0, 179.9), (0, -179.9), 22.239),
        ((89.9, 0), (89.9, 180), 22.239),
        ((60, 0), (60, 1), 55.597),
        ((0, 0), (0, 180), 20015.087),
        ((90, 0), (-90, 0), 20015.087),
        ((51.5074, -0.1278), (48.8566, 2.3522), 343.556),
        # Lyon to Paris, the golden distance of uber/h3-py (tests/test_lib/test_length_area.py) in its
        # radius 6371.0072 km, here scaled to R = 6371.
        ((45.7597, 4.8422), (48.8567, 2.3508), 392.2167),
    ],
)
def test_golden(a: tuple[float, float], b: tuple[float, float], km: float) -> None:
    np.testing.assert_allclose(great_circle_km(*a, *b), km, atol=1e-3)


@settings(derandomize=True, deadline=None)
@given(LAT, LON, LAT, LON)
def test_symmetric_bounded_and_equal_to_the_vector_formula(a: float, b: float, c: float, d: float) -> None:
    km = float(great_circle_km(a, b, c, d))
    assert 0 <= km <= np.pi * EARTH_RADIUS_KM + 1e-6
    np.testing.assert_allclose(great_circle_km(c, d, a, b), km, atol=1e-9)
    u, v = latlon_to_vector(a, b), latlon_to_vector(c, d)
    angle = np.arctan2(np.linalg.norm(np.cross(u, v)), u @ v)
    np.testing.assert_allclose(km, EARTH_RADIUS_KM * angle, atol=1e-3)  # km


@settings(derandomize=True, deadline=None)
@given(LAT, LON)
def test_zero_to_itself_and_over_a_whole_turn(lat: float, lon: float) -> None:
    assert float(great_circle_km(lat, lon, lat, lon)) == 0
    assert float(great_circle_km(lat, lon, lat, lon + 360)) < 1e-6


def test_constants_agree() -> None:
    np.testing.assert_allclose(KM_PER_DEG, great_circle_km(0, 0, 0, 1), rtol=1e-12)
    np.testing.assert_allclose(EARTH_AREA_KM2, 510_064_472, rtol=1e-6)
