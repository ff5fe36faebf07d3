"""The page that locates a photo: choose one above, see where and why below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from geo_core.api import (
    DensitySettings,
    Localizer,
    MethodData,
    Outcome,
    Place,
    Result,
    caption,
    cell_ramp,
    cells_data,
    coarse_scene,
    empty_scene,
    heat_ramp,
    method_named,
    name_of,
    ramp_to_text,
    result_scene,
    rounded,
    rounded_place,
)
from geo_core.ui.findings import downloads, finding, with_heat
from geo_core.ui.globe.component import explorer
from geo_core.ui.globe.events import read_events
from geo_core.ui.link import linked, linked_view
from geo_core.ui.query import Query, hop, placing, set_truth, trail
from geo_core.ui.sources import sources
from geo_core.ui.turns import in_turn
from geo_core.ui.why import why

KEY = "explorer"

FIRST = ("fused", "knn")
"""The method shown first: the first of these that the atlas can serve."""

SCENES_KEPT = 8
"""Of one's own photo: going back and forth between two methods computes each once."""


def page(localizer: Localizer, texts: Mapping[str, str]) -> None:
    """Draw the page."""
    first = next(name for name in FIRST if name in localizer.methods)
    nothing = empty_scene(method=first, methods=_methods(localizer))
    sent = st.session_state.get(KEY) or {}
    said = read_events({**linked(st.query_params), **_without_none(sent)}, nothing)
    if said.hop is not None and trail() and st.session_state.get("press") != said.press:
        st.session_state["press"] = said.press
        hop(localizer, said.hop)
    if placing() and said.click is not None:
        set_truth(said.click.lat, said.click.lon)
    settings = replace(
        localizer.defaults,
        k=said.k,
        m=said.m,
        weighting="softmax" if said.weighting == "softmax" else "power",
        temperature=localizer.atlas.manifest.fitted.temperature["750"],
    )

    def take(query: Query) -> None:
        def made() -> list[Outcome]:
            shown = replace(settings, sigma_deg=said.sigma_deg)
            found = finding(localizer, query, shown, said.method)
            return [with_heat(localizer, query.evidence, found)]

        with st.popover(texts["take"], icon=":material/download:"):
            downloads(made, texts, batch=False, key="take")

    sources(localizer, texts, take, clicks=True)
    waiting = st.empty()
    if trail() and not st.session_state.get("drawn"):
        waiting.html(f'<div class="skeleton" role="status">{texts["looking"]}</div>')
    scene = _scene(localizer, trail()[-1], settings, said.method, texts) if trail() else nothing
    truth = trail()[-1].truth if trail() else None
    shown = {
        **scene,
        "sigma_deg": said.sigma_deg,
        "view": linked_view(st.query_params),
        "truth": [truth[1], truth[0]] if truth else None,
        # Then a click on a cell says where the photo was taken, and asks for no reason.
        "placing": placing(),
        "why": why(localizer, trail()[-1], said.why) if trail() else None,
        "explains": bool(trail()) and trail()[-1].pixels is not None,
    }
    explorer(shown, _ramps(), texts=texts, key=KEY)
    waiting.empty()
    st.session_state["drawn"] = True


def _without_none(sent: Mapping[str, Any]) -> dict[str, Any]:
    """What has been touched: until then the address, and then the atlas, says how things stand."""
    return {name: value for name, value in sent.items() if value is not None}


def _methods(localizer: Localizer) -> list[MethodData]:
    return [{"name": n, "by_neighbours": method_named(n).by_neighbours} for n in localizer.methods]


@st.cache_data
def _ramps() -> dict[str, str]:
    return {"heat": ramp_to_text(heat_ramp()), "cells": ramp_to_text(cell_ramp())}


def _scene(
    localizer: Localizer, query: Query, settings: DensitySettings, method: str, texts: Mapping[str, str]
) -> Mapping[str, Any]:
    """The scene of a query: shared between sessions for public photos, else only in its own session."""
    if query.public:
        return _public_scene(localizer, query, texts, query.name, settings, method, texts["locale"])
    kept: dict[Any, Mapping[str, Any]] = st.session_state.setdefault("scenes", {})
    key = (query.name, settings, method, texts["locale"])
    if key not in kept:
        while len(kept) >= SCENES_KEPT:
            del kept[next(iter(kept))]
        with in_turn():
            kept[key] = _make_scene(localizer, query, settings, method, texts)
    return kept[key]


@st.cache_data(max_entries=200, show_spinner=False)
def _public_scene(
    _localizer: Localizer,
    _query: Query,
    _texts: Mapping[str, str],
    name: str,
    settings: DensitySettings,
    method: str,
    locale: str,
) -> Mapping[str, Any]:
    with in_turn():
        return _make_scene(_localizer, _query, settings, method, _texts)


def _make_scene(
    localizer: Localizer, query: Query, settings: DensitySettings, method: str, texts: Mapping[str, str]
) -> Mapping[str, Any]:
    evidence = query.evidence
    voters = evidence.neighbours.first(settings.k)
    references = localizer.references(voters)
    strip = localizer.film_strip(evidence, settings, method, compared=localizer.methods)

    precision = query.precision

    def places(lats: Sequence[float], lons: Sequence[float]) -> list[Place]:
        return [rounded_place(place, precision) for place in localizer.places(lats, lons)]

    def names(lats: Any, lons: Any) -> list[str]:
        return [name_of(place, texts) for place in places(lats, lons)]

    scores = evidence.cells.scores if evidence.cells else ()
    scene = result_scene(
        Result(
            query=query.name,
            settings=settings,
            strip=strip,
            neighbours=voters,
            weight=localizer.weights(evidence, settings, method),
            references=references,
            method=method,
            methods=_methods(localizer),
            cells=[cells_data(*one, names) for one in zip(scores, localizer.partitions, strict=True)],
        ),
        [caption(p, texts, places, a) for p, a in zip(strip.predictions, strip.answers, strict=True)],
        thumbnails={r.row: localizer.atlas.thumbnail(r.row) for r in references if r.has_thumbnail},
        photo=query.photo,
        truth=query.truth,
        language=texts["locale"],
    )
    decided = sorted(localizer.decide(evidence, method).items())
    named = names([best.lat for _, best in decided], [best.lon for _, best in decided])
    experience = [
        {
            "km": km,
            **dict(zip(("lat", "lon"), rounded(best.lat, best.lon, precision), strict=True)),
            "place": name,
            "probability": round(best.confidence, 4),
        }
        for (km, best), name in zip(decided, named, strict=True)
        if best.confidence is not None
    ]
    return {**coarse_scene(scene, precision), "experience": experience}
