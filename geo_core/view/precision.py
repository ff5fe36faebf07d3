"""How exactly a place is told: whole coordinates, or coordinates and names that name no street."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Literal

from geo_core.errors import SettingsError
from geo_core.records import Place
from geo_core.settings import check_choice
from geo_core.sphere.distance import KM_PER_DEG

Precision = Literal["exact", "city", "region", "country"]

STEP_DEG: Mapping[str, float] = {"exact": 0.0, "city": 0.1, "region": 1.0, "country": 5.0}
"""What latitudes are rounded to, degrees: 11, 111 and 556 km. 0 rounds nothing."""

DECIMALS: Mapping[str, int] = {"exact": 3, "city": 1, "region": 0, "country": 0}
"""Decimals of a degree that are read out."""

_DIGITS = 6


def check_precision(precision: str) -> None:
    """Refuse a word that names no precision.

    Raises
    ------
    SettingsError
        Naming the word and the choices.
    """
    check_choice("precision", precision, tuple(STEP_DEG))


def rounded(lat: float, lon: float, precision: Precision) -> tuple[float, float]:
    """A place, told no more exactly than `precision` allows.

    Parameters
    ----------
    lat, lon
        Degrees; any longitude.
    precision
        ``exact`` changes nothing but a longitude outside ±180°; ``city`` rounds to 0.1°, ``region`` to
        1°, ``country`` to 5° (`STEP_DEG`).

    Returns
    -------
    Latitude within ±90° and longitude within ±180°. Towards the poles, where meridians draw
    together, the step of longitudes grows, in steps that divide the circle, until it is as long in
    kilometres as that of latitudes; at a pole the longitude is 0. So the place given lies less than
    1.25 steps away.

    Raises
    ------
    SettingsError
        If there is no such precision, or the place is none.
    """
    check_precision(precision)
    if not (math.isfinite(lon) and abs(lat) <= 90):
        raise SettingsError(f"({lat!r}, {lon!r}) is no place; give degrees, latitude first, within ±90.")
    step = STEP_DEG[precision]
    if not step:
        return lat, _within_180(lon)
    lat = max(-90.0, min(90.0, round(lat / step) * step))
    # A billionth more, or what the cosine lacks to a whole would count.
    room = round(360 / step) * math.cos(math.radians(lat)) + 1e-9
    wide = 360 / max((many for many in _divisors(round(360 / step)) if many <= room), default=1)
    lon = round(_within_180(lon) / wide) * wide if wide < 360 else 0.0
    return round(lat, _DIGITS), round(_within_180(lon), _DIGITS)


def rounded_place(place: Place, precision: Precision) -> Place:
    """The nearest city, or only its country from ``region`` on; distances rounded to the step.

    Parameters
    ----------
    place
        Of the place before it is rounded: its rounded neighbour may lie in another country.
    precision
        As for `rounded`.
    """
    check_precision(precision)
    if precision == "exact":
        return place
    step_km = STEP_DEG[precision] * KM_PER_DEG
    distance_km = round(round(place.distance_km / step_km) * step_km)
    return replace(place, city=place.city if precision == "city" else "", distance_km=float(distance_km))


def widened(sigma_deg: float, precision: Precision) -> float:
    """The bandwidth, degrees, or the step where that is wider: a heat shall not tell what numbers do not."""
    check_precision(precision)
    return max(sigma_deg, STEP_DEG[precision])


@cache
def _divisors(number: int) -> tuple[int, ...]:
    return tuple(n for n in range(1, number + 1) if number % n == 0)


def _within_180(lon: float) -> float:
    # Only where needed: wrapping rounds.
    return lon if -180.0 <= lon <= 180.0 else (lon + 180.0) % 360.0 - 180.0
