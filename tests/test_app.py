"""The app without a browser: what each action leads to, on the tiny atlas."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from geo_core.localizer import Localizer
from geo_core.ui.texts.en import TEXTS
from geo_core.ui.texts.markdown import plain
from tests.photo.test_gps import PARIS
from tests.photo.test_gps import file_with as tagged_photo
from tests.served import APP, app_on
from tests.tiny import picture, tiny_localizer, write_tiny_heads


@pytest.fixture
def localizer(tiny_atlas: Path) -> Localizer:
    return tiny_localizer(tiny_atlas)


@pytest.fixture
def app(localizer: Localizer, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    return app_on(localizer, monkeypatch)


@pytest.fixture
def with_heads(
    tiny_atlas: Path, tmp_path: Path, app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> tuple[AppTest, list[dict]]:
    """The app on an atlas with heads, and the scenes that it has drawn."""
    folder = write_tiny_heads(Path(shutil.copytree(tiny_atlas, tmp_path / "with-heads")))
    localizer = tiny_localizer(folder)
    monkeypatch.setattr("geo_core.ui.pages.get_localizer", lambda: localizer)
    drawn: list[dict] = []
    monkeypatch.setattr("geo_core.ui.locate.explorer", lambda scene, *_, **__: drawn.append(scene))
    return app, drawn


def upload(app: AppTest, name: str, data: bytes) -> AppTest:
    app.button(key="upload").click().run()
    return app.file_uploader(key="uploader").set_value((name, data, "image/jpeg")).run()


def trail_of(app: AppTest) -> list:
    return app.session_state["trail"] if "trail" in app.session_state else []  # noqa: SIM401 - it has no get


def test_without_a_photo_it_invites(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert not trail_of(app)
    assert "forget" not in {b.key for b in app.button}


def test_an_example_by_its_link(app: AppTest) -> None:
    app.query_params["example"] = "tajMahal"
    app.run()
    assert not app.exception
    (query,) = trail_of(app)
    assert query.name == "example-tajMahal"
    assert query.truth == (27.1751, 78.0421)
    assert len(query.evidence.neighbours.rows) == 30


def test_a_link_to_nothing_is_ignored(app: AppTest) -> None:
    app.query_params["example"] = "../../etc/passwd"
    app.run()
    assert not app.exception
    assert not trail_of(app)


def test_a_good_upload_is_embedded_once_and_its_bytes_are_not_kept(
    app: AppTest, localizer: Localizer
) -> None:
    app.run()
    data = picture(2, 33)
    with patch.object(
        type(localizer.embedder), "embed", autospec=True, side_effect=type(localizer.embedder).embed
    ) as embed:
        upload(app, "sydney.jpg", data)
        assert not app.exception
        (query,) = trail_of(app)
        app.session_state["explorer"] = {"sigma": 1.0, "k": 20, "m": 3, "weighting": "softmax"}
        app.run()
        assert not app.exception
        assert embed.call_count == 1
    assert not query.public
    assert query.truth is None
    # What the session keeps of the upload: the uploader is gone, and no other entry holds its bytes.
    assert not app.file_uploader
    assert data[100:140] not in pickle.dumps(trail_of(app))


@pytest.mark.parametrize(("agreed", "place"), [(False, None), (True, (48.8567, 2.3522))])
def test_the_gps_tag_is_read_only_with_consent(
    app: AppTest, agreed: bool, place: tuple[float, float] | None
) -> None:
    app.run()
    app.button(key="upload").click().run()
    if agreed:
        app.checkbox(key="gps_consent").check().run()
    app.file_uploader(key="uploader").set_value(("a.jpg", tagged_photo(PARIS), "image/jpeg")).run()
    assert not app.exception
    (query,) = trail_of(app)
    assert query.truth == (pytest.approx(place, abs=1e-6) if place else None)


def test_a_click_on_the_globe_says_the_true_place(
    app: AppTest, localizer: Localizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[dict] = []
    monkeypatch.setattr("geo_core.ui.locate.explorer", lambda scene, *_, **__: drawn.append(scene))
    app.run()
    upload(app, "mine.jpg", picture(2, 33))
    app.session_state["explorer"] = {"click": {"lat": -12.5, "lon": 130.0}}
    app.run()
    assert trail_of(app)[-1].truth is None, "a click sets the true place only when it was asked for"
    del app.session_state["explorer"]
    app.button(key="place").click().run()
    assert TEXTS["place_click"] in [m.value for m in app.markdown]
    app.session_state["explorer"] = {"click": {"lat": -12.5, "lon": 130.0}}
    app.run()
    assert not app.exception
    assert trail_of(app)[-1].truth == (-12.5, 130.0)
    assert drawn[-1]["truth"] == [130.0, -12.5]
    assert TEXTS["place_click"] not in [m.value for m in app.markdown]


@pytest.mark.parametrize(("example", "whole"), [(None, True), ("petra", False)])
def test_a_teacher_may_round_what_is_told_of_uploads(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, example: str | None, whole: bool
) -> None:
    drawn: list[dict] = []
    monkeypatch.setattr("geo_core.ui.locate.explorer", lambda scene, *_, **__: drawn.append(scene))
    monkeypatch.setenv("GEO_CORE_PRECISION", "region")
    if example:
        app.query_params["example"] = example
        app.run()
    else:
        app.run()
        upload(app, "mine.jpg", picture(2, 33))
    assert not app.exception
    frames = drawn[-1]["heavy"]["frames"]
    assert all((frame["lat"] == round(frame["lat"])) == whole for frame in frames)
    assert (drawn[-1]["heavy"]["strip"]["sigma_deg"][0] >= 1.0) == whole


@pytest.mark.parametrize("data", [b"", b"just text", picture(1)[:300]])
def test_a_bad_upload_is_explained(app: AppTest, data: bytes) -> None:
    app.run()
    upload(app, "bad.jpg", data)
    assert not app.exception
    assert not trail_of(app)
    assert TEXTS["bad_photo"] in app.error[0].value


def test_an_atlas_without_heads_offers_what_it_has(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[dict] = []
    monkeypatch.setattr("geo_core.ui.locate.explorer", lambda scene, *_, **__: drawn.append(scene))
    app.query_params["example"] = "petra"
    app.session_state["explorer"] = {"method": "cells"}  # of another atlas, long ago
    app.run()
    assert not app.exception
    scene = drawn[-1]
    assert [m["name"] for m in scene["methods"]] == ["nn", "knn"]
    assert (scene["method"], scene["heavy"]["cells"]) == ("knn", [])
    assert all(len(frame["answers"]) == 2 for frame in scene["heavy"]["frames"])


def test_cells_of_every_partition_and_all_methods_answers(with_heads: tuple[AppTest, list[dict]]) -> None:
    app, drawn = with_heads
    app.query_params["example"] = "petra"
    app.run()
    assert not app.exception
    scene = drawn[-1]
    assert scene["method"] == "fused"
    assert [(c["name"], c["total"]) for c in scene["heavy"]["cells"]] == [("8", 8), ("31", 31)]
    (frame, *_) = scene["heavy"]["frames"]
    assert len(frame["answers"]) == len(scene["methods"]) == 4
    assert (frame["lon"], frame["lat"]) == tuple(frame["answers"][3][axis] for axis in ("lon", "lat"))


@pytest.mark.parametrize("method", ["nn", "knn", "cells"])
def test_a_method_is_chosen_in_the_browser(with_heads: tuple[AppTest, list[dict]], method: str) -> None:
    app, drawn = with_heads
    upload(app.run(), "paris.jpg", picture(1, 8))
    first = drawn[-1]["heavy"]
    app.session_state["explorer"] = {"method": method}
    app.run()
    assert not app.exception
    scene = drawn[-1]
    assert (scene["method"], scene["heavy"]["method"]) == (method, method)
    assert scene["heavy"]["cells"] == first["cells"]
    names = [m["name"] for m in scene["methods"]]
    for frame in scene["heavy"]["frames"]:
        chosen = frame["answers"][names.index(method)]
        assert (chosen["lon"], chosen["lat"]) == (frame["lon"], frame["lat"])
    app.session_state["explorer"] = {"method": "fused"}
    app.run()
    assert drawn[-1]["heavy"] is first  # kept, not computed anew


def test_forgetting_drops_everything(app: AppTest) -> None:
    app.run()
    upload(app, "paris.jpg", picture(1, 8))
    app.button(key="forget").click().run()
    assert not app.exception
    assert not trail_of(app)
    assert "scenes" not in app.session_state


def test_hopping_and_back(app: AppTest) -> None:
    app.query_params["example"] = "petra"
    app.run()
    app.session_state["explorer"] = {"hop": {"row": 8, "press": 1}}
    app.run()
    assert not app.exception
    assert [q.name for q in trail_of(app)] == ["example-petra", "reference-8"]
    # The press is still there when Back interrupts its run: it must not hop again.
    app.button(key="back").click().run()
    assert [q.name for q in trail_of(app)] == ["example-petra"]


def test_text_of_others_stays_text(app: AppTest) -> None:
    """The tiny atlas's authors are called <b>Author</b>."""
    app.query_params["example"] = "petra"
    app.run()
    app.session_state["explorer"] = {"hop": {"row": 9, "press": 2}}
    app.run()
    shown = [m.value for m in app.markdown if "Author" in m.value]
    assert shown
    assert not any("<b>" in text for text in shown)


def test_what_a_browser_sends_is_checked(app: AppTest) -> None:
    app.query_params["example"] = "petra"
    app.run()
    app.session_state["explorer"] = {
        "sigma": "x",
        "k": 1e9,
        "m": float("nan"),
        "weighting": 3,
        "hop": {"row": "a"},
    }
    app.run()
    assert not app.exception


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("GEO_CORE_ATLAS", "/nowhere", "build-atlas"),
        ("GEO_CORE_DEVICE", "abacus", "allowed is one of"),
        ("GEO_CORE_WEIGHTS", "/nowhere.pt", "There is no weights file"),
    ],
)
def test_what_keeps_it_from_starting_is_said(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: str
) -> None:
    import streamlit as st

    st.cache_resource.clear()
    monkeypatch.setenv(variable, value)
    app = AppTest.from_file(APP, default_timeout=30).run()
    assert not app.exception
    assert TEXTS["cannot_open"] in app.error[0].value
    assert plain(words) in app.error[0].value
