import numpy as np
import pytest

from geo_core.place.gazetteer import load_gazetteer
from geo_core.sphere.distance import great_circle_km


@pytest.mark.parametrize(
    ("lat", "lon", "city", "country"),
    [
        (27.1751, 78.0421, "Agra", "India"),
        (48.8584, 2.2945, "Paris", "France"),
        (-33.8568, 151.2153, "Sydney", "Australia"),
        (64.1466, -21.9426, "Reykjavík", "Iceland"),
    ],
)
def test_known_places(lat: float, lon: float, city: str, country: str) -> None:
    place = load_gazetteer().nearest(lat, lon)
    assert place.country == country
    assert place.distance_km < 10
    assert city in place.city or place.distance_km < 5


@pytest.mark.parametrize(("lat", "lon"), [(90, 0), (-90, 0), (0, 180), (0, -180), (-48.9, -123.4)])
def test_far_places_have_a_city_too(lat: float, lon: float) -> None:
    place = load_gazetteer().nearest(lat, lon)
    assert place.city
    assert place.distance_km > 100


def test_the_city_is_the_largest_hardly_further_than_the_nearest() -> None:
    """Against all great-circle distances."""
    gazetteer = load_gazetteer()
    lats, lons = (np.array([c[i] for c in gazetteer.cities]) for i in (2, 3))
    for lat, lon in np.random.default_rng(0).uniform((-90, -180), (90, 180), (20, 2)):
        km = great_circle_km(lat, lon, lats, lons)
        place = gazetteer.nearest(lat, lon)
        assert km.min() <= place.distance_km + 1e-6 <= km.min() + 10.1
        nearest = gazetteer.cities[int(km.argmin())]
        assert place.country_code == nearest[1]
        named = [c for c in gazetteer.cities if c[0] == place.city and c[1] == place.country_code]
        assert max(c[4] for c in named) >= nearest[4]


@pytest.mark.parametrize(
    ("lat", "lon", "city"),
    [(48.8708, 2.3175, "Paris"), (-33.8572, 151.2147, "Sydney"), (40.75, -73.98, "New York City")],
)
def test_a_quarter_gives_way_to_its_city(lat: float, lon: float, city: str) -> None:
    assert load_gazetteer().nearest(lat, lon).city == city


def test_a_whole_turn_changes_nothing() -> None:
    here, around = load_gazetteer().nearest(10, 179.9), load_gazetteer().nearest(10, -180.1)
    assert here.city == around.city
    np.testing.assert_allclose(here.distance_km, around.distance_km, atol=1e-6)


def test_many_at_once_are_as_one_by_one() -> None:
    gazetteer = load_gazetteer()
    lats, lons = np.random.default_rng(1).uniform((-90, -180), (90, 180), (50, 2)).T
    expected = [gazetteer.nearest(lat, lon) for lat, lon in zip(lats, lons, strict=True)]
    assert gazetteer.nearest_to_all(lats, lons) == expected
    assert gazetteer.nearest_to_all([], []) == []
