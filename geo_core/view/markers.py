"""Neighbours as rows: a dot on the globe and a card in the gallery each."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import TypedDict

import numpy as np

from geo_core.errors import GeoCoreError
from geo_core.place.countries import country_in
from geo_core.records import Floats, Neighbours, Reference
from geo_core.view.pictures import bytes_to_uri

DOT_MIN_PX, DOT_MAX_PX = 3.0, 8.5
"""Radii of the lightest and the heaviest neighbour's dots."""


class Card(TypedDict):
    """One neighbour as the browser takes it; every text is shown as text, never as markup."""

    row: int
    rank: int
    lon: float
    lat: float
    radius: float
    share: float
    distance: float
    place: str
    country: str
    author: str
    licence: str
    source: str
    thumb: str
    hash: str


def dot_radius_px(weight: Floats) -> Floats:
    """Radii whose squares grow with the weight, so that a dot's area speaks for it.

    Parameters
    ----------
    weight
        (k,) not negative.

    Returns
    -------
    (k,) pixels.
    """
    heaviest = float(weight.max(initial=0.0))
    share = weight / heaviest if heaviest > 0 else np.zeros_like(weight)
    return DOT_MIN_PX + (DOT_MAX_PX - DOT_MIN_PX) * np.sqrt(share)


def place_name(reference: Reference, language: str = "en") -> str:
    """Place, as its source writes it, and country in a language; neither twice, either may be missing."""
    if not reference.country or reference.place.endswith(reference.country):
        return reference.place
    country = country_in(reference.country, language)
    return f"{reference.place}, {country}" if reference.place else country


def cards(
    neighbours: Neighbours,
    references: Sequence[Reference],
    weight: Floats,
    thumbnails: Mapping[int, bytes],
    language: str = "en",
) -> list[Card]:
    """One row a neighbour, nearest first.

    Parameters
    ----------
    neighbours
        Those that vote.
    references
        What is known of each, in the same order.
    weight
        (k,) float64, summing to 1, in the same order.
    thumbnails
        Row in the atlas → the encoded thumbnail, where the atlas holds one.
    language
        Of the countries' names.

    Raises
    ------
    GeoCoreError
        When the three are not of one length and order.
    """
    if not len(references) == weight.size == neighbours.rows.size:
        raise GeoCoreError(
            f"{neighbours.rows.size} neighbours, {len(references)} references and {weight.size} weights "
            "were given; give one of each per neighbour."
        )
    if any(r.row != row for r, row in zip(references, neighbours.rows, strict=True)):
        raise GeoCoreError("The references stand in another order than the neighbours; sort them by rank.")
    radius = dot_radius_px(weight)
    return [
        {
            "row": reference.row,
            "rank": i + 1,
            "lon": round(float(neighbours.lon[i]), 5),
            "lat": round(float(neighbours.lat[i]), 5),
            "radius": round(float(radius[i]), 2),
            "share": round(float(weight[i]), 6),
            "distance": round(float(neighbours.distance[i]), 4),
            "place": place_name(reference, language),
            "country": country_in(reference.country, language),
            "author": reference.author,
            "licence": reference.licence,
            "source": reference.source,
            "thumb": _thumb(reference, thumbnails),
            "hash": base64.b64encode(reference.thumbhash).decode("ascii"),
        }
        for i, reference in enumerate(references)
    ]


def _thumb(reference: Reference, thumbnails: Mapping[int, bytes]) -> str:
    """The thumbnail that the atlas holds, or the address of one."""
    held = thumbnails.get(reference.row)
    return bytes_to_uri(held) if held else reference.thumbnail_url
