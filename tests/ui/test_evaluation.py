"""The page that evaluates, without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo_core.api import StudyRow, read_study
from geo_core.ui.evaluation.photos import SHOWN, _letters
from geo_core.ui.evaluation.tables import plain_table, rows_table, sweep_table
from geo_core.ui.texts.catalogue import LANGUAGES
from geo_core.ui.texts.en import TEXTS
from geo_core.ui.texts.markdown import plain
from tests.tiny import tiny_localizer


def drawn_page() -> None:
    """Run by the test: the page alone."""
    import streamlit as st

    from geo_core.ui.evaluation.page import page
    from geo_core.ui.texts.en import TEXTS

    page(st.session_state["localizer"], TEXTS)


@pytest.fixture
def app(tiny_atlas: Path) -> AppTest:
    test = AppTest.from_function(drawn_page, default_timeout=30)
    test.session_state["localizer"] = tiny_localizer(tiny_atlas)
    return test


def html_of(app: AppTest) -> str:
    return "".join(str(e.proto.body) for e in app.get("html"))


def test_it_opens_on_the_methods(app: AppTest) -> None:
    app.run()
    assert not app.exception
    html = html_of(app)
    assert "always London" in html
    assert "Human" in html


def test_each_view_is_drawn(app: AppTest) -> None:
    app.query_params["table"] = "photos"
    app.run()
    assert not app.exception
    worst = app.selectbox(key="evaluation_photo").options
    assert len(worst) == len(read_study().photos)
    app.selectbox(key="evaluation_which").set_value("right").run()
    right = app.selectbox(key="evaluation_photo").options
    app.selectbox(key="evaluation_which").set_value("wrong").run()
    wrong = app.selectbox(key="evaluation_photo").options
    assert len(right) + len(wrong) == len(worst)
    assert right
    app.selectbox(key="evaluation_photo").select_index(0).run()
    assert not app.exception
    assert "fused" in html_of(app)


def test_an_unknown_view_opens_the_first(app: AppTest) -> None:
    app.query_params["table"] = "<script>"
    app.run()
    assert not app.exception
    assert "always London" in html_of(app)


def test_without_a_study_it_says_how_to_make_one(
    app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEO_CORE_STUDY", str(tmp_path))
    app.run()
    assert not app.exception
    assert plain("evaluate PHOTOS --out") in app.info[0].value


def test_text_of_others_stays_text() -> None:
    row = StudyRow("<b>x</b>", "<script>", 1, {1.0: 5.0}, {1.0: (1.0, 9.0)}, None, None)
    html = rows_table([row], TEXTS, "<i>")
    assert "<script>" not in html
    assert "&lt;b&gt;x" in html
    assert "<td>–</td>" in html
    assert "&lt;img" in plain_table(["a", "b"], [["<img>", "c"]])


def test_the_best_of_a_sweep_is_framed() -> None:
    sweep = read_study().sweep
    assert sweep is not None
    html = sweep_table(sweep, sweep.k[0], 750.0, TEXTS, "")
    best = max(row[0][0][3] for row in sweep.percent)
    assert f"{best:.1f}" in html.split("framed")[1][:80]


def test_pins_have_the_letters_of_the_language() -> None:
    photo = next(p for p in read_study().photos if set(SHOWN) <= set(p.answers))
    assert [sign for sign, _ in _letters(photo, TEXTS)] == ["N", "K", "C", "F"]
    assert [sign for sign, _ in _letters(photo, LANGUAGES["de"])] == ["N", "K", "Z", "V"]
