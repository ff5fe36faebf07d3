"""The page that compares, without a browser."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo_core.api import RADII_KM, Localizer
from geo_core.ui.comparing import answers, decisions
from geo_core.ui.query import Query
from geo_core.ui.texts.en import TEXTS
from tests.tiny import tiny_localizer, write_tiny_heads


def drawn_page() -> None:
    """Run by the test: the page alone."""
    import streamlit as st

    from geo_core.ui.comparing import page
    from geo_core.ui.texts.en import TEXTS

    page(st.session_state["localizer"], TEXTS)


@pytest.fixture
def localizer(tiny_atlas: Path, tmp_path: Path) -> Localizer:
    return tiny_localizer(write_tiny_heads(Path(shutil.copytree(tiny_atlas, tmp_path / "with-heads"))))


@pytest.fixture
def query(localizer: Localizer) -> Query:
    return Query("q", "", "", "", localizer.evidence_of(0), None, public=True)


def test_every_method_answers_and_each_as_it_does_alone(localizer: Localizer, query: Query) -> None:
    found = answers(localizer, query, TEXTS)
    assert [a.sign for a in found] == ["N", "1", "4", "16", "C", "F"]
    alone = localizer.predict(query.evidence, localizer.defaults, "fused")
    assert (found[-1].lat, found[-1].lon) == (alone.lat, alone.lon)
    assert found[-1].mass == alone.within_km


def test_an_atlas_without_heads_leaves_the_classifier_out(tiny_atlas: Path) -> None:
    plain = tiny_localizer(tiny_atlas)
    one = Query("q", "", "", "", plain.evidence_of(0), None, public=True)
    assert [a.sign for a in answers(plain, one, TEXTS)] == ["N", "1", "4", "16"]
    assert len(decisions(plain, one, TEXTS)) == len(RADII_KM)


def test_a_point_for_each_radius(localizer: Localizer, query: Query) -> None:
    wanted = localizer.decide(query.evidence, "fused")
    decided = decisions(localizer, query, TEXTS)
    assert [(a.lat, a.lon) for a in decided] == [(wanted[km].lat, wanted[km].lon) for km in RADII_KM]


def test_the_page_invites_and_then_compares(localizer: Localizer) -> None:
    app = AppTest.from_function(drawn_page, default_timeout=30)
    app.session_state["localizer"] = localizer
    app.run()
    assert not app.exception
    assert TEXTS["compare_page_empty"] in app.info[0].value
    app.query_params["example"] = "petra"
    app.run()
    assert not app.exception
    html = "".join(str(e.proto.body) for e in app.get("html"))
    assert "kNN, σ = 16°" in html
    assert TEXTS["compare_error"] in html
