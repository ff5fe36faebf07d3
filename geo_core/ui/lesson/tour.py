"""Where a session stands on its tour, and what its sliders say: kept from step to step, and in the link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from geo_core.api import SIGMAS_DEG, DensitySettings, widened
from geo_core.ui.settings import Precision
from geo_core.ui.texts.numbers import figures

STOPS = ("embedding", "neighbours", "weights", "kernels", "mode", "exhibit")
"""Five steps and an exhibit."""

M_STEPS = tuple(half / 2 for half in range(41))
"""Exponents that the slider offers."""

_KEY = "lesson"
_PAPER = DensitySettings()


@dataclass
class Tour:
    """What a session keeps of the lesson; of the photo it keeps nothing.

    Attributes
    ----------
    stop
        One of `STOPS`.
    linked
        What the address said of the step when it was last read or written.
    moved
        Whether Back or Next was just pressed: the page is then shown from its top.
    k, m, sigma_deg
        As the sliders were left; the paper's to begin with.
    kernels
        How many kernels are summed.
    drawn
        How often another photo was drawn by lot.
    """

    stop: str = STOPS[0]
    linked: str = ""
    moved: bool = False
    k: int = _PAPER.k
    m: float = _PAPER.m
    sigma_deg: float = _PAPER.sigma_deg
    kernels: int = 1
    drawn: int = 0

    @property
    def settings(self) -> DensitySettings:
        """How the neighbours vote."""
        return DensitySettings(k=self.k, m=self.m, sigma_deg=self.sigma_deg)

    def told(self, precision: Precision) -> DensitySettings:
        """The same for a heat that is drawn: no narrower than a teacher allows."""
        return replace(self.settings, sigma_deg=widened(self.sigma_deg, precision))

    def go(self, by: int) -> None:
        """So many steps on, or back."""
        at = STOPS.index(self.stop) + by
        self.stop = STOPS[max(0, min(len(STOPS) - 1, at))]
        self.moved = True


def read_stop(text: str | None) -> str | None:
    """The step that an address names (``step=1`` to ``5``, or ``exhibit``); None if it is none."""
    return next((stop for stop in STOPS if text == stop_link(stop)), None)


def stop_link(stop: str) -> str:
    """The other way: what `read_stop` reads."""
    return "exhibit" if stop == "exhibit" else str(STOPS.index(stop) + 1)


def open_tour() -> Tour:
    """The session's tour, at the step that the address names where it is a new one."""
    tour: Tour = st.session_state.setdefault(_KEY, Tour())
    said = st.query_params.get("step", "")
    wanted = read_stop(said)
    if wanted and said != tour.linked:
        tour.stop = wanted
    return tour


def keep_link(tour: Tour) -> None:
    """Write the step into the address."""
    tour.linked = stop_link(tour.stop)
    if st.query_params.get("step") != tour.linked:
        st.query_params["step"] = tour.linked


def k_slider(tour: Tour, most: int, texts: Mapping[str, str]) -> None:
    """How many neighbours vote."""
    if most > 1:
        tour.k = min(tour.k, most)
        _begin("lesson_k", tour.k, 1, most)
        tour.k = st.slider(texts["k"], 1, most, key="lesson_k", help=texts["k_hint"])


def m_slider(tour: Tour, texts: Mapping[str, str]) -> None:
    """How much more the nearest votes count."""
    _begin("lesson_m", tour.m, M_STEPS[0], M_STEPS[-1])
    tour.m = st.select_slider(
        texts["m"],
        M_STEPS,
        format_func=lambda m: figures(m, texts, 3),
        key="lesson_m",
        help=texts["m_hint"],
    )


def sigma_slider(tour: Tour, texts: Mapping[str, str]) -> None:
    """How far each vote reaches."""
    if st.session_state.get("lesson_sigma") not in SIGMAS_DEG:
        st.session_state["lesson_sigma"] = tour.sigma_deg
    tour.sigma_deg = st.select_slider(
        texts["sigma"],
        SIGMAS_DEG,
        format_func=lambda sigma: f"{figures(sigma, texts)}°",
        key="lesson_sigma",
        help=texts["sigma_hint"],
    )


def kernels_slider(tour: Tour, most: int, texts: Mapping[str, str]) -> None:
    """How many kernels are summed."""
    tour.kernels = min(tour.kernels, most)
    if most > 1:
        _begin("lesson_kernels", tour.kernels, 1, most)
        tour.kernels = st.slider(texts["lesson_kernels_count"], 1, most, key="lesson_kernels")


def _begin(key: str, value: float, low: float, high: float) -> None:
    """A slider that was away comes back as it was left; one whose range has shrunk stays within."""
    known = st.session_state.get(key)
    if known is None or not low <= known <= high:
        st.session_state[key] = value
