"""Why a neighbour or a cell: the map of the photo's parts, made when a reader asks for it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import streamlit as st

from geo_core.api import (
    Embedding,
    GeoCoreError,
    Localizer,
    Photo,
    Reference,
    bytes_to_uri,
    cell_map,
    heat_layer,
    png_bytes,
    similarity_map,
)
from geo_core.ui.globe.events import WhyCell, WhyNeighbour
from geo_core.ui.query import Query
from geo_core.ui.turns import in_turn

SIDE_PX = 360
"""Of the layer over the photo: a map of 9 × 9 needs no more."""

_KEPT = 12
"""Maps of a session: going back to one costs nothing."""


def why(localizer: Localizer, query: Query, asked: WhyNeighbour | WhyCell | None) -> Mapping[str, Any] | None:
    """What the explorer shows beside the answer.

    None where nothing was asked of this query, or no picture of it is there: the browser's question
    outlives its photo until the browser has seen the next one.
    """
    if asked is None or asked.query != query.name or query.pixels is None:
        return None
    kept: dict[Any, Mapping[str, Any] | None] = st.session_state.setdefault("whys", {})
    if asked not in kept:
        while len(kept) >= _KEPT:
            del kept[next(iter(kept))]
        try:
            with in_turn():
                kept[asked] = {**_made(localizer, query, query.pixels, asked), "key": repr(asked)}
        except GeoCoreError:
            kept[asked] = None  # no such row or cell: a browser may ask for anything
    return kept[asked]


def _made(localizer: Localizer, query: Query, photo: Photo, asked: WhyNeighbour | WhyCell) -> dict[str, Any]:
    if isinstance(asked, WhyNeighbour):
        return _neighbour(localizer, query, photo, asked)
    return _cell(localizer, photo, asked)


def _neighbour(localizer: Localizer, query: Query, photo: Photo, asked: WhyNeighbour) -> dict[str, Any]:
    reference = localizer.reference(asked.row)
    found = similarity_map(photo, localizer.embedder, localizer.atlas.embedding(reference.row))
    return {
        "row": reference.row,
        "cosine": round(found.cosine, 4),
        "layer": _layer(photo, found.values, found.seen),
        "other": _other(localizer, query, reference),
    }


def _other(localizer: Localizer, query: Query, reference: Reference) -> str | None:
    """The other way round: the neighbour's parts, by what they add to its similarity to the query.

    None where the atlas holds no picture of it: out of a blur of a few colours a network reads nothing.
    """
    vector = query.evidence.vector
    if not reference.has_thumbnail or vector is None:
        return None
    picture = localizer.picture(reference)
    photo = Photo(picture, full_size=(picture.shape[1], picture.shape[0]), format="JPEG")
    asked = Embedding(vector, localizer.embedder.identity.digest)
    found = similarity_map(photo, localizer.embedder, asked)
    return _layer(photo, found.values, found.seen)


def _cell(localizer: Localizer, photo: Photo, asked: WhyCell) -> dict[str, Any]:
    lit = cell_map(photo, localizer.embedder, localizer.atlas.classifier, asked.partition, asked.cell)
    return {
        "partition": asked.partition,
        "cell": asked.cell,
        "probability": round(math.exp(lit.log_probability), 6),
        "layer": _layer(photo, lit.values, lit.seen),
    }


def _layer(photo: Photo, values: Any, seen: Any) -> str:
    height, width = photo.pixels.shape[:2]
    scale = SIDE_PX / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return bytes_to_uri(png_bytes(heat_layer(size, values, seen)))
