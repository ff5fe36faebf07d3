import math
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo_core.errors import SettingsError
from geo_core.records import Place
from geo_core.sphere.distance import KM_PER_DEG, great_circle_km
from geo_core.view.precision import STEP_DEG, rounded, rounded_place, widened

LATS, LONS = st.floats(-90, 90), st.floats(-180, 180)
COARSE = ["city", "region", "country"]


@pytest.mark.parametrize(
    ("precision", "told"),
    [("exact", (48.8584, 2.2945)), ("city", (48.9, 2.2)), ("region", (49.0, 2.0)), ("country", (50.0, 0.0))],
)
def test_what_is_told_of_the_eiffel_tower(precision, told):
    assert rounded(48.8584, 2.2945, precision) == told


@pytest.mark.parametrize("precision", COARSE)
@given(lat=LATS, lon=LONS)
@example(90.0, 137.0)
@example(-89.99, -180.0)
@example(0.0, 180.0)
@settings(derandomize=True, max_examples=200, deadline=None)
def test_the_place_lies_less_than_a_step_and_a_quarter_away(precision, lat, lon):
    told = rounded(lat, lon, precision)
    assert abs(told[0]) <= 90
    assert abs(told[1]) <= 180
    assert float(great_circle_km(lat, lon, *told)) < 1.25 * STEP_DEG[precision] * KM_PER_DEG


@pytest.mark.parametrize("precision", COARSE)
@given(lat=LATS, lon=LONS)
@settings(derandomize=True, max_examples=200, deadline=None)
def test_rounding_twice_tells_no_more_and_no_less(precision, lat, lon):
    once = rounded(lat, lon, precision)
    assert rounded(*once, precision) == once


@pytest.mark.parametrize("lat", [0.0, 48.0, 60.1, 75.0, 85.0, -89.0])
def test_a_step_of_longitude_is_nowhere_shorter_than_one_of_latitude(lat):
    # Towards a pole a degree of longitude shrinks: without wider steps it would tell too much.
    told = sorted({rounded(lat, lon / 10, "region")[1] for lon in range(-1800, 1800)})
    steps = [b - a for a, b in pairwise(told)]
    narrowing = math.cos(math.radians(round(lat)))
    assert min(steps, default=360) * narrowing >= STEP_DEG["region"] * (1 - 1e-6)


def test_at_a_pole_no_longitude_is_told():
    assert rounded(89.7, 33.0, "region") == (90.0, 0.0)
    assert rounded(-88.0, 33.0, "country") == (-90.0, 0.0)


def test_both_sides_of_the_antimeridian_are_one_place():
    (lat, east), (same, west) = rounded(-17.0, 179.9, "region"), rounded(-17.0, -179.9, "region")
    assert lat == same
    assert abs(east) == abs(west) == 180.0


def test_exact_only_brings_a_longitude_back():
    assert rounded(-17.123456789, 539.5, "exact") == (-17.123456789, 179.5)
    assert rounded(1.0, 180.0, "exact") == (1.0, 180.0)


@pytest.mark.parametrize("place", [(91.0, 0.0), (math.nan, 0.0), (0.0, math.inf)])
def test_what_is_no_place_is_refused(place):
    with pytest.raises(SettingsError, match="latitude first"):
        rounded(*place, "city")


def test_no_such_precision():
    with pytest.raises(SettingsError, match="exact, city, region, country"):
        rounded(0.0, 0.0, "street")


def test_names_shrink_with_it():
    place = Place("Agra", "India", "IN", 13.4)
    assert rounded_place(place, "exact") == place
    assert rounded_place(place, "city") == Place("Agra", "India", "IN", 11.0)
    assert rounded_place(place, "region") == Place("", "India", "IN", 0.0)
    assert rounded_place(Place("Hanga Roa", "Chile", "CL", 1500.0), "country") == Place(
        "", "Chile", "CL", 1668.0
    )


@pytest.mark.parametrize(
    ("precision", "wanted"), [("exact", 0.25), ("city", 0.25), ("region", 1.0), ("country", 5.0)]
)
def test_no_heat_is_narrower_than_the_step(precision, wanted):
    assert widened(0.25, precision) == wanted
    assert widened(16.0, precision) == 16.0
