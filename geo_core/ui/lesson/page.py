"""The page itself: which photo, which step, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from geo_core.api import Localizer
from geo_core.ui.lesson.embedding import embedding
from geo_core.ui.lesson.exhibit import exhibit
from geo_core.ui.lesson.kernels import kernels
from geo_core.ui.lesson.mode import mode
from geo_core.ui.lesson.neighbours import neighbours
from geo_core.ui.lesson.photo import chosen_photo
from geo_core.ui.lesson.tour import STOPS, Tour, keep_link, open_tour, stop_link
from geo_core.ui.lesson.weights import weights
from geo_core.ui.query import Query

STEPS: Mapping[str, Callable[[Localizer, Query, Tour, Mapping[str, str]], None]] = {
    "embedding": embedding,
    "neighbours": neighbours,
    "weights": weights,
    "kernels": kernels,
    "mode": mode,
}

_CSS = (Path(__file__).parent / "lesson.css").read_text(encoding="utf-8")
_TO_THE_TOP = (
    "<script>requestAnimationFrame(() => "
    "document.querySelector('[data-testid=\"stMain\"]')?.scrollTo(0, 0)); // %s</script>"
)
"""Back and Next stand below a step; the next one is read from its beginning. The step's name makes each
another script: the browser would run the same one only once."""


def page(localizer: Localizer, texts: Mapping[str, str]) -> None:
    """Draw the page."""
    st.html(f"<style>{_CSS}</style>")
    tour = open_tour()
    with st.container(horizontal=True, vertical_alignment="bottom", key="lesson_top"):
        _stepper(tour, texts)
        query = chosen_photo(localizer, texts) if tour.stop in STEPS else None
    keep_link(tour)
    with st.container(key=f"lesson_step_{tour.stop}"):
        if query is None:
            exhibit(localizer, tour, texts)
        else:
            STEPS[tour.stop](localizer, query, tour, texts)
    _onward(tour, texts)


def _stepper(tour: Tour, texts: Mapping[str, str]) -> None:
    def jump() -> None:
        tour.stop = st.session_state["lesson_stop"] or tour.stop

    st.session_state["lesson_stop"] = tour.stop
    st.segmented_control(
        texts["lesson_steps"],
        STOPS,
        format_func=lambda stop: _step_name(stop, texts),
        label_visibility="collapsed",
        required=True,
        on_change=jump,
        key="lesson_stop",
    )


def _step_name(stop: str, texts: Mapping[str, str]) -> str:
    name = texts[f"lesson_{stop}"]
    return name if stop == "exhibit" else f"{stop_link(stop)} {name}"


def _onward(tour: Tour, texts: Mapping[str, str]) -> None:
    at = STOPS.index(tour.stop)
    with st.container(horizontal=True, horizontal_alignment="distribute", key="lesson_onward"):
        st.button(
            texts["lesson_back"],
            icon=":material/arrow_back:",
            disabled=at == 0,
            on_click=tour.go,
            args=(-1,),
            key="lesson_back",
        )
        following = STOPS[min(at + 1, len(STOPS) - 1)]
        st.button(
            texts["lesson_next"].format(step=_step_name(following, texts))
            if at + 1 < len(STOPS)
            else texts["lesson_end"],
            icon=":material/arrow_forward:",
            icon_position="right",
            type="primary",
            disabled=at + 1 == len(STOPS),
            on_click=tour.go,
            args=(1,),
            key="lesson_next",
        )
    if tour.moved:
        tour.moved = False
        st.html(_TO_THE_TOP % tour.stop, unsafe_allow_javascript=True)
