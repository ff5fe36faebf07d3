"""Step 2: the references whose numbers are nearest."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from geo_core.api import SEAT_COLOURS, Board, Localizer, dot, overview
from geo_core.ui.globe.board import board
from geo_core.ui.lesson.explaining import explain
from geo_core.ui.lesson.pictures import gallery
from geo_core.ui.lesson.tour import Tour, k_slider
from geo_core.ui.query import Query
from geo_core.ui.texts.numbers import decimal, whole
from geo_core.ui.texts.places import reference_place

SHOWN = 12
"""Cards; their dots are yellow."""

HEIGHT = "min(56dvh, 500px, 100vw)"


@st.fragment
def neighbours(localizer: Localizer, query: Query, tour: Tour, texts: Mapping[str, str]) -> None:
    """Draw the step."""
    found = query.evidence.neighbours
    left, right = st.columns([2, 3], gap="medium")
    with left:
        explain("neighbours", texts, all=whole(len(localizer.atlas.references), texts))
        k_slider(tour, len(found.rows), texts)
    near = found.first(tour.k)
    references = localizer.references(near)
    details = [
        texts["lesson_card"].format(s=decimal(1 - d * d / 2, texts, 2), d=decimal(d, texts, 2))
        for d in near.distance.tolist()
    ]
    dots = [
        dot(
            str(i),
            (one.lat, one.lon),
            f"{i + 1}. {reference_place(one, texts)}",
            details[i],
            colour=SEAT_COLOURS[0 if i < SHOWN else 1],
            radius=7.0 if i < SHOWN else 5.0,
        )
        for i, one in enumerate(references)
    ]
    first = (float(near.lat[0]), float(near.lon[0]))
    with right:
        board(
            Board(
                turn=query.name,
                label=texts["lesson_globe_neighbours"].format(n=len(dots)),
                height=HEIGHT,
                dots=dots[::-1],
                fly=overview(f"near {query.name}", first),
            ),
            texts=texts,
            key="lesson-board-neighbours",
        )
        st.caption(texts["lesson_neighbours_dots"].format(n=min(SHOWN, len(dots))))
    st.markdown(f"#### {texts['lesson_first'].format(n=min(SHOWN, len(dots)))}")
    st.html(gallery(localizer, references[:SHOWN], details[:SHOWN], texts))
    st.caption(texts["lesson_blurred"])
