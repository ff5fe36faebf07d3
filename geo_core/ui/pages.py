"""The app's pages: which there are, their order, and the line above each that leads to the others."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from geo_core.api import EmbedderSettings, GeoCoreError, Localizer, open_localizer
from geo_core.ui import comparing, locate
from geo_core.ui.document import tell_document
from geo_core.ui.evaluation import page as evaluation
from geo_core.ui.globe.static_files import publish
from geo_core.ui.guess import page as guess
from geo_core.ui.lesson import page as lesson
from geo_core.ui.many import page as many
from geo_core.ui.settings import settings
from geo_core.ui.shell import CSS
from geo_core.ui.sources import example_items
from geo_core.ui.texts.catalogue import LANGUAGES
from geo_core.ui.texts.language import choose_language, language, texts
from geo_core.ui.texts.markdown import plain
from geo_core.ui.uploads import drop_uploads


@dataclass(frozen=True)
class Page:
    """One page.

    Attributes
    ----------
    name
        Its address, and the word that GEO_CORE_MODES takes; its title is the text ``page_NAME``.
    icon
        A Material symbol.
    draw
        Draws it: given the localizer and the words.
    """

    name: str
    icon: str
    draw: Callable[[Localizer, Mapping[str, str]], None]


PAGES = (
    Page("locate", ":material/travel_explore:", locate.page),
    Page("guess", ":material/where_to_vote:", guess.page),
    Page("many", ":material/photo_library:", many.page),
    Page("compare", ":material/compare:", comparing.page),
    Page("lesson", ":material/school:", lesson.page),
    Page("evaluation", ":material/query_stats:", evaluation.page),
)


_LAST = "last_page"

PREPARED_AFTER_S = 1.0
"""Whoever asks as the server starts sees the first page by then, and looks for a photo."""


@st.cache_resource(show_spinner=False)
def get_localizer() -> Localizer:
    """The atlas and its network, once a process."""
    chosen = settings()
    localizer = open_localizer(chosen.atlas, EmbedderSettings(weights=chosen.weights, device=chosen.device))
    later = threading.Timer(PREPARED_AFTER_S, _prepare, (localizer,))
    later.daemon = True
    later.start()
    return localizer


def load() -> None:
    """Prepare now what the first page needs; what cannot be opened is told to whoever asks for a page."""
    with suppress(GeoCoreError):
        example_items(get_localizer())
        publish()


def _prepare(localizer: Localizer) -> None:
    """What the first answer would wait for."""
    localizer.place(0.0, 0.0)  # reads the city names
    # Streamlit collects garbage after every run: 0.2 s over what stays for ever, so that is left out.
    gc.collect()
    gc.freeze()


def run(wait: Callable[[str], None], ready: Callable[[], object]) -> None:
    """Draw the page that the address names.

    Parameters
    ----------
    wait
        Called with the words for what is waited for.
    ready
        Called when the page can be drawn.
    """
    st.html(f"<style>{CSS}</style>")
    try:
        modes = settings().modes
        words = texts()
        tell_document(words)
        wait(words["opening"])
        localizer = get_localizer()
    except GeoCoreError as error:
        st.error(f"{LANGUAGES['en']['cannot_open']} {plain(str(error))}", icon=":material/error:")
        return
    finally:
        ready()
    shown = [page for mode in modes for page in PAGES if page.name == mode] or list(PAGES)
    pages = [
        st.Page(
            partial(page.draw, localizer, words),
            title=words[f"page_{page.name}"],
            icon=page.icon,
            url_path=page.name,
            default=i == 0,
        )
        for i, page in enumerate(shown)
    ]
    st.session_state["pages"] = dict(zip((page.name for page in shown), pages, strict=True))
    chosen = st.navigation(pages, position="hidden")
    _line(pages, words)
    if st.session_state.get(_LAST) != chosen.url_path:
        drop_uploads()
        st.session_state[_LAST] = chosen.url_path
    chosen.run()


def _line(pages: list[Any], words: Mapping[str, str]) -> None:
    """Name, pages and language; on a phone it is swiped sideways."""
    with st.container(horizontal=True, vertical_alignment="center", key="pages"):
        st.markdown(f"# {words['app_title']}", width="content")
        if len(pages) > 1:
            for page in pages:
                st.page_link(page, width="content")
        if len(LANGUAGES) > 1:
            codes = list(LANGUAGES)
            chosen = st.selectbox(
                words["language"],
                codes,
                index=codes.index(language()),
                format_func=lambda code: LANGUAGES[code]["language_name"],
                label_visibility="collapsed",
                width=120,
                key="language_choice",
            )
            if chosen != language():
                choose_language(chosen)
                st.rerun()
