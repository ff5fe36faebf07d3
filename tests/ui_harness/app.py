"""The components on made-up data; start it with ``--server.enableStaticServing=true``.

Query parameters: ``?page=two`` two instances; ``?page=leave`` two and a switch that takes them away.
"""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from geo_core.ui.globe.component import explorer
from geo_core.ui.globe.static_files import publish
from geo_core.ui.picker.component import picker
from geo_core.ui.shell import CSS
from geo_core.ui.texts.en import TEXTS
from geo_core.view.captions import caption, name_of
from geo_core.view.cells import cells_data
from geo_core.view.colours import cell_ramp, heat_ramp, ramp_to_text
from geo_core.view.pictures import bytes_to_uri
from geo_core.view.scene import Result, empty_scene, result_scene
from tests.ui_harness import synthetic

ADDRESSES = publish(Path(__file__).parent / "static")
QUERIES = ("agra", "islands", "anywhere")
METHODS = [{"name": name, "by_neighbours": name != "cells"} for name in synthetic.METHODS]
RAMPS = {"heat": ramp_to_text(heat_ramp()), "cells": ramp_to_text(cell_ramp())}


@st.cache_data(show_spinner=False)
def made_scene(name: str, k: int, m: float, weighting: str, method: str) -> dict:
    found = synthetic.neighbours(name, k)
    weight = synthetic.weights(found, m, weighting)
    refs = synthetic.references(found)
    strip = synthetic.compared(name, method, found, weight)

    def near(lats, lons):
        return [synthetic.nearest_place(*at) for at in zip(lats, lons, strict=True)]

    def names_at(lats, lons):
        return [name_of(place, TEXTS) for place in near(lats, lons)]

    captions = [caption(p, TEXTS, near, a) for p, a in zip(strip.predictions, strip.answers, strict=True)]
    scored = zip(synthetic.cell_scores(name), synthetic.partitions(), strict=True)
    result = Result(
        name, synthetic.settings(4.0, k, m, weighting), strip, found, weight, refs, method, METHODS,
        [cells_data(scores, partition, names_at) for scores, partition in scored],
    )  # fmt: skip
    photo = bytes_to_uri(synthetic.encoded(synthetic.picture(QUERIES.index(name) + 3)))
    return result_scene(
        result, captions, thumbnails=synthetic.thumbnails(refs), photo=photo, truth=synthetic.TRUTHS[name]
    )


@st.cache_data(show_spinner=False)
def examples() -> list[dict]:
    return [
        {
            "id": name, "thumb": bytes_to_uri(synthetic.encoded(synthetic.picture(i + 3))),
            "caption": name.capitalize(), "credit": "A. N. Author, CC0",
        }
        for i, name in enumerate(QUERIES)
    ]  # fmt: skip


def scene_for(name: str | None, key: str) -> dict:
    if not name:
        return empty_scene()
    state = st.session_state.get(key) or {}
    method = state.get("method") or "knn"
    k, m = int(state.get("k") or 100), float(state.get("m") if state.get("m") is not None else 10)
    scene = dict(made_scene(name, k, m, state.get("weighting") or "power", method))
    return {**scene, "sigma_deg": state.get("sigma") or 4.0}


def one() -> None:
    chosen = picker(examples(), texts=TEXTS, selected=st.session_state.get("name"), key="picker")
    if chosen:
        st.session_state.name = chosen
    name = st.session_state.get("name") or st.query_params.get("query")
    events = explorer(scene_for(name, "main"), RAMPS, texts=TEXTS, key="main", addresses=ADDRESSES)
    seen = st.session_state.setdefault("seen", {})
    seen["runs"] = seen.get("runs", 0) + 1
    seen.update(click=events.click or seen.get("click"), hop=events.hop or seen.get("hop"))
    st.html(f'<div id="events" style="display:none">{events}|{seen}</div>'.replace("<Click", "Click"))


def two() -> None:
    for key, name in (("left", "agra"), ("right", "islands")):
        explorer(scene_for(name, key), RAMPS, texts=TEXTS, key=key, addresses=ADDRESSES)


st.set_page_config(layout="wide", page_title="harness")
st.html(f"<style>{CSS}</style>")
page = st.query_params.get("page", "one")
if page == "two":
    two()
elif page == "leave":
    if not st.checkbox("leave"):
        two()
else:
    one()
