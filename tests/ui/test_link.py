"""Addresses: anybody may write one."""

from __future__ import annotations

import pytest

from geo_core.settings import SIGMA_MAX_DEG
from geo_core.ui.globe.events import read_events
from geo_core.ui.link import linked, linked_view
from geo_core.view.scene import M_MAX, empty_scene

NOTHING = empty_scene(method="knn", methods=[{"name": n, "by_neighbours": True} for n in ("knn", "nn")])


def test_a_link_sets_what_the_sliders_would() -> None:
    said = read_events(
        linked({"sigma": "4", "k": "50", "m": "3", "weighting": "softmax", "method": "nn"}), NOTHING
    )
    assert (said.sigma_deg, said.k, said.m, said.weighting, said.method) == (4, 50, 3, "softmax", "nn")


def test_what_lies_outside_is_clipped() -> None:
    said = read_events(linked({"sigma": "1e9", "k": "-5", "m": "1e3"}), NOTHING)
    assert (said.sigma_deg, said.k, said.m) == (SIGMA_MAX_DEG, 1, M_MAX)


@pytest.mark.parametrize("text", ["", "nan", "inf", "four", "<script>", "4;5", "0x4", "1e999"])
def test_what_is_no_number_changes_nothing(text: str) -> None:
    said = read_events(linked(dict.fromkeys(("sigma", "k", "m", "weighting", "method"), text)), NOTHING)
    assert said == read_events({}, NOTHING)


def test_a_camera_is_read_latitude_first() -> None:
    assert linked_view({"at": "48.2,16.4,1.5"}) == [16.4, 48.2, 1.5]
    assert linked_view({"at": "-90,180,0"}) == [180, -90, 0]


@pytest.mark.parametrize("text", ["", "48,16", "91,0,0", "0,181,0", "0,0,99", "a,b,c", "nan,0,0", "1,2,3,4"])
def test_any_other_camera_is_none(text: str) -> None:
    assert linked_view({"at": text}) is None
