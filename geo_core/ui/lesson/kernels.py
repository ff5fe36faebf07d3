"""Step 4: kernel by kernel the density grows."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from geo_core.api import (
    SEAT_COLOURS,
    Board,
    Localizer,
    board_heat,
    dot,
    growing_frame,
    method_named,
    overview,
)
from geo_core.ui.globe.board import board
from geo_core.ui.lesson.explaining import explain
from geo_core.ui.lesson.pictures import numbers, percent
from geo_core.ui.lesson.tour import Tour, kernels_slider, sigma_slider
from geo_core.ui.query import Query
from geo_core.ui.texts.places import reference_place

HEIGHT = "min(60dvh, 560px, 100vw)"
LEAST_PX, MOST_PX = 3.0, 9.0
"""Radii of dots; the area between them grows with the weight."""


@st.fragment
def kernels(localizer: Localizer, query: Query, tour: Tour, texts: Mapping[str, str]) -> None:
    """Draw the step."""
    left, right = st.columns([2, 3], gap="medium")
    most = min(tour.k, len(query.evidence.neighbours.rows))
    with left:
        explain("kernels", texts)
        kernels_slider(tour, most, texts)
        sigma_slider(tour, texts)
    density = method_named("knn").density(query.evidence, tour.told(query.precision))
    weight = localizer.weights(query.evidence, tour.settings).tolist()
    summed = weight[: tour.kernels]
    references = localizer.references(query.evidence.neighbours.first(tour.kernels))
    last = len(summed) - 1
    dots = [
        dot(
            str(i),
            (one.lat, one.lon),
            f"{i + 1}. {reference_place(one, texts)}",
            texts["lesson_dot_weight"].format(p=percent(w, texts)),
            colour=SEAT_COLOURS[0 if i == last else 1],
            radius=round(LEAST_PX + (MOST_PX - LEAST_PX) * (w / weight[0]) ** 0.5, 2),
        )
        for i, (one, w) in enumerate(zip(references, summed, strict=True))
    ]
    moment = f"{query.name} {tour.k} {tour.m} {tour.sigma_deg} {tour.kernels}"
    with right:
        board(
            Board(
                turn=query.name,
                label=texts["lesson_globe_kernels"].format(n=len(summed)),
                height=HEIGHT,
                dots=dots,
                heat=board_heat(moment, growing_frame(density, len(summed))),
                fly=overview(f"kernels {query.name}", (references[0].lat, references[0].lon)),
            ),
            texts=texts,
            key="lesson-board-kernels",
        )
        st.caption(texts["lesson_kernels_dots"])
        st.html(
            numbers(
                [
                    (
                        texts["lesson_summed"],
                        percent(sum(summed), texts),
                        texts["lesson_summed_of"].format(n=len(summed), k=most),
                    ),
                    (
                        texts["lesson_last"],
                        percent(summed[last], texts),
                        reference_place(references[last], texts),
                    ),
                ]
            )
        )
