import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_core.sphere.coordinates import latlon_to_vector, vector_to_latlon, wrap_lon

LAT = st.floats(-90, 90)
LON = st.floats(-720, 720)


@settings(derandomize=True, deadline=None)
@given(LAT, LON)
def test_round_trip(lat: float, lon: float) -> None:
    back_lat, back_lon = vector_to_latlon(latlon_to_vector(lat, lon))
    np.testing.assert_allclose(back_lat, lat, atol=1e-9)  # degrees: 0.1 mm
    if abs(lat) < 89.9999:  # at a pole every longitude is the same place
        difference = wrap_lon(back_lon - lon)
        assert min(abs(difference), 360 - abs(difference)) < 1e-6


@settings(derandomize=True, deadline=None)
@given(LAT, LON)
def test_vectors_have_norm_one_and_ignore_whole_turns(lat: float, lon: float) -> None:
    vector = latlon_to_vector(lat, lon)
    np.testing.assert_allclose(np.linalg.norm(vector), 1, atol=1e-12)
    np.testing.assert_allclose(latlon_to_vector(lat, lon + 360), vector, atol=1e-12)


def test_axes() -> None:
    np.testing.assert_allclose(latlon_to_vector([0, 0, 90], [0, 90, 17]), np.eye(3), atol=1e-15)


@settings(derandomize=True, deadline=None)
@given(st.floats(-1e6, 1e6))
def test_wrapped_longitudes_lie_in_range(lon: float) -> None:
    assert -180 <= float(wrap_lon(lon)) < 180


def test_wrap_at_the_antimeridian() -> None:
    np.testing.assert_array_equal(wrap_lon([180, -180, 540, 179.5, 181]), [-180, -180, -180, 179.5, -179])
    assert float(wrap_lon(np.nextafter(-180, -181))) in (-180.0, np.nextafter(180, 0))


def test_shapes_are_broadcast() -> None:
    assert latlon_to_vector(np.zeros((4, 1)), np.zeros(5)).shape == (4, 5, 3)
    assert latlon_to_vector([], []).shape == (0, 3)
