"""The reader's language: from the address, the session, the setting or the browser, else English."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from geo_core.ui.settings import settings
from geo_core.ui.texts.catalogue import LANGUAGES, code_of

PAGES = ("guess_", "many_", "compare_page_", "lesson_", "evaluation_", "settings_", "export_", "take_")
"""Prefixes of the words that only Python draws: a globe is not sent them."""

_KEY = "language"


def language() -> str:
    """The code of the language in use.

    The address (``?lang=de``) chooses once and is remembered for the session; then what was
    chosen on the page; then GEO_CORE_LANGUAGE; then what the browser asks for.
    """
    for wanted in (st.query_params.get("lang"), st.session_state.get(_KEY), settings().language, _browsers()):
        if code := code_of(wanted):
            st.session_state[_KEY] = code
            return code
    return "en"


def choose_language(code: str) -> None:
    """Keep a language for this session, over what the address said."""
    st.query_params.pop("lang", None)
    st.session_state[_KEY] = code


def texts() -> Mapping[str, str]:
    """The words of the language in use."""
    return LANGUAGES[language()]


def words(texts: Mapping[str, str]) -> dict[str, str]:
    """Those words that a globe needs."""
    return {key: text for key, text in texts.items() if not key.startswith(PAGES)}


def _browsers() -> str | None:
    return st.context.locale
