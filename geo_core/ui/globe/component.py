"""The explorer's Python side: mounts the component, hands it data, reads its events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from geo_core.ui.globe.events import ExplorerEvents, read_events
from geo_core.ui.globe.joining import HERE, joined
from geo_core.ui.globe.static_files import Addresses, publish
from geo_core.ui.texts.language import words

SCRIPTS = (
    "geometry", "dom", "words", "thumbhash", "colours", "strip", "cells", "camera", "discs", "layers",
    "globe", "pins", "tooltip", "choice", "controls", "legend", "answer", "compare", "gallery", "filter",
    "why", "experience", "pointing", "share", "explorer",
)  # fmt: skip
STYLES = ("explorer", "stage", "legend", "controls", "panel", "compare", "why")


_explorer = st.components.v2.component(
    "geo_core.explorer",
    html=(HERE / "explorer.html").read_text(encoding="utf-8"),
    css=joined(STYLES, ".css"),
    js=joined(SCRIPTS, ".js"),
)
# One changed field resends all the data of a component; so what is heavy and changes once
# a query has an invisible component of its own.
_store = st.components.v2.component("geo_core.explorer_store", js=joined(("store",), ".js"))


def _nothing() -> None:
    """A component reports only what has a callback."""


def explorer(
    scene: Mapping[str, Any],
    ramps: Mapping[str, str],
    *,
    texts: Mapping[str, str],
    key: str = "explorer",
    addresses: Addresses | None = None,
) -> ExplorerEvents:
    """Draw a scene and say what its reader did.

    Parameters
    ----------
    scene
        From `view.scene.result_scene` or `view.scene.empty_scene`.
    ramps
        The colours of ``heat`` and ``cells``, from `view.colours.ramp_to_text`.
    texts
        The words, from `ui.texts`.
    key
        Names the instance; its camera stays as long as the key does.
    addresses
        Of bundle and textures; by default those beside app.py.

    Returns
    -------
    The sliders as they stand, and what was just pressed.
    """
    files = addresses or publish()
    heavy = scene["heavy"]
    _store(key=f"{key}-store", data={"store": key, "heavy": heavy}, height=1)
    light = {name: value for name, value in scene.items() if name != "heavy"}
    sent = _explorer(
        key=key,
        data={
            **light,
            "store": key,
            "heavy": heavy["id"] if heavy else None,
            "bundle": files.bundle,
            "base": files.base,
            "lines": files.lines,
            "ramps": dict(ramps),
            "texts": words(texts),
        },
        on_sigma_change=_nothing,
        on_k_change=_nothing,
        on_m_change=_nothing,
        on_weighting_change=_nothing,
        on_method_change=_nothing,
        on_click_change=_nothing,
        on_hop_change=_nothing,
        on_why_change=_nothing,
    )
    return read_events(sent, scene)
