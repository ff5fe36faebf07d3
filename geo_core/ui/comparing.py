"""The page that compares: every method's answer to one photo, side by side on the globe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from geo_core.api import (
    RADII_KM,
    SEAT_COLOURS,
    TRUTH_COLOUR,
    Board,
    Localizer,
    arc,
    dot,
    flight,
    great_circle_km,
    pin,
    rounded,
)
from geo_core.ui.evaluation.tables import CSS, plain_table
from geo_core.ui.globe.board import board
from geo_core.ui.query import Query, place_told, trail
from geo_core.ui.sources import sources
from geo_core.ui.texts.numbers import kilometres

SIGMAS_DEG = (1.0, 4.0, 16.0)
"""The bandwidths of the paper's Table 1."""

DECISION_COLOUR = "#4ac16d"

WRAPPED = ".study td:first-of-type { white-space: normal; overflow-wrap: anywhere; min-width: 6rem; }"
"""A long place takes two lines: the last columns are not to be cut off beside the globe."""


@dataclass(frozen=True)
class Answered:
    """One row of the comparison, told no more exactly than a teacher allows.

    ``mass`` is within each radius, or at the decision's own.
    """

    sign: str
    name: str
    lat: float
    lon: float
    place: str
    mass: Mapping[float, float]
    confidence: float | None = None


def page(localizer: Localizer, texts: Mapping[str, str]) -> None:
    """Draw the page."""
    st.html(f"<style>{CSS}{WRAPPED}</style>")
    sources(localizer, texts)
    if not trail():
        st.info(texts["compare_page_empty"], icon=":material/compare:")
        return
    query = trail()[-1]
    found, decided = answers(localizer, query, texts), decisions(localizer, query, texts)
    st.markdown(f"## {texts['compare_page_title']}")
    globe, side = st.columns([3, 2])
    with globe:
        board(_board(query, found, decided, texts), texts=texts, key="compare-board")
    with side:
        left, right = st.columns([1, 2], vertical_alignment="center")
        left.image(query.photo, alt=texts["photo_alt"], width="stretch")
        right.caption(texts["compare_page_help"])
        st.html(_table(query, found, texts))
        st.markdown(f"### {texts['compare_page_decisions']}")
        st.html(_decided_table(query, decided, texts))


def answers(localizer: Localizer, query: Query, texts: Mapping[str, str]) -> list[Answered]:
    """What each method answers: NN, kNN at the paper's bandwidths, and the classifier's."""
    asked = [("N", texts["method_nn"], "nn", localizer.defaults.sigma_deg)]
    asked += [(f"{s:g}", f"{texts['method_knn']}, σ = {s:g}°", "knn", s) for s in SIGMAS_DEG]
    asked += [
        (texts[f"method_{name}"][0], texts[f"method_{name}"], name, localizer.defaults.sigma_deg)
        for name in ("cells", "fused")
        if name in localizer.methods
    ]
    found = []
    for sign, name, method, sigma_deg in asked:
        settings = replace(localizer.defaults, sigma_deg=sigma_deg)
        prediction = localizer.predict(query.evidence, settings, method)
        told = _told(localizer, query, prediction.lat, prediction.lon, texts)
        found.append(Answered(sign, name, *told, prediction.within_km))
    return found


def decisions(localizer: Localizer, query: Query, texts: Mapping[str, str]) -> list[Answered]:
    """The point chosen for each radius by the best method that the atlas can serve."""
    method = "fused" if "fused" in localizer.methods else "knn"
    return [
        Answered(
            "",
            kilometres(km, texts),
            *_told(localizer, query, best.lat, best.lon, texts),
            {km: best.mass},
            best.confidence,
        )
        for km, best in sorted(localizer.decide(query.evidence, method).items())
    ]


def _told(
    localizer: Localizer, query: Query, lat: float, lon: float, texts: Mapping[str, str]
) -> tuple[float, float, str]:
    return *rounded(lat, lon, query.precision), place_told(localizer, query, (lat, lon), texts)


def _board(
    query: Query, found: Sequence[Answered], decided: Sequence[Answered], texts: Mapping[str, str]
) -> Board:
    pins = [pin(a.sign, (a.lat, a.lon), a.sign, colour=c) for a, c in zip(found, SEAT_COLOURS, strict=False)]
    arcs = []
    if query.truth:
        pins.append(pin("truth", query.truth, "✓", texts["truth_label"], colour=TRUTH_COLOUR, below=True))
        arcs = [arc(query.truth, (a.lat, a.lon), c) for a, c in zip(found, SEAT_COLOURS, strict=False)]
    dots = [
        dot(a.name, (a.lat, a.lon), texts["compare_page_decision"].format(km=a.name), colour=DECISION_COLOUR)
        for a in decided
    ]
    places = [(a.lat, a.lon) for a in found] + ([query.truth] if query.truth else [])
    return Board(
        turn=query.name,
        label=texts["compare_page_globe"],
        height="62dvh",
        pins=pins,
        dots=dots,
        arcs=arcs,
        fly=flight(query.name, places),
    )


def _away(query: Query, answered: Answered, texts: Mapping[str, str]) -> list[str]:
    if query.truth is None:
        return []
    far = float(great_circle_km(answered.lat, answered.lon, *query.truth))
    return [kilometres(far, texts)]


def _heads(query: Query, first: str, last: Sequence[str], texts: Mapping[str, str]) -> list[str]:
    return [first, texts["compare_page_place"], *([texts["compare_error"]] if query.truth else []), *last]


def _table(query: Query, found: Sequence[Answered], texts: Mapping[str, str]) -> str:
    shown = RADII_KM[3:]
    rows = [
        [
            f"{a.sign}  {a.name}",
            a.place,
            *_away(query, a, texts),
            *(f"{100 * a.mass[km]:.0f} %" for km in shown),
        ]
        for a in found
    ]
    heads = _heads(query, texts["method"], [kilometres(km, texts) for km in shown], texts)
    return plain_table(heads, rows, texts["compare_page_mass"])


def _decided_table(query: Query, decided: Sequence[Answered], texts: Mapping[str, str]) -> str:
    rows = [
        [
            f"≤ {a.name}",
            a.place,
            *_away(query, a, texts),
            *(f"{100 * mass:.0f} %" for mass in a.mass.values()),
            "–" if a.confidence is None else f"{100 * a.confidence:.0f} %",
        ]
        for a in decided
    ]
    last = [texts["compare_page_claimed"], texts["compare_page_true"]]
    return plain_table(
        _heads(query, texts["evaluation_radius"], last, texts), rows, texts["compare_page_note"]
    )
