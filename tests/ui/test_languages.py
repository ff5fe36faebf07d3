"""The words in every language, and which language a reader gets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from string import Formatter

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo_core.game import class_table as class_set
from geo_core.game import typed_place as typed
from geo_core.photo import limits as photo
from geo_core.photo import segments
from geo_core.ui.texts.catalogue import LANGUAGES, code_of
from geo_core.ui.texts.en import TEXTS as ENGLISH
from geo_core.ui.texts.markdown import plain
from tests.served import app_on
from tests.tiny import tiny_localizer

ERRORS = {
    f"error_{code}": text
    for texts in (photo, segments, typed, class_set)
    for code, text in texts.REFUSALS.items()
}
"""What the errors say in English by themselves."""

ALL_ENGLISH = {**ENGLISH, **ERRORS}
OTHERS = sorted(set(LANGUAGES) - {"en"})

SIGNS = {
    "north", "south", "east", "west",  # letters of the compass: some are shared
    "km", "km2", "cell_share", "compare_within", "compare_self", "sigma_value",  # numbers with their unit
    "area_50", "area_90", "credit", "weighting_power",  # numbers, names and formulas
    "method_nn", "method_knn", "take_kml", "evaluation_geoscore",  # names of methods, measures, products
}  # fmt: skip
"""Texts that no language need change."""

TEX = re.compile(r"\$[^$]*\$")
MARKS, PAIRS = "\"'’‘”“„«»¿¡—", ("„“", "«»", "¿?", "¡!")
"""Of one language and not of another; those that stand around words."""

SHORT, SPARE = 24, 14
"""Characters: of an English text that may stand on a button, and what fits on every one."""


def without_tex(text: str) -> str:
    """TeX has braces of its own, and words in it are translated."""
    return TEX.sub("", text)


def placeholders(text: str) -> Counter[str]:
    return Counter(name for _, name, _, _ in Formatter().parse(without_tex(text)) if name is not None)


def formulas(text: str) -> list[str]:
    return sorted(re.sub(r"\\text\{[^}]*\}", "", formula) for formula in TEX.findall(text))


def headings(path: Path) -> list[str]:
    return re.findall(r"^ {4}# (.*)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)


@pytest.fixture(params=OTHERS)
def other(request: pytest.FixtureRequest) -> tuple[str, Mapping[str, str]]:
    return request.param, LANGUAGES[request.param]


def test_every_file_is_a_language_and_english_is_the_first() -> None:
    folder = Path(__file__).resolve().parents[2] / "geo_core" / "ui" / "texts"
    codes = sorted(path.stem for path in folder.glob("??.py"))
    assert list(LANGUAGES) == ["en", *(code for code in codes if code != "en")]
    assert {"de", "es"} <= set(LANGUAGES)
    for code, texts in LANGUAGES.items():
        assert texts["locale"] == code
    assert len({texts["language_name"] for texts in LANGUAGES.values()}) == len(LANGUAGES)


def test_every_text_is_there_in_the_same_order(other: tuple[str, Mapping[str, str]]) -> None:
    _, texts = other
    assert list(texts) == list(ALL_ENGLISH)


@pytest.mark.parametrize("code", OTHERS)
def test_the_groups_are_the_same(code: str) -> None:
    folder = Path(__file__).resolve().parents[2] / "geo_core" / "ui" / "texts"
    assert headings(folder / f"{code}.py") == [
        *headings(folder / "en.py"),
        "What is wrong: in English the errors say it themselves.",
    ]


def test_placeholders_and_formulas_stay(other: tuple[str, Mapping[str, str]]) -> None:
    _, texts = other
    for key, text in texts.items():
        assert placeholders(text) == placeholders(ALL_ENGLISH[key]), key
        assert formulas(text) == formulas(ALL_ENGLISH[key]), key
        assert text.count("**") == ALL_ENGLISH[key].count("**"), key


def test_nothing_is_empty_or_padded(other: tuple[str, Mapping[str, str]]) -> None:
    _, texts = other
    assert [key for key, text in texts.items() if not text or text != text.strip()] == []


def test_nothing_is_left_in_english(other: tuple[str, Mapping[str, str]]) -> None:
    code, texts = other
    same = {key for key, text in texts.items() if text == ALL_ENGLISH[key]}
    assert same - SIGNS == import_module(f"geo_core.ui.texts.{code}").SPELT_ALIKE


def test_what_stands_on_a_button_stays_short(other: tuple[str, Mapping[str, str]]) -> None:
    _, texts = other
    long = {
        key: text
        for key, text in texts.items()
        if len(ALL_ENGLISH[key]) <= SHORT and len(text) > max(SPARE, 1.8 * len(ALL_ENGLISH[key]))
    }
    assert long == {}


@pytest.mark.parametrize("code", OTHERS)
def test_signs_are_the_language_s_own(code: str) -> None:
    """Quotation marks, dashes and numbers; the exception is the name of a licence."""
    texts, own = LANGUAGES[code], import_module(f"geo_core.ui.texts.{code}").SIGNS
    foreign = f"[{''.join(set(MARKS) - set(own))}]"
    if texts["decimal"] == ",":
        foreign += r"|\d,\d{3}\b|\d\.\d(?!\d\d)"
    for key, text in texts.items():
        if key != "export_names":
            assert not re.search(foreign, without_tex(text)), key
        for opening, closing in PAIRS:
            assert opening not in own or text.count(opening) == text.count(closing), key


def language_alone() -> None:
    """Run by the tests."""
    import streamlit as st

    from geo_core.ui.texts.language import language, texts

    st.text(language())
    st.text(texts()["language_name"])


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.delenv("GEO_CORE_LANGUAGE", raising=False)
    return AppTest.from_function(language_alone)


def browser_asks_for(monkeypatch: pytest.MonkeyPatch, locale: str | None) -> None:
    monkeypatch.setattr(type(st.context), "locale", property(lambda _: locale))


def said(app: AppTest) -> list[str]:
    app.run()
    assert not app.exception
    return [element.value for element in app.text]


def test_english_where_nobody_asks(chosen: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    browser_asks_for(monkeypatch, None)
    assert said(chosen) == ["en", "English"]


@pytest.mark.parametrize(
    ("locale", "code"), [("de-AT", "de"), ("es", "es"), ("ES-mx", "es"), ("tlh-XX", "en"), ("", "en")]
)
def test_the_browser_s_language(
    chosen: AppTest, monkeypatch: pytest.MonkeyPatch, locale: str, code: str
) -> None:
    browser_asks_for(monkeypatch, locale)
    assert said(chosen)[0] == code


def test_the_teacher_s_goes_before_the_browser_s(chosen: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    browser_asks_for(monkeypatch, "es-ES")
    monkeypatch.setenv("GEO_CORE_LANGUAGE", "de")
    assert said(chosen) == ["de", "Deutsch"]


def test_the_address_goes_before_all_and_is_remembered(
    chosen: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser_asks_for(monkeypatch, "en-GB")
    monkeypatch.setenv("GEO_CORE_LANGUAGE", "es")
    chosen.query_params["lang"] = "de"
    assert said(chosen) == ["de", "Deutsch"]
    del chosen.query_params["lang"]
    assert said(chosen) == ["de", "Deutsch"]


@pytest.mark.parametrize(
    ("locale", "code"),
    [("de", "de"), ("de_AT.UTF-8", "de"), ("ES-mx", "es"), ("language", None), (None, None)],
)
def test_a_locale_names_a_language_or_none(locale: str | None, code: str | None) -> None:
    assert code_of(locale) == code


@pytest.mark.parametrize("lang", ["xx", "", "<script>", "deutsch", "../de", "-de"])
def test_an_unknown_language_is_ignored(chosen: AppTest, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    browser_asks_for(monkeypatch, "es-AR")
    chosen.query_params["lang"] = lang
    assert said(chosen)[0] == "es"


@pytest.fixture
def app(tiny_atlas: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.delenv("GEO_CORE_LANGUAGE", raising=False)
    return app_on(tiny_localizer(tiny_atlas), monkeypatch)


def test_the_app_in_german_then_in_spanish(app: AppTest) -> None:
    app.query_params["lang"] = "de"
    app.run()
    assert not app.exception
    assert "# Wo auf der Erde?" in [m.value for m in app.markdown]
    assert app.button(key="upload").label == LANGUAGES["de"]["upload"]
    app.selectbox(key="language_choice").set_value("es").run()
    assert not app.exception
    assert "# ¿Dónde en la Tierra?" in [m.value for m in app.markdown]
    assert app.button(key="upload").label == LANGUAGES["es"]["upload"]
    assert "lang" not in app.query_params


def test_an_unknown_language_of_the_teacher_s_is_refused(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEO_CORE_LANGUAGE", "klingon")
    app.run()
    assert not app.exception
    (error,) = app.error
    assert (
        plain(f"GEO_CORE_LANGUAGE holds 'klingon'; allowed is one of {', '.join(LANGUAGES)}.") in error.value
    )


@pytest.mark.parametrize("code", OTHERS)
def test_an_answer_is_told_in_the_language(app: AppTest, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    drawn: list[dict] = []
    monkeypatch.setattr("geo_core.ui.locate.explorer", lambda scene, *_, **__: drawn.append(scene))
    app.query_params["lang"], app.query_params["example"] = code, "tajMahal"
    app.run()
    assert not app.exception
    told = str(drawn[-1])
    starts = [LANGUAGES[code][key].split("{")[0] for key in ("answer_headline", "unsure_headline")]
    assert any(start in told for start in starts)
    english = [ENGLISH[key].split("{")[0] for key in ("answer_headline", "unsure_headline")]
    assert not any(start in told for start in english)
