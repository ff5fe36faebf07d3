"""The page that locates a photo: choose one above, see where and why below."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from geo_core.api import (
    STARTER_ATLAS,
    DensitySettings,
    EmbedderSettings,
    GeoCoreError,
    Localizer,
    MethodData,
    Place,
    Result,
    caption,
    cell_ramp,
    cells_data,
    empty_scene,
    heat_ramp,
    method_named,
    name_of,
    open_localizer,
    ramp_to_text,
    result_scene,
)
from geo_core.ui.globe.component import PAGE_CSS, explorer
from geo_core.ui.globe.events import read_events
from geo_core.ui.query import Query, hop, trail
from geo_core.ui.sources import sources
from geo_core.ui.texts.en import TEXTS

KEY = "explorer"

FIRST = ("fused", "knn")
"""The method shown first: the first of these that the atlas can serve."""

SCENES_KEPT = 8
"""Of one's own photo: going back and forth between two methods computes each once."""


@st.cache_resource(show_spinner=TEXTS["opening"])
def get_localizer() -> Localizer:
    """The atlas and its network, once a process; GEO_CORE_ATLAS, _WEIGHTS and _DEVICE choose others."""
    folder = Path(os.environ.get("GEO_CORE_ATLAS") or STARTER_ATLAS)
    weights = os.environ.get("GEO_CORE_WEIGHTS")
    device: Any = os.environ.get("GEO_CORE_DEVICE") or "auto"
    return open_localizer(folder, EmbedderSettings(weights=Path(weights) if weights else None, device=device))


def page() -> None:
    """Draw the page."""
    st.html(f"<style>{PAGE_CSS}</style>")
    try:
        localizer = get_localizer()
    except GeoCoreError as error:
        st.error(f"{TEXTS['cannot_open']} {error}", icon=":material/error:")
        return
    first = next(name for name in FIRST if name in localizer.methods)
    nothing = empty_scene(method=first, methods=_methods(localizer))
    said = read_events(st.session_state.get(KEY) or {}, nothing)
    if said.hop is not None and trail() and st.session_state.get("press") != said.press:
        st.session_state["press"] = said.press
        hop(localizer, said.hop)
    sources(localizer, TEXTS)
    settings = replace(
        localizer.defaults,
        k=said.k,
        m=said.m,
        weighting="softmax" if said.weighting == "softmax" else "power",
        temperature=localizer.atlas.manifest.fitted.temperature["750"],
    )
    scene = _scene(localizer, trail()[-1], settings, said.method) if trail() else nothing
    explorer({**scene, "sigma_deg": said.sigma_deg}, _ramps(), texts=TEXTS, key=KEY)


def _methods(localizer: Localizer) -> list[MethodData]:
    return [{"name": n, "by_neighbours": method_named(n).by_neighbours} for n in localizer.methods]


@st.cache_data
def _ramps() -> dict[str, str]:
    return {"heat": ramp_to_text(heat_ramp()), "cells": ramp_to_text(cell_ramp())}


def _scene(localizer: Localizer, query: Query, settings: DensitySettings, method: str) -> Mapping[str, Any]:
    """The scene of a query: shared between sessions for public photos, else only in its own session."""
    if query.public:
        return _public_scene(localizer, query, query.name, settings, method)
    kept: dict[Any, Mapping[str, Any]] = st.session_state.setdefault("scenes", {})
    key = (query.name, settings, method)
    if key not in kept:
        while len(kept) >= SCENES_KEPT:
            del kept[next(iter(kept))]
        kept[key] = _make_scene(localizer, query, settings, method)
    return kept[key]


@st.cache_data(max_entries=200, show_spinner=False)
def _public_scene(
    _localizer: Localizer, _query: Query, name: str, settings: DensitySettings, method: str
) -> Mapping[str, Any]:
    return _make_scene(_localizer, _query, settings, method)


def _make_scene(
    localizer: Localizer, query: Query, settings: DensitySettings, method: str
) -> Mapping[str, Any]:
    evidence = query.evidence
    voters = evidence.neighbours.first(settings.k)
    references = localizer.references(voters)
    strip = localizer.film_strip(evidence, settings, method, compared=localizer.methods)

    def places(lats: Sequence[float], lons: Sequence[float]) -> list[Place]:
        return [localizer.place(lat, lon) for lat, lon in zip(lats, lons, strict=True)]

    def name_at(lat: float, lon: float) -> str:
        return name_of(localizer.place(lat, lon), TEXTS)

    scores = evidence.cells.scores if evidence.cells else ()
    return result_scene(
        Result(
            query=query.name,
            settings=settings,
            strip=strip,
            neighbours=voters,
            weight=localizer.weights(evidence, settings, method),
            references=references,
            method=method,
            methods=_methods(localizer),
            cells=[cells_data(*one, name_at) for one in zip(scores, localizer.partitions, strict=True)],
        ),
        [caption(p, TEXTS, places, a) for p, a in zip(strip.predictions, strip.answers, strict=True)],
        thumbnails={r.row: localizer.atlas.thumbnail(r.row) for r in references if r.has_thumbnail},
        photo=query.photo,
        truth=query.truth,
    )
