"""The page that locates a photo: choose one above, see where and why below."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from geo_core.api import (
    STARTER_ATLAS,
    DensitySettings,
    EmbedderSettings,
    GeoCoreError,
    Localizer,
    Place,
    Result,
    caption,
    empty_scene,
    heat_ramp,
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


@st.cache_resource(show_spinner=TEXTS["opening"])
def get_localizer() -> Localizer:
    """The atlas and its network, once a process; GEO_CORE_ATLAS and GEO_CORE_DEVICE choose others."""
    folder = Path(os.environ.get("GEO_CORE_ATLAS") or STARTER_ATLAS)
    device: Any = os.environ.get("GEO_CORE_DEVICE") or "auto"
    return open_localizer(folder, EmbedderSettings(device=device))


def page() -> None:
    """Draw the page."""
    st.html(f"<style>{PAGE_CSS}</style>")
    try:
        localizer = get_localizer()
    except GeoCoreError as error:
        st.error(f"{TEXTS['cannot_open']} {error}", icon=":material/error:")
        return
    said = read_events(st.session_state.get(KEY) or {}, empty_scene())
    if said.hop is not None and trail() and st.session_state.get("press") != said.press:
        st.session_state["press"] = said.press
        hop(localizer, said.hop)
    sources(localizer, TEXTS)
    settings = DensitySettings(
        k=said.k,
        m=said.m,
        weighting="softmax" if said.weighting == "softmax" else "power",
        temperature=localizer.atlas.manifest.fitted.temperature["750"],
    )
    scene = _scene(localizer, trail()[-1], settings) if trail() else empty_scene()
    explorer({**scene, "sigma_deg": said.sigma_deg}, _ramp(), texts=TEXTS, key=KEY)


@st.cache_data
def _ramp() -> str:
    return ramp_to_text(heat_ramp())


def _scene(localizer: Localizer, query: Query, settings: DensitySettings) -> Mapping[str, Any]:
    """The scene of a query: shared between sessions for public photos, else only in its own session."""
    if query.public:
        return _public_scene(localizer, query, query.name, settings)
    kept = st.session_state.get("scene")
    if kept is None or kept[0] != (query.name, settings):
        kept = st.session_state["scene"] = ((query.name, settings), _make_scene(localizer, query, settings))
    made: Mapping[str, Any] = kept[1]
    return made


@st.cache_data(max_entries=200, show_spinner=False)
def _public_scene(
    _localizer: Localizer, _query: Query, name: str, settings: DensitySettings
) -> Mapping[str, Any]:
    return _make_scene(_localizer, _query, settings)


def _make_scene(localizer: Localizer, query: Query, settings: DensitySettings) -> Mapping[str, Any]:
    voters = query.neighbours.first(settings.k)
    references = localizer.references(voters)
    strip = localizer.film_strip(voters, settings)

    def places(lats: Sequence[float], lons: Sequence[float]) -> list[Place]:
        return [localizer.place(lat, lon) for lat, lon in zip(lats, lons, strict=True)]

    return result_scene(
        Result(query.name, settings, strip, voters, localizer.weights(voters, settings), references),
        [caption(prediction, TEXTS, places) for prediction in strip.predictions],
        thumbnails={r.row: localizer.atlas.thumbnail(r.row) for r in references if r.has_thumbnail},
        photo=query.photo,
        truth=query.truth,
    )
