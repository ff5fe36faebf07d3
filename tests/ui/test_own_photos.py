"""What is told of one's own photo, and what is left of it when it is forgotten."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from geo_core.api import EXPORT_FORMATS, ExportSettings, Localizer, Outcome, export, pixels_to_webp, rounded
from geo_core.ui.query import Query
from geo_core.ui.texts.en import TEXTS
from tests.photo.test_gps import PARIS
from tests.photo.test_gps import file_with as tagged_photo
from tests.served import APP, app_on
from tests.test_app import upload
from tests.tiny import picture, tiny_localizer

TAG = (48.8567, 2.3522)
PIXEL = pixels_to_webp(np.zeros((16, 16, 3), np.uint8), 16, 80)
TRACES = ("48.856", "48.86", "48,51", "24.12", "2.3522")


@pytest.fixture
def localizer(tiny_atlas: Path) -> Localizer:
    return tiny_localizer(tiny_atlas)


@pytest.fixture
def app(localizer: Localizer, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    return app_on(localizer, monkeypatch)


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], list[Outcome]]]:
    """What the pages would export, if a button were pressed."""
    made: list[Callable[[], list[Outcome]]] = []
    for page in ("locate", "many.page"):
        monkeypatch.setattr(f"geo_core.ui.{page}.downloads", lambda make, *_, **__: made.append(make))
    return made


@pytest.fixture
def boards(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The data of every globe that was drawn."""
    import geo_core.ui.globe.board as module

    drawn: list[dict[str, Any]] = []
    real = module._board
    monkeypatch.setattr(module, "_board", lambda **kw: drawn.append(kw["data"]) or real(**kw))
    return drawn


def on(page: str, app: AppTest, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("GEO_CORE_MODES", page)
    app.run()
    assert not app.exception
    return app


def give_tagged(app: AppTest) -> None:
    app.button(key="upload").click().run()
    app.checkbox(key="gps_consent").check().run()
    app.file_uploader(key="uploader").set_value(("a.jpg", tagged_photo(PARIS), "image/jpeg")).run()
    assert not app.exception


def give_many(app: AppTest, *data: bytes) -> None:
    app.checkbox(key="many_gps").check().run()
    app.file_uploader(key="many_uploader_0").set_value([("a.jpg", one, "image/jpeg") for one in data]).run()
    app.button(key="many_go").click().run()
    assert not app.exception


def trail_of(app: AppTest) -> list[Query]:
    return app.session_state["trail"] if "trail" in app.session_state else []  # noqa: SIM401 - it has no get


def html_of(app: AppTest) -> str:
    return "".join(str(e.proto.body) for e in app.get("html"))


def exported(make: Callable[[], list[Outcome]]) -> str:
    how = ExportSettings("exact", TEXTS)
    return "".join(export(make(), form, how).decode("utf-8", "replace") for form in EXPORT_FORMATS)


@pytest.mark.parametrize("page", ["locate", "many"])
def test_the_tag_is_shown_and_in_no_export(
    app: AppTest, offered: list, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    on(page, app, monkeypatch)
    if page == "locate":
        give_tagged(app)
        assert trail_of(app)[-1].truth == pytest.approx(TAG, abs=1e-6)
    else:
        give_many(app, tagged_photo(PARIS))
        assert app.session_state["many"][0].query.truth == pytest.approx(TAG, abs=1e-6)
        assert " km</td>" in html_of(app), "the error is told, as was agreed"
    (outcome,) = offered[-1]()
    assert outcome.truth is None
    assert [trace for trace in TRACES if trace in exported(offered[-1])] == []


def test_a_place_by_a_click_may_be_taken_away(
    app: AppTest, offered: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    on("locate", app, monkeypatch)
    give_tagged(app)
    app.button(key="place").click().run()
    app.session_state["explorer"] = {"click": {"lat": -12.5, "lon": 130.25}}
    app.run()
    (outcome,) = offered[-1]()
    assert outcome.truth == (-12.5, 130.25)


def test_an_examples_place_may_be_taken_away(app: AppTest, offered: list) -> None:
    app.query_params["example"] = "tajMahal"
    app.run()
    assert offered[-1]()[0].truth == (27.1751, 78.0421)


def whole(data: dict[str, Any]) -> bool:
    """Whether every place on a board lies on whole degrees."""
    places = [(mark["lat"], mark["lon"]) for mark in (*data["pins"], *data["dots"])]
    places += [tuple(reversed(end)) for arc in data["arcs"] for end in (arc["from"], arc["to"])]
    return all(place == pytest.approx(rounded(*place, "region")) for place in places)


@pytest.mark.parametrize("page", ["compare", "lesson", "many"])
@pytest.mark.parametrize("precision", ["exact", "region"])
def test_a_teacher_may_round_what_is_told_on_every_page(
    app: AppTest, boards: list, monkeypatch: pytest.MonkeyPatch, page: str, precision: str
) -> None:
    monkeypatch.setenv("GEO_CORE_PRECISION", precision)
    app.query_params["step"] = "5"
    on(page, app, monkeypatch)
    if page == "many":
        give_many(app, tagged_photo(PARIS))
        app.selectbox(key="many-chosen").set_value(1).run()
    else:
        give_tagged(app)
        app.run()
    assert not app.exception
    assert any(pin["id"] == "truth" for pin in boards[-1]["pins"])
    assert whole(boards[-1]) == (precision == "region")
    if precision == "region":
        told = html_of(app) + str(boards[-1])
        assert [city for city in ("Agra", "Paris", "Suva", "Sydney", "Rio") if city in told] == []


@pytest.mark.parametrize("clicked", [False, True])
def test_a_teacher_may_round_the_true_place(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, clicked: bool
) -> None:
    drawn: list[dict[str, Any]] = []
    monkeypatch.setattr("geo_core.ui.locate.explorer", lambda scene, *_, **__: drawn.append(scene))
    monkeypatch.setenv("GEO_CORE_PRECISION", "region")
    on("locate", app, monkeypatch)
    if clicked:
        upload(app, "mine.jpg", picture(2, 33))
        app.button(key="place").click().run()
        app.session_state["explorer"] = {"click": {"lat": 48.8567, "lon": 2.3522}}
        app.run()
    else:
        give_tagged(app)
    assert drawn[-1]["truth"] == [pytest.approx(rounded(*TAG, "region")[1]), 49.0]


def test_the_true_place_is_asked_for_only_where_a_click_is_heard(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    on("compare", app, monkeypatch)
    upload(app, "mine.jpg", picture(2, 33))
    assert trail_of(app)
    assert "place" not in {b.key for b in app.button}
    monkeypatch.setattr("geo_core.ui.locate.explorer", lambda *_, **__: None)
    on("locate", app, monkeypatch).button(key="place").click().run()
    assert TEXTS["place_click"] in [m.value for m in app.markdown]
    on("compare", app, monkeypatch)
    assert TEXTS["place_click"] not in [m.value for m in app.markdown]


def test_a_hop_ends_the_wait_for_a_click(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo_core.ui.locate.explorer", lambda *_, **__: None)
    on("locate", app, monkeypatch)
    upload(app, "mine.jpg", picture(2, 33))
    app.button(key="place").click().run()
    app.session_state["explorer"] = {"hop": {"row": 8, "press": 1}}
    app.run()
    known = trail_of(app)[-1].truth
    app.session_state["explorer"] = {"click": {"lat": 1.0, "lon": 2.0}}
    app.run()
    assert not app.exception
    assert trail_of(app)[-1].truth == known
    app.button(key="back").click().run()
    app.session_state["explorer"] = {"click": {"lat": 1.0, "lon": 2.0}}
    app.run()
    assert trail_of(app)[-1].truth is None, "nor does the wait go on after coming back"


def test_forgetting_reaches_every_page(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo_core.ui.locate.explorer", lambda *_, **__: None)
    on("many", app, monkeypatch)
    give_many(app, tagged_photo(PARIS))
    app.query_params.clear()
    app.query_params["set"] = "own"
    on("guess", app, monkeypatch)
    app.checkbox(key="guess_consent_own").check().run()
    files = [("a.jpg", tagged_photo(PARIS), "image/jpeg"), ("b.jpg", picture(3), "image/jpeg")]
    app.file_uploader(key="guess_own_0").set_value(files).run()
    app.button(key="guess_start").click().run()
    table = app.session_state["guess"]
    assert table.game
    assert table.sets["own"].entries
    assert table.unplaced
    on("locate", app, monkeypatch)
    upload(app, "mine.jpg", picture(2, 33))
    app.button(key="forget").click().run()
    assert not app.exception
    assert not trail_of(app)
    assert "many" not in app.session_state
    assert (table.game, table.sets, table.unplaced, table.machine) == (None, {}, [], {})


def test_a_games_picture_is_its_sessions_own(
    app: AppTest, localizer: Localizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr("geo_core.ui.guess.summary.scorecard", lambda *said: made.append(said[0]) or PIXEL)
    monkeypatch.setenv("GEO_CORE_MODES", "guess,locate")
    for session in (app, AppTest.from_file(APP, default_timeout=30)):
        session.query_params.update({"seed": "k7m2", "rounds": "3", "set": "examples"})
        session.run()
        session.button(key="guess_start").click().run()
        table = session.session_state["guess"]
        while not table.game.over:
            table.game = table.game.guess(0.0, 0.0).reveal(None).next()
        session.run()
        session.run()
        assert not session.exception
    assert len(made) == 2, "once a session, and not for another"


def test_forgetting_many_forgets_the_one_that_was_opened(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    on("many", app, monkeypatch)
    give_many(app, picture(2, 33))
    (entry,) = app.session_state["many"]
    app.session_state["trail"] = [entry.query]
    app.button(key="many_forget").click().run()
    assert not app.exception
    assert not trail_of(app)
    assert "many" not in app.session_state


def test_forgetting_many_leaves_another_photo(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    on("locate", app, monkeypatch)
    upload(app, "mine.jpg", picture(2, 33))
    on("many", app, monkeypatch)
    give_many(app, picture(1, 5))
    app.button(key="many_forget").click().run()
    assert len(trail_of(app)) == 1


def test_a_photo_of_many_can_be_explained(
    app: AppTest, localizer: Localizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    on("many", app, monkeypatch)
    data = picture(2, 33, size=(1600, 1200))
    give_many(app, data)
    query = app.session_state["many"][0].query
    assert query.pixels is not None
    assert query.pixels.pixels.shape == localizer.read(data).pixels.shape
    assert data[100:140] not in pickle.dumps(query)


def test_the_lesson_takes_a_photo_of_ones_own(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    on("lesson", app, monkeypatch)
    upload(app, "mine.jpg", picture(2, 33))
    assert not app.exception
    app.run()
    shown = app.selectbox(key="lesson_photo")
    assert shown.value == "locate"
    assert shown.options[0] == TEXTS["own_photo"]
    assert not app.file_uploader
    app.button(key="forget").click().run()
    assert not trail_of(app)
    assert app.selectbox(key="lesson_photo").value != "locate"


def test_every_stop_of_the_way_leads_back(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    app.query_params["example"] = "petra"
    app.run()
    assert "way-0" not in {b.key for b in app.button}
    for press, row in enumerate((8, 15, 22), 1):
        app.session_state["explorer"] = {"hop": {"row": row, "press": press}}
        app.run()
    names = [q.name for q in trail_of(app)]
    assert names == ["example-petra", "reference-8", "reference-15", "reference-22"]
    assert [b.key for b in app.button if str(b.key).startswith("way-")] == ["way-0", "way-1", "way-2"]
    app.button(key="way-1").click().run()
    assert not app.exception
    assert [q.name for q in trail_of(app)] == names[:2]


def test_titles_on_the_way_stay_text(app: AppTest) -> None:
    app.query_params["example"] = "petra"
    app.run()
    query = trail_of(app)[0]
    object.__setattr__(query, "title", "**bold** <b> [x](y) :red[z]")
    app.session_state["explorer"] = {"hop": {"row": 8, "press": 1}}
    app.run()
    assert app.button(key="way-0").label.startswith(r"\*\*bold\*\* \<b\> \[x\]\(y\) \:red")
