"""The exhibit: the same votes on the plane of degrees and on the sphere."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from geo_core.api import (
    EXHIBIT_VOTES,
    MACHINE_COLOUR,
    SEAT_COLOURS,
    Board,
    KernelAnswer,
    Localizer,
    board_heat,
    compare_kernels,
    dot,
    flight,
    kernel_width_km,
    name_of,
    pin,
)
from geo_core.ui.globe.board import board
from geo_core.ui.lesson.explaining import explain
from geo_core.ui.lesson.pictures import away, coordinates, numbers
from geo_core.ui.lesson.tour import Tour, sigma_slider
from geo_core.ui.texts.numbers import figures

LATITUDES = {"antimeridian": -17.0, "pole": 80.0}
"""The cases, and where the plane's kernel is measured, degrees."""

VIEWS = {"antimeridian": [(2.0, 152.0), (-36.0, -160.0)], "pole": [(60.0, -12.0), (85.0, 70.0)]}
"""(lat, lon), degrees: both globes show what lies between."""

HEIGHT = "min(46dvh, 400px, 100vw)"
Texts = Mapping[str, str]


@st.fragment
def exhibit(localizer: Localizer, tour: Tour, texts: Texts) -> None:
    """Draw it; it is about no photo."""
    top, side = st.columns([3, 2], gap="large")
    with top:
        explain("exhibit", texts)
    with side:
        case = st.segmented_control(
            texts["lesson_case"],
            list(LATITUDES),
            default=next(iter(LATITUDES)),
            required=True,
            format_func=lambda name: texts[f"lesson_case_{name}"],
            key="lesson_case",
        )
        sigma_slider(tour, texts)
        north, east = kernel_width_km(tour.sigma_deg, LATITUDES[case])
        st.markdown(
            texts[f"lesson_case_{case}_text"].format(
                north=away(north, texts), east=away(east, texts), sigma=figures(tour.sigma_deg, texts)
            )
        )
    both = compare_kernels(case, tour.sigma_deg)
    for column, name, found in zip(
        st.columns(2, gap="large"), ("plane", "sphere"), (both.plane, both.sphere), strict=True
    ):
        with column:
            st.markdown(f"#### {texts[f'lesson_{name}']}")
            _globe(localizer, (case, name, tour.sigma_deg), found, texts)
    st.html(
        numbers(
            [
                *(
                    (
                        texts[f"lesson_{name}_answer"],
                        name_of(localizer.place(found.lat, found.lon), texts),
                        coordinates(found.lat, found.lon, texts),
                    )
                    for name, found in (("plane", both.plane), ("sphere", both.sphere))
                ),
                (texts["lesson_apart"], away(both.apart_km, texts), texts["lesson_apart_note"]),
            ]
        )
    )


def _globe(localizer: Localizer, shown: tuple[str, str, float], found: KernelAnswer, texts: Texts) -> None:
    case, name, sigma_deg = shown
    place = name_of(localizer.place(found.lat, found.lon), texts)
    board(
        Board(
            turn=case,
            label=texts[f"lesson_globe_{name}"].format(place=place),
            height=HEIGHT,
            pins=[pin("answer", (found.lat, found.lon), "★", place, colour=MACHINE_COLOUR)],
            dots=[
                dot(str(i), (lat, lon), title, texts["lesson_vote"], colour=SEAT_COLOURS[1])
                for i, (title, lat, lon) in enumerate(EXHIBIT_VOTES[case])
            ],
            heat=board_heat(f"{case} {name} {sigma_deg}", found.frame),
            fly=flight(case, VIEWS[case]),
        ),
        texts=texts,
        key=f"lesson-board-{name}",
    )
