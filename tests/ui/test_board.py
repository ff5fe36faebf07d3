"""A board's data: places checked, longitudes wrapped, clicks read with care."""

from __future__ import annotations

import json
import math
from dataclasses import asdict

import numpy as np
import pytest

from geo_core.ui.globe.board import read_board_events
from geo_core.view.board import Board, arc, board_heat, dot, flight, overview, picking, pin


def test_longitude_comes_first_and_is_wrapped() -> None:
    mark = pin("a", (12.0, 190.0), "A", "here", colour="#ffffff")
    assert (mark["lon"], mark["lat"]) == (-170.0, 12.0)
    assert dot("b", (90.0, 180.0), "pole")["lon"] == -180.0
    assert arc((1, 2), (3, 4), "#ffffff")["from"] == [2, 1]
    assert arc((1, 2), (3, 4), "#ffffff")["to"] == [4, 3]
    assert flight("f", [(1, 2), (-3, -184)])["places"] == [[2, 1], [176, -3]]


@pytest.mark.parametrize("at", [(91.0, 0.0), (math.nan, 0.0), (0.0, math.inf), (-90.1, 3.0)])
def test_what_is_no_place_is_refused(at: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="is no place"):
        pin("a", at, "A", colour="#ffffff")


def test_all_of_it_can_be_sent() -> None:
    board = Board(
        turn="1",
        label="globe",
        pins=[pin("a", (0, 0), "A", colour="#ffffff")],
        heat=board_heat("h", np.zeros((180, 360), np.uint8)),
        picking=picking("p", "?", "Here?", "#ffffff"),
    )
    data = json.loads(json.dumps(asdict(board)))
    assert data["heat"]["width"] == 360
    assert data["heat"]["frame"].startswith("data:image/webp;base64,")
    assert data["picking"]["id"] == "p"


BOARD = Board("1", "globe", dots=[dot("a", (0, 0), "A")], picking=picking("p", "?", "", "#ffffff"))


def test_a_click_and_a_choice_are_read() -> None:
    assert read_board_events({"pick": {"lat": 1.5, "lon": -2}}, BOARD).picked == (1.5, -2)
    assert read_board_events({"choose": {"id": "a"}}, BOARD).chosen == "a"


@pytest.mark.parametrize(
    "sent",
    [{}, {"pick": None}, {"pick": "x"},
     {"pick": {"lat": "1", "lon": 2}}, {"pick": {"lat": math.nan, "lon": 0}},
     {"choose": {"id": "b"}}, {"choose": ["a"]}, {"choose": {"id": ["a"]}}],
)  # fmt: skip
def test_anything_else_is_no_event(sent: dict) -> None:
    events = read_board_events(sent, BOARD)
    assert events.picked is None
    assert events.chosen is None


def test_a_click_of_an_earlier_turn_counts_no_more() -> None:
    pick = {"lat": 1.5, "lon": -2, "press": 7}
    assert read_board_events({"pick": {**pick, "turn": "1"}}, BOARD).picked == (1.5, -2)
    assert read_board_events({"pick": {**pick, "turn": "0"}}, BOARD).picked is None
    assert read_board_events({"pick": pick}, BOARD).press == 7
    assert read_board_events({"pick": {**pick, "press": "x"}}, BOARD).press == 0


def test_an_overview_shows_the_whole_globe() -> None:
    assert overview("o", (10, 200)) == {"id": "o", "places": [[-160, 10]], "whole": True}
    assert not flight("f", [(1, 2)])["whole"]


def test_a_board_that_takes_no_clicks_reports_none() -> None:
    assert read_board_events({"pick": {"lat": 1, "lon": 2}}, Board("1", "globe")).picked is None
