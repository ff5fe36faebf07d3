"""The page itself: which table is shown, and the photos one by one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from geo_core.api import RADII_KM, GeoCoreError, Localizer, Study, read_study
from geo_core.ui.evaluation.photos import photos, take_choice
from geo_core.ui.evaluation.tables import CSS, plain_table, rows_table, sweep_table
from geo_core.ui.settings import settings
from geo_core.ui.texts.errors import told
from geo_core.ui.texts.markdown import plain
from geo_core.ui.texts.numbers import kilometres, whole

VIEWS = ("methods", "photos", "databases", "sweep")


@st.cache_resource(show_spinner=False)
def _study(folder: Path) -> Study:
    return read_study(folder)


def page(localizer: Localizer, texts: Mapping[str, str]) -> None:
    """Draw the page."""
    st.html(f"<style>{CSS}</style>")
    try:
        study = _study(settings().study)
    except GeoCoreError as error:
        st.info(f"{texts['evaluation_none']} {plain(told(error, texts))}", icon=":material/query_stats:")
        return
    st.markdown(f"## {texts['evaluation_title']}")
    st.caption(study.about)
    offered = [v for v in VIEWS if v in ("methods", "photos") or getattr(study, v)]
    wanted = st.query_params.get("table")
    view = st.segmented_control(
        texts["evaluation_view"],
        offered,
        default=wanted if wanted in offered else offered[0],
        format_func=lambda name: texts[f"evaluation_{name}"],
        label_visibility="collapsed",
        key="evaluation_view",
    )
    if view == "photos":
        take_choice()
        photos(localizer, study, texts)
    elif view == "databases":
        _databases(study, texts)
    elif view == "sweep":
        _sweep(study, texts)
    else:
        _methods(study, texts)


def _methods(study: Study, texts: Mapping[str, str]) -> None:
    st.html(rows_table(study.rows, texts, texts["evaluation_interval"]))
    for note in study.notes:
        st.caption(note)
    if study.absent:
        with st.expander(texts["evaluation_absent"]):
            for line in study.absent:
                st.text(line)
    st.markdown(f"### {texts['evaluation_published']}")
    st.html(rows_table(study.published, texts, texts["evaluation_not_comparable"]))


def _databases(study: Study, texts: Mapping[str, str]) -> None:
    st.markdown(texts["evaluation_databases_help"])
    ranks = sorted(study.databases[0].share)
    heads = [texts["evaluation_database"], texts["evaluation_references"]]
    heads += [texts["evaluation_first"].format(n=rank) for rank in ranks]
    st.html(
        plain_table(
            heads,
            [
                [d.name, whole(d.references, texts), *(f"{d.share[r]:.0f} %" for r in ranks)]
                for d in study.databases
            ],
        )
    )
    for database in study.databases:
        st.markdown(f"### {database.name} · {whole(database.references, texts)}")
        st.html(rows_table(database.rows, texts, texts["evaluation_interval"]))


def _sweep(study: Study, texts: Mapping[str, str]) -> None:
    sweep = study.sweep
    if sweep is None:
        return
    st.markdown(texts["evaluation_sweep_help"])
    left, right = st.columns(2)
    k = left.select_slider(texts["k"], sweep.k, value=sweep.k[-2], key="evaluation_k")
    radius = right.select_slider(
        texts["evaluation_radius"],
        RADII_KM,
        value=RADII_KM[3],
        format_func=lambda km: kilometres(km, texts),
        key="evaluation_sweep_radius",
    )
    st.html(sweep_table(sweep, k, radius, texts, sweep.about))
