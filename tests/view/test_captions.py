"""Places in words."""

from __future__ import annotations

import pytest

from geo_core.records import Place
from geo_core.view.captions import name_of

AGRA = Place("Agra", "India", "IN", 3.0)


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        ({}, "Agra, India"),
        ({"locale": "en"}, "Agra, India"),
        ({"locale": "de"}, "Agra, Indien"),
        ({"locale": "es"}, "Agra, India"),
    ],
)
def test_the_country_is_named_in_the_reader_s_language(texts: dict[str, str], name: str) -> None:
    assert name_of(AGRA, texts) == name


def test_far_away_and_without_a_city() -> None:
    far = Place("Edinburgh of the Seven Seas", "Saint Helena", "SH", 2430.0)
    texts = {"locale": "de", "thousands": ".", "far": "{km} km von {place}"}
    assert name_of(far, texts) == "2.430 km von Edinburgh of the Seven Seas, St. Helena"
    assert name_of(Place("", "Germany", "DE", 0.0), texts) == "Deutschland"
