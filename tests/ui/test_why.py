"""Why a neighbour or a cell: asked of one photo, answered for that one."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from PIL import Image

from geo_core.api import Localizer
from geo_core.ui.globe.events import WhyCell, WhyNeighbour
from geo_core.ui.query import Query
from geo_core.ui.why import why
from tests.tiny import picture, tiny_localizer

DRAWN, BLURRED = 3, 2
"""Rows of the tiny atlas: one with a thumbnail, one without."""


@pytest.fixture
def localizer(tiny_atlas: Path) -> Localizer:
    return tiny_localizer(tiny_atlas)


@pytest.fixture
def query(localizer: Localizer, monkeypatch: pytest.MonkeyPatch) -> Query:
    monkeypatch.setattr(st, "session_state", {})
    photo = localizer.read(picture(0, 9))
    evidence = localizer.evidence(localizer.embed([photo])[0])
    return Query("own-1", "", "", "", evidence, None, public=False, pixels=photo)


def layer(address: str) -> np.ndarray:
    data = base64.b64decode(address.partition(",")[2])
    return np.asarray(Image.open(io.BytesIO(data)))


def test_nothing_is_told_of_another_photo(localizer: Localizer, query: Query) -> None:
    asked = WhyNeighbour(DRAWN, "own-1")
    assert why(localizer, query, asked) is not None
    assert why(localizer, replace(query, name="own-2"), asked) is None
    assert why(localizer, query, None) is None
    assert why(localizer, replace(query, pixels=None), asked) is None


def test_a_neighbour_whose_picture_is_here_is_lit_too(localizer: Localizer, query: Query) -> None:
    told = why(localizer, query, WhyNeighbour(DRAWN, "own-1"))
    assert told is not None
    height, width = localizer.picture(localizer.reference(DRAWN)).shape[:2]
    drawn = layer(told["other"])
    assert drawn.shape[1] / drawn.shape[0] == pytest.approx(width / height, rel=0.02)
    assert drawn[..., 3].max() > 0


def test_of_a_blur_nothing_is_read(localizer: Localizer, query: Query) -> None:
    told = why(localizer, query, WhyNeighbour(BLURRED, "own-1"))
    assert told is not None
    assert told["other"] is None
    assert told["layer"]


def test_a_browser_may_ask_for_anything(localizer: Localizer, query: Query) -> None:
    assert why(localizer, query, WhyNeighbour(10**6, "own-1")) is None
    assert why(localizer, query, WhyCell("no such", 1, "own-1")) is None
