"""Cities by name."""

from __future__ import annotations

import pytest

from geo_core.place.city_search import find_cities


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Vienna", "Vienna", "Austria"),
        ("  wien ", "Vienna", "Austria"),
        ("MÜNCHEN", "Munich", "Germany"),
        ("munchen", "Munich", "Germany"),
        ("東京", "Tokyo", "Japan"),
        ("Москва", "Moscow", "Russia"),
        ("Paris", "Paris", "France"),
        ("Paris, US", "Paris", "United States"),
        ("paris, texas", "Paris", "United States"),
        ("London,canada", "London", "Canada"),
        ("york", "York", "United Kingdom"),
        ("Wien, Österreich", "Vienna", "Austria"),
        ("Paris, Frankreich", "Paris", "France"),
        ("París, Francia", "Paris", "France"),
        ("Córdoba, España", "Córdoba", "Spain"),
        ("cordoba, espana", "Córdoba", "Spain"),
        ("東京, 日本", "Tokyo", "Japan"),
        ("台北, 台灣", "Taipei", "Taiwan"),
        ("London, UK", "London", "United Kingdom"),
        ("Paris, USA", "Paris", "United States"),
        ("Reykjav", "Reykjavík", "Iceland"),
    ],
)
def test_the_city_that_is_meant_comes_first(text: str, name: str, country: str) -> None:
    first = find_cities(text)[0]
    assert (first.name, first.country) == (name, country)


def test_paris_lies_where_it_lies() -> None:
    first = find_cities("Paris")[0]
    assert (first.lat, first.lon) == pytest.approx((48.853, 2.349), abs=0.05)
    assert first.population > 2_000_000


@pytest.mark.parametrize("text", ["", " ", ",", ", Austria", "Qqxzzy", "Vienna, Peru", "|"])
def test_what_is_not_found(text: str) -> None:
    assert find_cities(text) == []


def test_not_more_than_asked_for() -> None:
    assert len(find_cities("San", most=3)) <= 3
    assert len(find_cities("Springfield", most=2)) == 2
