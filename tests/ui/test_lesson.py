"""The page that teaches, without a browser."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo_core.api import RADII_KM, SIGMAS_DEG, SigmaCurve, StudySweep, list_examples
from geo_core.ui.lesson.charts import (
    distance_rows,
    mass_rows,
    nearest_of,
    radius_names,
    sweep_rows,
    weight_rows,
)
from geo_core.ui.lesson.embedding import random_row
from geo_core.ui.lesson.pictures import away, coordinates, credit, gallery, percent, reference_picture
from geo_core.ui.lesson.tour import STOPS, Tour, read_stop, stop_link
from geo_core.ui.query import reference_query
from geo_core.ui.texts.en import TEXTS
from tests.tiny import tiny_localizer


def drawn_page() -> None:
    """Run by the test: the page alone."""
    import streamlit as st

    from geo_core.ui.lesson.page import page
    from geo_core.ui.texts.en import TEXTS

    page(st.session_state["localizer"], TEXTS)


@pytest.fixture
def app(tiny_atlas: Path) -> AppTest:
    test = AppTest.from_function(drawn_page, default_timeout=60)
    test.session_state["localizer"] = tiny_localizer(tiny_atlas)
    return test


def html_of(app: AppTest) -> str:
    return "".join(str(e.proto.body) for e in app.get("html"))


def told(app: AppTest) -> str:
    return "".join(m.value for m in (*app.markdown, *app.caption)) + html_of(app)


def test_a_link_names_a_step_and_only_a_step() -> None:
    assert [read_stop(stop_link(stop)) for stop in STOPS] == list(STOPS)
    assert read_stop("5") == "mode"
    for text in (None, "", "0", "6", "-1", "1.0", "٣", "<script>", "mode", "Exhibit"):
        assert read_stop(text) is None


def test_back_and_next_end_at_the_ends() -> None:
    tour = Tour()
    tour.go(-1)
    assert tour.stop == STOPS[0]
    for _ in range(9):
        tour.go(1)
    assert tour.stop == STOPS[-1]


@pytest.mark.parametrize("stop", STOPS)
def test_each_step_is_drawn_and_explained(app: AppTest, stop: str) -> None:
    app.query_params["step"] = stop_link(stop)
    app.run()
    assert not app.exception
    said = told(app)
    assert TEXTS[f"lesson_{stop}_title"] in said
    plain = [m.value for m in (*app.markdown, *app.caption) if "$" not in m.value]  # TeX has braces
    assert "{" not in "".join(plain)
    assert app.latex
    assert "<b>Author" not in said


def test_an_unknown_step_opens_the_first(app: AppTest) -> None:
    app.query_params["step"] = "<script>"
    app.run()
    assert not app.exception
    assert TEXTS["lesson_embedding_title"] in told(app)
    assert app.query_params["step"] in ("1", ["1"])


def test_a_link_names_the_example_and_follows_the_choice(app: AppTest) -> None:
    first, second, *_ = (example.id for example in list_examples())
    app.query_params["example"] = second
    app.run()
    assert app.selectbox(key="lesson_photo").value == second
    app.selectbox(key="lesson_photo").select(first).run()
    assert app.selectbox(key="lesson_photo").value == first
    assert app.query_params["example"] in (first, [first])


@pytest.mark.parametrize("named", ["", "../atlas", "<script>"])
def test_an_unknown_example_is_the_first(app: AppTest, named: str) -> None:
    app.query_params["example"] = named
    app.run()
    assert app.selectbox(key="lesson_photo").value == list_examples()[0].id
    assert not app.exception


def test_next_goes_on_and_the_link_follows(app: AppTest) -> None:
    app.run()
    app.button(key="lesson_next").click().run()
    assert TEXTS["lesson_neighbours_title"] in told(app)
    assert app.query_params["step"] in ("2", ["2"])
    app.slider(key="lesson_k").set_value(7).run()
    app.button(key="lesson_next").click().run()
    assert app.slider(key="lesson_k").value == 7  # kept from step to step
    app.button(key="lesson_back").click().run()
    assert app.slider(key="lesson_k").value == 7
    assert html_of(app).count("<li>") == 7
    assert not app.exception


def test_the_sliders_change_what_is_shown(app: AppTest) -> None:
    app.query_params["step"] = "3"
    app.run()
    app.select_slider(key="lesson_m").set_value(0.0).run()
    assert "<dd>30.0" in html_of(app)  # all of the tiny atlas's 30 count the same
    app.button(key="lesson_next").click().run()
    app.slider(key="lesson_kernels").set_value(30).run()
    assert "100 %" in html_of(app)
    app.select_slider(key="lesson_sigma").set_value(16.0).run()
    app.button(key="lesson_next").click().run()
    assert app.select_slider(key="lesson_sigma").value == 16.0
    assert not app.exception


def test_one_neighbour_alone_can_vote(app: AppTest) -> None:
    app.query_params["step"] = "2"
    app.run()
    app.slider(key="lesson_k").set_value(1).run()
    for _ in range(3):
        app.button(key="lesson_next").click().run()
        assert not app.exception


def test_the_photo_on_locate_is_taken_and_said(app: AppTest) -> None:
    localizer = app.session_state["localizer"]
    query = replace(reference_query(localizer, 3), title="<i>Mine</i>", public=False, truth=None)
    app.run()
    first = app.selectbox(key="lesson_photo")
    assert len(first.options) == len(list_examples())
    app.session_state["trail"] = [query]
    app.run()
    assert app.selectbox(key="lesson_photo").value == "locate"
    assert "&lt;i&gt;Mine" in html_of(app)
    assert "<i>Mine" not in html_of(app)
    app.selectbox(key="lesson_photo").set_value(list_examples()[2].id).run()
    assert list_examples()[2].place in html_of(app)
    app.session_state["trail"] = []
    app.query_params["step"] = "5"
    app.run()
    assert app.selectbox(key="lesson_photo").value == list_examples()[0].id
    assert not app.exception


def test_without_a_truth_the_curve_starts_from_the_papers_bandwidth(app: AppTest) -> None:
    localizer = app.session_state["localizer"]
    app.session_state["trail"] = [replace(reference_query(localizer, 3), truth=None)]
    app.query_params["step"] = "5"
    app.run()
    assert TEXTS["lesson_off_paper"] in html_of(app)
    assert TEXTS["lesson_off_truth"] not in html_of(app)


def test_without_a_study_the_photos_own_curves_stay(
    app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEO_CORE_STUDY", str(tmp_path))
    app.query_params["step"] = "5"
    app.run()
    assert not app.exception
    assert TEXTS["lesson_trade_mass"] in told(app)
    assert "★" not in "".join(c.value for c in app.caption)


def test_the_exhibit_parts_plane_and_sphere(app: AppTest) -> None:
    app.query_params["step"] = "exhibit"
    app.run()
    assert "Vanuatu" in html_of(app)
    assert "Fiji" in html_of(app)
    app.get("button_group")[-1].set_value("pole").run()
    assert not app.exception
    assert "Norway" in html_of(app)
    assert "Svalbard" in html_of(app)


def test_text_of_others_stays_text(tiny_atlas: Path) -> None:
    localizer = tiny_localizer(tiny_atlas)
    bad = replace(
        localizer.reference(0),
        place="<script>x</script>",
        country="",
        source="javascript:alert(1)",
        thumbnail_url='https://upload.wikimedia.org/a\'),url("//evil") <b>',
    )
    html = gallery(localizer, [bad], ["<img>"], TEXTS)
    for markup in ("<script>", "<b>", "<img>", "javascript:", "<a "):
        assert markup not in html
    style = reference_picture(localizer, bad, TEXTS).split('style="')[1]
    assert "https://upload.wikimedia.org/a%27%29" in style
    elsewhere = reference_picture(localizer, replace(bad, thumbnail_url="https://evil.example/a.jpg"), TEXTS)
    assert "evil.example" not in elsewhere
    assert "url(//evil" not in style.replace("&quot;", "").replace("%22", "")
    assert 'rel="noopener noreferrer"' in credit(localizer.reference(0))
    assert "background-image" in reference_picture(localizer, replace(bad, thumbnail_url=""), TEXTS)


def test_numbers_in_words() -> None:
    shares = [percent(share, TEXTS) for share in (0, 0.0004, 0.034, 0.5, 1)]
    assert shares == ["0.0 %", "< 0.1 %", "3.4 %", "50 %", "100 %"]
    assert [away(km, TEXTS) for km in (0.2, 1307.6)] == ["<\u00a01\u00a0km", "1,308\u00a0km"]
    assert coordinates(-18.57, 168.2, TEXTS) == "18.6° S, 168.2° E"


def test_a_lot_is_the_same_for_the_same_draw() -> None:
    drawn = [random_row("example-petra", n, 30) for n in range(20)]
    assert drawn == [random_row("example-petra", n, 30) for n in range(20)]
    assert len(set(drawn)) > 5
    assert all(0 <= row < 30 for row in drawn)


def test_bars_are_percent_and_know_what_equal_is() -> None:
    rows = weight_rows([0.75, 0.25], ["a", "b"])
    assert [row["percent"] for row in rows] == [75, 25]
    assert [row["rank"] for row in rows] == [1, 2]
    assert {row["equal"] for row in rows} == {50}


def test_a_curve_on_a_logarithm_ends_at_one_kilometre_but_tells_the_truth() -> None:
    n = len(SIGMAS_DEG)
    shares = tuple((0.0, 0.1, 0.2, 0.3, 0.4) for _ in range(n))
    curve = SigmaCurve(SIGMAS_DEG, ((0.0, 0.0),) * n, (0.0, *(500.0,) * (n - 1)), shares)
    rows = distance_rows(curve, 4.0)
    assert (rows[0]["drawn"], rows[0]["km"]) == (1.0, 0.0)
    assert [row["sigma"] for row in rows if row["now"]] == [4.0]
    masses = mass_rows(curve, 4.0, TEXTS)
    assert len(masses) == n * len(RADII_KM)
    assert masses[1]["percent"] == 10
    assert masses[1]["radius"] == radius_names(TEXTS)[1]


def test_the_best_of_each_radius_is_marked_once() -> None:
    percents = [[[[10.0 - s, 5.0, s, s, 2 * s]]] for s in range(3)]
    sweep = StudySweep("", (1.0, 4.0, 16.0), (100,), (10.0,), percents)
    rows = sweep_rows(sweep, 100, 10.0, 4.0, TEXTS)
    best = {row["radius"]: row["sigma"] for row in rows if row["best"]}
    assert list(best) == radius_names(TEXTS)
    assert list(best.values()) == [1.0, 1.0, 16.0, 16.0, 16.0]
    assert sum(row["best"] for row in rows) == 5
    assert {row["sigma"] for row in rows if row["now"]} == {4.0}


def test_the_value_tried_nearest_to_the_wanted_one_is_taken() -> None:
    assert nearest_of((1, 3, 100, 200), 100) == 100
    assert nearest_of((0.0, 5.0), 10) == 5.0
    assert math.isclose(nearest_of(SIGMAS_DEG, 3.9), 4.0)
