"""Step 5: the highest point is the answer, and which one depends on σ."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from geo_core.api import (
    MACHINE_COLOUR,
    TRUTH_COLOUR,
    Board,
    GeoCoreError,
    Localizer,
    SigmaCurve,
    Study,
    arc,
    board_heat,
    flight,
    growing_frame,
    method_named,
    overview,
    pin,
    read_study,
    rounded,
    sigma_curve,
)
from geo_core.ui.globe.board import board
from geo_core.ui.lesson.charts import (
    distance_chart,
    distance_rows,
    mass_rows,
    nearest_of,
    radius_chart,
    sweep_rows,
)
from geo_core.ui.lesson.explaining import explain
from geo_core.ui.lesson.pictures import away, mass_bars, numbers
from geo_core.ui.lesson.tour import Tour, k_slider, m_slider, sigma_slider
from geo_core.ui.query import Query, place_told
from geo_core.ui.settings import settings
from geo_core.ui.texts.numbers import decimal, figures

HEIGHT = "min(56dvh, 480px, 100vw)"
HEMISPHERE_KM = 6000.0
"""Nearer than this, answer and truth are seen on one side of the globe."""

Texts = Mapping[str, str]


@st.fragment
def mode(localizer: Localizer, query: Query, tour: Tour, texts: Texts) -> None:
    """Draw the step."""
    left, right = st.columns([2, 3], gap="medium")
    with left:
        explain("mode", texts)
        sigma_slider(tour, texts)
        k_slider(tour, len(query.evidence.neighbours.rows), texts)
        m_slider(tour, texts)
    curve = sigma_curve(query.evidence.neighbours, tour.settings, query.truth)
    at = curve.sigma_deg.index(tour.sigma_deg)
    with right:
        _globe(localizer, query, tour, curve, texts)
        answer = place_told(localizer, query, curve.answers[at], texts)
        off = "lesson_off_truth" if query.truth else "lesson_off_paper"
        st.html(
            numbers([(texts["lesson_answer"], answer, ""), (texts[off], away(curve.away_km[at], texts), "")])
            + mass_bars(curve.within[at], texts)
        )
    _trade_off(query, tour, curve, texts)


def _globe(localizer: Localizer, query: Query, tour: Tour, curve: SigmaCurve, texts: Texts) -> None:
    exact = curve.answers[curve.sigma_deg.index(tour.sigma_deg)]
    label, answer = place_told(localizer, query, exact, texts), rounded(*exact, query.precision)
    density = method_named("knn").density(query.evidence, tour.told(query.precision))
    pins = [pin("answer", answer, "★", label, colour=MACHINE_COLOUR)]
    arcs = []
    # Flown anew only when the answer has moved far: at each touch of a slider it would make giddy.
    moment = f"mode {query.name} {answer[0] // 15} {answer[1] // 15}"
    fly = overview(moment, answer)
    if query.truth:
        pins.append(pin("truth", query.truth, "✓", texts["truth_label"], colour=TRUTH_COLOUR, below=True))
        arcs.append(arc(answer, query.truth, TRUTH_COLOUR))
        if curve.away_km[curve.sigma_deg.index(tour.sigma_deg)] > HEMISPHERE_KM:
            fly = flight(moment, [answer, query.truth])
    frame = growing_frame(density, len(density.lat))
    board(
        Board(
            turn=query.name,
            label=texts["lesson_globe_mode"].format(place=label),
            height=HEIGHT,
            pins=pins,
            arcs=arcs,
            heat=board_heat(f"{query.name} {tour.k} {tour.m} {tour.sigma_deg}", frame),
            fly=fly,
        ),
        texts=texts,
        key="lesson-board-mode",
    )


def _trade_off(query: Query, tour: Tour, curve: SigmaCurve, texts: Texts) -> None:
    st.markdown(f"### {texts['lesson_trade_title']}")
    st.markdown(texts["lesson_trade_text"])
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"#### {texts['lesson_trade_truth' if query.truth else 'lesson_trade_paper']}")
        st.vega_lite_chart(
            distance_rows(curve, tour.sigma_deg),
            distance_chart(texts),
            width="stretch",
            alt=texts["lesson_trade_distance_alt"].format(
                first=away(curve.away_km[0], texts), last=away(curve.away_km[-1], texts)
            ),
            key="lesson_distance_chart",
        )
        st.caption(texts["lesson_trade_distance_note"])
    with right:
        st.markdown(f"#### {texts['lesson_trade_mass']}")
        st.vega_lite_chart(
            mass_rows(curve, tour.sigma_deg, texts),
            radius_chart(texts["lesson_mass_percent"], texts),
            width="stretch",
            alt=texts["lesson_trade_mass_alt"],
            key="lesson_mass_chart",
        )
        st.caption(texts["lesson_trade_mass_note"])
    _measured(tour, texts)


@st.cache_resource(show_spinner=False)
def _study(folder: Path) -> Study:
    return read_study(folder)


def _measured(tour: Tour, texts: Texts) -> None:
    """The sweep of the study, where there is one."""
    try:
        sweep = _study(settings().study).sweep
    except GeoCoreError:
        return
    if sweep is None:
        return
    k, m = nearest_of(sweep.k, 100), nearest_of(sweep.m, 10.0)
    st.markdown(f"#### {texts['lesson_trade_measured'].format(k=k, m=figures(m, texts))}")
    rows = sweep_rows(sweep, k, m, nearest_of(sweep.sigma_deg, tour.sigma_deg), texts)
    best = "; ".join(
        texts["lesson_trade_best"].format(
            radius=row["radius"], sigma=figures(row["sigma"], texts), p=decimal(row["percent"], texts)
        )
        for row in rows
        if row["best"]
    )
    st.vega_lite_chart(
        rows,
        radius_chart(texts["lesson_located_percent"], texts),
        width="stretch",
        alt=f"{texts['lesson_trade_measured_alt']} {best}",
        key="lesson_sweep_chart",
    )
    st.caption(f"★ {best}. {sweep.about} {texts['lesson_trade_measured_note']}")
