"""The guessing page without a browser: what each action leads to, on the tiny atlas."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from geo_core.api import Entry, SettingsError, list_examples
from geo_core.localizer import Localizer
from geo_core.offline.building.writing import write_atlas
from geo_core.photo.limits import ALLOWED
from geo_core.sphere.distance import great_circle_km
from geo_core.ui.guess.link import Deal, link, new_seed, parameters, read_link
from geo_core.ui.guess.machine import machine_guess
from geo_core.ui.guess.table import Table
from geo_core.ui.guess.typed import typed_place
from geo_core.ui.settings import read_settings
from geo_core.ui.texts.catalogue import LANGUAGES
from geo_core.ui.texts.en import TEXTS
from geo_core.ui.texts.markdown import plain
from tests.served import APP, app_on
from tests.tiny import PLACES, picture, tiny_contents, tiny_localizer


@pytest.fixture
def localizer(tiny_atlas: Path) -> Localizer:
    return tiny_localizer(tiny_atlas)


@pytest.fixture
def boards(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What is sent to the globe: every board that was drawn, as the data that the browser gets."""
    import geo_core.ui.globe.board as module

    drawn: list[dict[str, Any]] = []
    real = module._board
    monkeypatch.setattr(module, "_board", lambda **kw: drawn.append(kw["data"]) or real(**kw))
    return drawn


@pytest.fixture
def app(localizer: Localizer, boards: list, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    import streamlit as st

    st.cache_resource.clear()
    monkeypatch.setenv("GEO_CORE_MODES", "guess,locate")
    return app_on(localizer, monkeypatch)


def table_of(app: AppTest) -> Table:
    table: Table = app.session_state["guess"]
    return table


def pick(
    app: AppTest, lat: float, lon: float, *, turn: str | None = None, press: float | None = None
) -> None:
    table = table_of(app)
    app.session_state["guess_board"] = {
        "pick": {"lat": lat, "lon": lon, "turn": turn or table.turn, "press": press or table.press + 1}
    }
    app.run()
    assert not app.exception


def press(app: AppTest, key: str) -> None:
    app.button(key=key).click().run()
    assert not app.exception


def begin(app: AppTest, **parameters: str) -> None:
    app.query_params.update({"seed": "k7m2", "rounds": "3", "set": "examples", **parameters})
    app.run()
    press(app, "guess_start")


def html(app: AppTest) -> str:
    return "\n".join(one.proto.body for one in app.get("html") if "<style>" not in one.proto.body)


def test_a_whole_game(app: AppTest) -> None:
    begin(app)
    for number in range(3):
        assert table_of(app).game.current == number
        assert app.button(key="guess_here").disabled
        pick(app, 10.0, 20.0)
        assert not app.button(key="guess_here").disabled
        press(app, "guess_here")
        one = table_of(app).game.round
        assert one.shown
        assert one.guesses == ((10.0, 20.0),)
        assert one.machine is not None
        assert one.entry.title.split(",")[0] in html(app)
        assert one.entry.author in html(app)
        press(app, "guess_next")
    game = table_of(app).game
    assert game.over
    shown = html(app)
    assert "won with" in shown or "A tie" in shown
    assert all(one.entry.title.split(",")[0] in shown for one in game.rounds)
    assert app.get("download_button")
    order = [one.entry.id for one in game.rounds]
    press(app, "guess_same")
    assert [one.entry.id for one in table_of(app).game.rounds] == order
    assert table_of(app).game.current == 0


def test_new_photos_and_changing_the_game(app: AppTest) -> None:
    begin(app, rounds="3")
    for _ in range(3):
        pick(app, 0.0, 0.0)
        press(app, "guess_here")
        press(app, "guess_next")
    press(app, "guess_new")
    table = table_of(app)
    assert table.game.seed == table.deal.seed == app.query_params["seed"] != "k7m2"
    press(app, "guess_leave")
    assert table_of(app).game is None
    assert app.text_input(key="guess_seed").value == table.deal.seed


def test_the_seed_deals_and_the_link_says_it(app: AppTest) -> None:
    begin(app, seed="k7m2", rounds="10")
    game = table_of(app).game
    assert (game.seed, len(game.rounds)) == ("k7m2", 10)
    said = {name: app.query_params[name] for name in ("seed", "rounds", "set")}
    assert read_link(said) == Deal("examples", "10", "k7m2")
    again = AppTest.from_file(APP, default_timeout=30)
    begin(again, seed="k7m2", rounds="10")
    assert table_of(again).game.rounds == game.rounds


@pytest.mark.parametrize("bad", [{"seed": "<script>"}, {"rounds": "99"}, {"set": "../etc"}, {"set": "class"}])
def test_a_link_that_lies_is_not_heeded(app: AppTest, bad: dict[str, str]) -> None:
    app.query_params.update(bad)
    app.run()
    assert not app.exception
    deal = table_of(app).deal
    assert deal.set_name == "examples"
    assert deal.rounds == "5"
    assert deal.seed != "<script>"


def test_links_read_back() -> None:
    deal = Deal("own", "all", "a-B9")
    assert read_link(parameters(deal)) == deal
    assert link(deal, "http://localhost:8501/guess?x=1#y") == (
        "http://localhost:8501/guess?seed=a-B9&rounds=all&set=own"
    )
    assert len({new_seed() for _ in range(50)}) == 50
    assert all(read_link({"seed": seed}).seed == seed for seed in (new_seed() for _ in range(20)))


def test_nothing_sent_before_the_answer_tells_the_place(app: AppTest, boards: list) -> None:
    begin(app, rounds="all")
    for number in range(3):
        pick(app, 10.0, 20.0)
        entry = table_of(app).game.round.entry
        told = json.dumps(boards[-1]) + html(app) + repr(app.main)
        title = next(e for e in list_examples() if e.id == entry.id)
        for word in (
            entry.id,
            title.short,
            title.place,
            entry.author,
            f"{entry.truth[0]}",
            f"{entry.truth[1]}",
        ):
            assert word not in told, (number, word)
        assert [p["id"] for p in boards[-1]["pins"]] == ["guess"]
        assert not boards[-1]["arcs"]
        press(app, "guess_here")
        assert {p["id"] for p in boards[-1]["pins"]} >= {"truth", "player-AI"}
        press(app, "guess_next")


def test_seats_pass_the_screen_and_do_not_see_each_other(app: AppTest, boards: list) -> None:
    app.run()
    press(app, "guess_add")
    app.text_input(key="guess_seat_1").set_value("Anna").run()
    app.text_input(key="guess_seat_2").set_value("*Ben*").run()
    app.radio(key="guess_rounds").set_value("3").run()
    press(app, "guess_start")
    assert table_of(app).game.seats == ("Anna", "*Ben*")
    pick(app, 11.0, 21.0)
    press(app, "guess_here")
    assert not app.get("imgs")  # the screen is handed over
    assert boards[-1]["picking"] is None
    assert not boards[-1]["pins"]
    assert "\\*Ben\\*" in app.button(key="guess_take").label
    press(app, "guess_take")
    assert not boards[-1]["pins"]
    assert boards[-1]["fly"]["whole"]  # where Anna looked is forgotten
    assert app.button(key="guess_here").disabled
    pick(app, 12.0, 22.0)
    assert [(p["lat"], p["lon"]) for p in boards[-1]["pins"]] == [(12.0, 22.0)]
    press(app, "guess_here")
    assert table_of(app).game.round.guesses == ((11.0, 21.0), (12.0, 22.0))
    assert {p["id"] for p in boards[-1]["pins"]} == {"player-1", "player-2", "player-AI", "truth"}
    assert len(boards[-1]["arcs"]) == 3


def test_a_click_that_comes_late_is_not_the_next_seats(app: AppTest) -> None:
    app.run()
    press(app, "guess_add")
    press(app, "guess_start")
    turn = table_of(app).turn
    pick(app, 11.0, 21.0)
    press(app, "guess_here")
    press(app, "guess_take")
    pick(app, 11.0, 21.0, turn=turn, press=99)
    assert table_of(app).pin is None


def test_a_second_game_hands_over_anew(app: AppTest) -> None:
    app.run()
    press(app, "guess_add")
    for _ in range(2):
        press(app, "guess_start")
        pick(app, 1.0, 1.0)
        press(app, "guess_here")
        press(app, "guess_take")
        press(app, "guess_leave")


def test_seats_come_and_go(app: AppTest) -> None:
    app.run()
    for _ in range(5):
        press(app, "guess_add")
    assert "guess_add" not in {b.key for b in app.button}
    app.text_input(key="guess_seat_4").set_value("Dora").run()
    press(app, "guess_remove_2")
    assert list(table_of(app).names) == [1, 3, 4, 5, 6]
    assert app.text_input(key="guess_seat_4").value == "Dora"
    for number in (1, 3, 5, 6):
        press(app, f"guess_remove_{number}")
    assert "guess_remove_4" not in {b.key for b in app.button}
    press(app, "guess_start")
    assert table_of(app).game.seats == ("Dora",)


def test_equal_and_empty_names(app: AppTest) -> None:
    app.run()
    press(app, "guess_add")
    press(app, "guess_add")
    for number in (1, 2):
        app.text_input(key=f"guess_seat_{number}").set_value("Ann").run()
    press(app, "guess_start")
    assert table_of(app).game.seats == ("Ann", "Ann 2", "Seat 3")


def test_a_bad_seed_is_said_and_nothing_starts(app: AppTest) -> None:
    app.run()
    app.text_input(key="guess_seed").set_value("not a seed!").run()
    assert app.error[0].value == TEXTS["guess_bad_seed"]
    assert app.button(key="guess_start").disabled


def test_a_typed_place_sets_the_pin(app: AppTest) -> None:
    begin(app)
    turn = table_of(app).turn
    app.text_input(key=f"guess_typed_{turn}").set_value("48°12′N 16°22′E").run()
    assert table_of(app).pin == pytest.approx((48.2, 16 + 22 / 60))
    pick(app, 1.0, 2.0)
    assert table_of(app).pin == (1.0, 2.0)  # the words that still stand there are not heeded again
    app.text_input(key=f"guess_typed_{turn}").set_value("Wien").run()
    assert table_of(app).pin == pytest.approx((48.2, 16.4), abs=0.1)
    assert "Vienna, Austria" in html(app)
    app.text_input(key=f"guess_typed_{turn}").set_value("Qqxzzy <b>").run()
    assert table_of(app).pin == pytest.approx((48.2, 16.4), abs=0.1)
    assert "Qqxzzy &lt;b&gt;" in html(app)
    press(app, "guess_here")
    press(app, "guess_next")
    assert app.text_input(key=f"guess_typed_{table_of(app).turn}").value == ""
    assert table_of(app).pin is None


def test_typed_words() -> None:
    assert typed_place("  ", TEXTS) == (None, "")
    assert typed_place("91, 0", TEXTS)[0] is None
    assert "no latitude" in typed_place("91, 0", TEXTS)[1]
    assert "Paris, United States" in typed_place("Paris", TEXTS)[1]


def photo(seed: int, gps: tuple[float, float] | None = None, variation: int = 0) -> bytes:
    """A JPEG of no place of the atlas, with a GPS tag if wanted."""
    data = picture(seed, variation)
    if gps is None:
        return data
    exif = Image.Exif()
    lat, lon = gps
    exif[0x8825] = {
        1: "N" if lat >= 0 else "S",
        2: (abs(lat), 0, 0),
        3: "E" if lon >= 0 else "W",
        4: (abs(lon), 0, 0),
    }
    stream = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        image.save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def class_zip(files: dict[str, bytes], table: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        if table:
            archive.writestr("class.csv", table)
    return stream.getvalue()


def test_a_class_set_as_a_zip(app: AppTest) -> None:
    app.query_params["set"] = "zip"
    app.run()
    assert app.button(key="guess_start").disabled
    files = {"a.jpg": photo(60, (50, 60)), "b.jpg": photo(61, (51, 61)), "bad_[x](y).jpg": b"no"}
    data = class_zip(files, "file,lat,lon,title,author\na.jpg,1,2,The bay,Ben\nbad_[x](y).jpg,1,2,,\n")
    app.file_uploader(key="guess_zip_0").set_value(("c.zip", data, "application/zip")).run()
    assert not app.exception
    held = table_of(app).sets["zip"]
    assert [entry.truth for entry in held.entries] == [(1.0, 2.0)]  # no consent: b.jpg's tag is not read
    assert len(held.problems) == 2
    assert "guess_zip_1" in {one.key for one in app.file_uploader}  # the old uploader is gone, with its bytes
    assert files["a.jpg"][300:340] not in repr(table_of(app)).encode("latin-1", "ignore")
    press(app, "guess_start")
    pick(app, 1.0, 2.0)
    assert "The bay" not in html(app)
    press(app, "guess_here")
    assert "The bay" in html(app)
    assert table_of(app).game.round.scores()[0].points == 5000
    press(app, "guess_leave")
    press(app, "guess_forget_zip")
    assert not table_of(app).sets
    assert app.button(key="guess_start").disabled


def test_a_bad_zip_is_explained(app: AppTest) -> None:
    app.query_params["set"] = "zip"
    app.run()
    app.file_uploader(key="guess_zip_0").set_value(("c.zip", b"nonsense", "application/zip")).run()
    assert not app.exception
    assert "no ZIP archive" in app.error[0].value


def test_what_is_left_out_is_told_in_the_reader_s_language(app: AppTest) -> None:
    german, spanish = LANGUAGES["de"], LANGUAGES["es"]
    app.query_params.update({"set": "zip", "lang": "de"})
    app.run()
    data = class_zip({"a.jpg": photo(60), "bad.jpg": b"no"}, "file,lat,lon\na.jpg,1,2\nbad.jpg,1,2\n,1,2\n")
    app.file_uploader(key="guess_zip_0").set_value(("c.zip", data, "application/zip")).run()
    assert not app.exception

    def expected(texts: Mapping[str, str]) -> set[str]:
        row, unknown = texts["error_set_row_file"], texts["error_photo_unknown"]
        return {f"class.csv: {row.format(line=4)}", f"bad.jpg: {unknown.format(allowed=ALLOWED)}"}

    assert expected(german) <= {text.value for text in app.text}
    app.selectbox(key="language_choice").set_value("es").run()
    assert expected(spanish) <= {text.value for text in app.text}
    data = class_zip({"bad.jpg": b"no"}, "file,lat,lon\nbad.jpg,95,2\n")
    app.file_uploader(key="guess_zip_1").set_value(("d.zip", data, "application/zip")).run()
    row = spanish["error_set_row_swapped"].format(table="class.csv", line=2, lat="95", lon="2")
    empty = spanish["error_set_empty"].format(reasons=f"bad.jpg: {row}")
    assert app.error[0].value == f"{spanish['guess_bad_set']} {plain(empty)}"


def test_more_own_photos_than_allowed_are_left_out_in_the_reader_s_language(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEO_CORE_MOST_PHOTOS", "1")
    app.query_params.update({"set": "own", "lang": "de"})
    app.run()
    files = [(f"{n}.jpg", photo(n), "image/jpeg") for n in (60, 61)]
    app.file_uploader(key="guess_own_0").set_value(files).run()
    assert not app.exception
    full = LANGUAGES["de"]["error_set_full"].format(allowed=1)
    assert f"61.jpg: {full}" in [text.value for text in app.text]


def test_own_photos_with_consent_and_by_a_click(app: AppTest) -> None:
    app.query_params["set"] = "own"
    app.run()
    app.checkbox(key="guess_consent_own").check().run()
    files = [
        ("a.jpg", photo(60, (-50, 60)), "image/jpeg"),
        ("b.jpg", photo(61), "image/jpeg"),
        ("c.jpg", b"x", ""),
    ]
    app.file_uploader(key="guess_own_0").set_value(files).run()
    assert not app.exception
    table = table_of(app)
    assert [entry.truth for entry in table.sets["own"].entries] == [(-50.0, 60.0)]
    assert len(table.unplaced) == 1
    assert [one.file for one in table.sets["own"].problems] == ["c.jpg"]
    press(app, "guess_place_them")
    assert app.button(key="guess_place_set").disabled
    app.session_state["guess_placing_board"] = {"pick": {"lat": 7.0, "lon": 8.0, "press": 5.0}}
    app.run()
    press(app, "guess_place_set")
    table = table_of(app)
    assert [entry.truth for entry in table.sets["own"].entries] == [(-50.0, 60.0), (7.0, 8.0)]
    assert not table.unplaced
    press(app, "guess_start")
    assert len(table_of(app).game.rounds) == 2
    assert table_of(app).pin is None
    # No metadata of the upload is kept or sent.
    for entry in table.sets["own"].entries:
        with Image.open(io.BytesIO(entry.read())) as image:
            assert not image.getexif()


def test_without_consent_no_tag_is_read(app: AppTest) -> None:
    app.query_params["set"] = "own"
    app.run()
    app.file_uploader(key="guess_own_0").set_value([("a.jpg", photo(60, (50, 60)), "image/jpeg")]).run()
    assert not table_of(app).sets["own"].entries
    press(app, "guess_place_them")
    press(app, "guess_place_skip")
    assert not table_of(app).unplaced


def test_the_servers_folder(app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jpg").write_bytes(photo(60))
    (tmp_path / "t.csv").write_text("file,lat,lon,title\na.jpg,3,4,<b>Bay</b>\n")
    monkeypatch.setenv("GEO_CORE_CLASS_SET", str(tmp_path))
    begin(app, set="class")
    assert table_of(app).game.round.truth == (3.0, 4.0)
    pick(app, 0.0, 0.0)
    press(app, "guess_here")
    assert "&lt;b&gt;Bay&lt;/b&gt;" in html(app)


def test_an_empty_folder_is_explained(app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEO_CORE_CLASS_SET", str(tmp_path))
    app.query_params["set"] = "class"
    app.run()
    assert not app.exception
    assert TEXTS["guess_bad_set"] in app.error[0].value
    assert app.button(key="guess_start").disabled


def test_the_setting_of_the_folder(tmp_path: Path) -> None:
    assert read_settings({}).class_set is None
    assert read_settings({"GEO_CORE_CLASS_SET": str(tmp_path)}).class_set == tmp_path
    with pytest.raises(SettingsError, match="GEO_CORE_CLASS_SET"):
        read_settings({"GEO_CORE_CLASS_SET": str(tmp_path / "none")})


def test_the_machine_does_not_find_the_photo_itself(tmp_path: Path) -> None:
    """Each reference by a photographer of its own; those of one place look all but the same."""
    contents = tiny_contents()
    references = [replace(one, group=f"group-{one.row}") for one in contents.references]
    write_atlas(replace(contents, references=references), tmp_path / "atlas")
    localizer, table = tiny_localizer(tmp_path / "atlas"), Table(Deal("own", "5", "s"))
    copy = Entry("copy", picture(2, 2), (-33.8568, 151.2153))
    free, _ = localizer.locate(copy.read())
    assert great_circle_km(free.lat, free.lon, *copy.truth) < 1
    honest = machine_guess(localizer, table, copy)
    assert honest.left_out
    assert great_circle_km(*honest.at, *copy.truth) > 1000
    other = machine_guess(localizer, table, Entry("own", photo(77), (0.0, 0.0)))
    assert not other.left_out
    assert other.at is not None


def test_where_all_references_are_copies_the_machine_sits_out(localizer: Localizer) -> None:
    """In the tiny atlas each place's photos are by all of its photographers."""
    guess = machine_guess(localizer, Table(Deal("own", "5", "s")), Entry("copy", picture(2, 2), (0.0, 0.0)))
    assert guess.at is None


def test_a_photo_that_cannot_be_read_makes_the_machine_sit_out(localizer: Localizer, tmp_path: Path) -> None:
    table = Table(Deal("own", "5", "s"))
    assert machine_guess(localizer, table, Entry("a", b"no", (0.0, 0.0))).at is None
    assert machine_guess(localizer, table, Entry("b", tmp_path / "gone.jpg", (0.0, 0.0))).at is None


def test_precision_rounds_what_the_machine_says_of_an_upload(
    localizer: Localizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = Table(Deal("own", "5", "s"))
    entry = Entry("a", photo(77), (0.0, 0.0))
    lat, lon = machine_guess(localizer, table, entry).at
    monkeypatch.setenv("GEO_CORE_PRECISION", "country")
    assert machine_guess(localizer, table, entry).at == pytest.approx((round(lat / 5) * 5, lon), abs=12)
    assert machine_guess(localizer, table, entry).at[0] % 5 == 0
    assert any(abs(place[2] - lat) < 60 for place in PLACES)
