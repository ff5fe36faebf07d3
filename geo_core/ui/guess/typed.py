"""A place as somebody types it: coordinates, or a city."""

from __future__ import annotations

from geo_core.api import SettingsError, find_cities, read_coordinates
from geo_core.ui.guess.table import Latlon
from geo_core.ui.guess.wording import Texts

LONGEST = 80


def typed_place(text: str, texts: Texts) -> tuple[Latlon | None, str]:
    """The place that a text names, (lat, lon) in degrees, and what to say of it."""
    text = text.strip()[:LONGEST]
    if not text:
        return None, ""
    try:
        at = read_coordinates(text)
    except SettingsError as error:
        return None, str(error)
    if at is not None:
        return at, ""
    cities = find_cities(text, most=2)
    if not cities:
        return None, texts["guess_no_city"].format(text=text)
    first = cities[0]
    said = f"{first.name}, {first.country}"
    if len(cities) > 1 and cities[1].country != first.country:
        said = texts["guess_other_city"].format(city=said, other=f"{cities[1].name}, {cities[1].country}")
    return (first.lat, first.lon), said
