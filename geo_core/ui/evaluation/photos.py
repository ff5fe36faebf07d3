"""Photo by photo: where each was taken, what each method said, on the globe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from geo_core.api import (
    RADII_KM,
    SEAT_COLOURS,
    TRUTH_COLOUR,
    Board,
    Localizer,
    Study,
    StudyPhoto,
    arc,
    dot,
    flight,
    pin,
)
from geo_core.ui.evaluation.tables import bands_legend, plain_table
from geo_core.ui.globe.board import board
from geo_core.ui.texts.numbers import kilometres
from geo_core.ui.texts.places import reference_place

BANDS = ("#fde725", "#a0da39", "#4ac16d", "#1fa187", "#5b8fd6", "#d1495b")
"""Of errors, from within 1 km to beyond 2500 km: light is near, the last one stands out."""

SHOWN = {
    "NN": "method_nn",
    "kNN σ = 4": "method_knn",
    "cells, per radius, fitted": "method_cells",
    "fused, per radius, fitted": "method_fused",
}
"""The methods whose answers are pinned → the words whose first letters they have, as on the first page."""

_CHOSEN = "evaluation_photo"


def photos(localizer: Localizer, study: Study, texts: Mapping[str, str]) -> None:
    """Draw the photos of a study on a globe, and one of them in detail."""
    names = [row.name for row in study.rows if row.name in study.photos[0].answers]
    first, second, third = st.columns([2, 1, 2])
    wanted = next((name for name in reversed(SHOWN) if name in names), names[0])
    method = first.selectbox(
        texts["evaluation_method"], names, index=names.index(wanted), key="evaluation_of_method"
    )
    radius = second.selectbox(
        texts["evaluation_radius"],
        RADII_KM,
        index=len(RADII_KM) - 1,
        format_func=lambda km: kilometres(km, texts),
        help=texts["evaluation_radius_help"],
        key="evaluation_radius",
    )
    only = third.selectbox(
        texts["evaluation_which"],
        ("all", "wrong", "right"),
        format_func=lambda name: texts[f"evaluation_which_{name}"],
        key="evaluation_which",
    )
    right = {p.reference.id for p in study.photos if _error(p, method, radius) <= radius}
    kept = [p for p in study.photos if only == "all" or (p.reference.id in right) == (only == "right")]
    kept.sort(key=lambda p: -_error(p, method, radius))
    if not kept:
        st.info(texts["evaluation_no_photo"], icon=":material/image_search:")
        return
    counts = [sum(_band(_error(p, method, radius)) == i for p in study.photos) for i in range(len(BANDS))]
    st.html(bands_legend(list(zip(BANDS, _band_names(texts), counts, strict=True))))
    by_id = {photo.reference.id: photo for photo in kept}
    if st.session_state.get(_CHOSEN) not in by_id:
        st.session_state[_CHOSEN] = None
    globe, side = st.columns([3, 2])
    with side:
        chosen = st.selectbox(
            texts["evaluation_photo"].format(n=len(kept)),
            list(by_id),
            index=None,
            placeholder=texts["evaluation_choose"],
            format_func=lambda name: _title(by_id[name], method, radius, texts),
            key=_CHOSEN,
        )
        if chosen:
            _detail(localizer, by_id[chosen], radius, texts)
        else:
            st.caption(texts["evaluation_hint"])
    with globe:
        events = board(
            _board(kept, by_id.get(chosen or ""), (method, radius), texts),
            texts=texts,
            key="evaluation-board",
        )
    if events.chosen and events.chosen != chosen:
        # A widget's value cannot be set after it was drawn: the next run begins with it.
        st.session_state["evaluation_next"] = events.chosen
        st.rerun()


def take_choice() -> None:
    """What was clicked on the globe in the run before becomes the chosen photo."""
    if "evaluation_next" in st.session_state:
        st.session_state[_CHOSEN] = st.session_state.pop("evaluation_next")


def _error(photo: StudyPhoto, method: str, radius_km: float) -> float:
    return photo.answer(method, radius_km).error_km


def _band(error_km: float) -> int:
    return sum(error_km > radius for radius in RADII_KM)


def _band_names(texts: Mapping[str, str]) -> list[str]:
    return [f"≤ {kilometres(r, texts)}" for r in RADII_KM] + [f"> {kilometres(RADII_KM[-1], texts)}"]


def _title(photo: StudyPhoto, method: str, radius_km: float, texts: Mapping[str, str]) -> str:
    where = reference_place(photo.reference, texts)
    return f"{where} · {kilometres(_error(photo, method, radius_km), texts)}"


def _letters(photo: StudyPhoto, texts: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    return [(texts[word][0].upper(), name) for name, word in SHOWN.items() if name in photo.answers]


def _board(
    kept: Sequence[StudyPhoto],
    chosen: StudyPhoto | None,
    asked: tuple[str, float],
    texts: Mapping[str, str],
) -> Board:
    method, radius = asked
    if chosen is None:
        dots = [
            dot(
                p.reference.id,
                (p.reference.lat, p.reference.lon),
                reference_place(p.reference, texts),
                kilometres(_error(p, method, radius), texts),
                colour=BANDS[_band(_error(p, method, radius))],
            )
            for p in kept
        ]
        return Board(
            f"{method} {radius}", texts["evaluation_globe"], "62dvh", dots=dots, fly=flight("all", [])
        )
    truth = (chosen.reference.lat, chosen.reference.lon)
    given = [(sign, chosen.answer(name, radius)) for sign, name in _letters(chosen, texts)]
    pins = [pin("truth", truth, "✓", texts["truth_label"], colour=TRUTH_COLOUR, below=True)]
    arcs = []
    for (sign, answer), colour in zip(given, SEAT_COLOURS, strict=False):
        at = (answer.lat, answer.lon)
        pins.append(pin(sign, at, sign, colour=colour))
        arcs.append(arc(truth, at, colour))
    places = [truth, *((a.lat, a.lon) for _, a in given)]
    return Board(
        turn=chosen.reference.id,
        label=texts["evaluation_globe"],
        height="62dvh",
        pins=pins,
        arcs=arcs,
        fly=flight(f"{chosen.reference.id} {radius}", places),
    )


def _detail(localizer: Localizer, photo: StudyPhoto, radius_km: float, texts: Mapping[str, str]) -> None:
    reference = photo.reference
    picture, words = st.columns([1, 2])
    picture.image(localizer.picture(reference), alt=texts["evaluation_blurred"], width="stretch")
    credit = f"{escape(reference.author)} · {escape(reference.licence)}"
    if reference.source.startswith(("https://", "http://")):
        source = escape(reference.source, quote=True)
        credit = f'<a href="{source}" target="_blank" rel="noopener noreferrer">{credit}</a>'
    title = escape(reference_place(reference, texts))
    words.html(f"<strong>{title}</strong><br><small>{texts['evaluation_blurred']}<br>{credit}</small>")
    signs = {name: sign for sign, name in _letters(photo, texts)}
    rows = [
        [
            f"{signs.get(name, '')} {name}".strip(),
            kilometres(photo.answer(name, radius_km).error_km, texts),
            "✓" if photo.answer(name, radius_km).error_km <= radius_km else "–",
        ]
        for name in sorted(
            photo.answers, key=lambda name: (name not in signs, _error(photo, name, radius_km))
        )
    ]
    heads = [texts["evaluation_method"], texts["compare_error"], f"≤ {kilometres(radius_km, texts)}"]
    st.html(plain_table(heads, rows))
