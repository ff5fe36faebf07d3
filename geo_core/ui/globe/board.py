"""The board's Python side: a globe with a page's own pins, dots and arcs, that takes clicks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from geo_core.api import Board, heat_ramp, ramp_to_text
from geo_core.ui.globe.events import read_click
from geo_core.ui.globe.joining import joined
from geo_core.ui.globe.static_files import Addresses, publish
from geo_core.ui.texts.language import words

SCRIPTS = (
    "geometry", "dom", "words", "thumbhash", "colours", "strip", "camera", "discs", "board_layers",
    "board_labels", "globe", "tooltip", "board",
)  # fmt: skip
STYLES = ("explorer", "stage", "board")

_board = st.components.v2.component(
    "geo_core.board",
    html=joined(("board",), ".html"),
    css=joined(STYLES, ".css"),
    js=joined(SCRIPTS, ".js"),
)


@dataclass(frozen=True)
class BoardEvents:
    """What was just pressed, in the run that the press started.

    Attributes
    ----------
    picked
        (lat, lon) in degrees of a click on the bare globe, where the board takes clicks.
    chosen
        The id of the dot that was clicked.
    press
        Differs between any two presses: a run that interrupts another sees its press again.
    """

    picked: tuple[float, float] | None = None
    chosen: str | None = None
    press: float = 0.0


def _nothing() -> None:
    """A component reports only what has a callback."""


def read_board_events(sent: Mapping[str, Any], data: Board) -> BoardEvents:
    """The triggers, checked: a browser may send anything. A click of an earlier turn counts no more."""
    pick, choice = sent.get("pick"), sent.get("choose")
    late = isinstance(pick, Mapping) and pick.get("turn", data.turn) != data.turn
    click = read_click(pick) if data.picking and not late else None
    name = choice.get("id") if isinstance(choice, Mapping) else None
    return BoardEvents(
        picked=None if click is None or math.isnan(click.lat) else (click.lat, click.lon),
        chosen=next((dot["id"] for dot in data.dots if dot["id"] == name), None),
        press=max(_press(pick), _press(choice)),
    )


def _press(event: object) -> float:
    press = event.get("press") if isinstance(event, Mapping) else None
    known = isinstance(press, int | float) and not isinstance(press, bool) and math.isfinite(press)
    return float(press) if known and press is not None else 0.0


def board(
    data: Board, *, texts: Mapping[str, str], key: str, addresses: Addresses | None = None
) -> BoardEvents:
    """Draw a board and say what was pressed.

    Parameters
    ----------
    data
        What it shows.
    texts
        The words, from `ui.texts`.
    key
        Names the instance; its camera stays as long as the key does.
    addresses
        Of bundle and textures; by default those beside app.py.
    """
    files = addresses or publish()
    sent = _board(
        key=key,
        data={
            **asdict(data),
            "bundle": files.bundle,
            "base": files.base,
            "lines": files.lines,
            "ramps": {"heat": ramp_to_text(heat_ramp())},
            "texts": words(texts),
        },
        on_pick_change=_nothing,
        on_choose_change=_nothing,
    )
    return read_board_events(sent, data)
