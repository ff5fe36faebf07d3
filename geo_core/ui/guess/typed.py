"""A place as somebody types it: coordinates, or a city."""

from __future__ import annotations

from geo_core.api import City, SettingsError, country_name, find_cities, read_coordinates
from geo_core.ui.guess.table import Latlon
from geo_core.ui.guess.wording import Texts
from geo_core.ui.texts.errors import told

LONGEST = 80


def typed_place(text: str, texts: Texts) -> tuple[Latlon | None, str]:
    """The place that a text names, (lat, lon) in degrees, and what to say of it."""
    text = text.strip()[:LONGEST]
    if not text:
        return None, ""
    try:
        at = read_coordinates(text, texts)
    except SettingsError as error:
        return None, told(error, texts)
    if at is not None:
        return at, ""
    cities = find_cities(text, most=2)
    if not cities:
        return None, texts["guess_no_city"].format(text=text)
    first, *others = cities
    said = _named(first, texts)
    if others and others[0].country != first.country:
        said = texts["guess_other_city"].format(city=said, other=_named(others[0], texts))
    return (first.lat, first.lon), said


def _named(city: City, texts: Texts) -> str:
    return f"{city.name}, {country_name(city.country_code, city.country, texts['locale'])}"
