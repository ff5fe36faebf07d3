"""Why a neighbour or a cell: the map of the photo's parts, made when a reader asks for it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import streamlit as st

from geo_core.api import (
    GeoCoreError,
    Localizer,
    Photo,
    bytes_to_uri,
    cell_map,
    heat_layer,
    png_bytes,
    similarity_map,
)
from geo_core.ui.globe.events import WhyCell, WhyNeighbour
from geo_core.ui.query import Query

SIDE_PX = 360
"""Of the layer over the photo: a map of 9 × 9 needs no more."""

_KEPT = 12
"""Maps of a session: going back to one costs nothing."""


def why(localizer: Localizer, query: Query, asked: WhyNeighbour | WhyCell | None) -> Mapping[str, Any] | None:
    """What the explorer shows beside the answer; None where nothing was asked or no picture is there."""
    if asked is None or query.pixels is None:
        return None
    kept: dict[Any, Mapping[str, Any] | None] = st.session_state.setdefault("whys", {})
    key = (query.name, asked)
    if key not in kept:
        while len(kept) >= _KEPT:
            del kept[next(iter(kept))]
        try:
            kept[key] = {**_made(localizer, query.pixels, asked), "key": repr(key)}
        except GeoCoreError:
            kept[key] = None  # no such row or cell: a browser may ask for anything
    return kept[key]


def _made(localizer: Localizer, photo: Photo, asked: WhyNeighbour | WhyCell) -> dict[str, Any]:
    if isinstance(asked, WhyNeighbour):
        row = localizer.reference(asked.row).row
        found = similarity_map(photo, localizer.embedder, localizer.atlas.embedding(row))
        said: dict[str, Any] = {"row": row, "cosine": round(found.cosine, 4)}
        return {**said, "layer": _layer(photo, found.values, found.seen)}
    lit = cell_map(photo, localizer.embedder, localizer.atlas.classifier, asked.partition, asked.cell)
    said = {"row": None, "probability": round(math.exp(lit.log_probability), 6), "place": asked.place}
    return {**said, "layer": _layer(photo, lit.values, lit.seen)}


def _layer(photo: Photo, values: Any, seen: Any) -> str:
    height, width = photo.pixels.shape[:2]
    scale = SIDE_PX / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return bytes_to_uri(png_bytes(heat_layer(size, values, seen)))
