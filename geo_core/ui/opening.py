"""The app's first moments: what is seen while networks and atlas are being loaded.

Whoever opens the app first waits for that; a process that has drawn one page draws the next at once.
Hence nothing here imports what takes long before something is on the screen.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape

import streamlit as st

from geo_core.ui.shell import CSS

_drawn = threading.Event()
"""Set once a page has been drawn in this process."""


@asynccontextmanager
async def loading(server: object) -> AsyncIterator[dict[str, object]]:
    """What goes on from the server's start to its end: networks and atlas are loaded before anybody asks.

    Parameters
    ----------
    server
        Streamlit's.

    Yields
    ------
    Nothing that the server must keep.
    """
    threading.Thread(target=_load, daemon=True).start()
    yield {}


def _load() -> None:
    from geo_core.ui.pages import load

    load()


def run() -> None:
    """Draw the page that the address names; the first time, a place for it before that."""
    place = st.empty()

    def wait(text: str) -> None:
        if not _drawn.is_set():
            place.html(f'<style>{CSS}</style><div class="skeleton" role="status">{escape(text)}</div>')

    if not _drawn.is_set():
        # A sign for every language: which one is asked for is known after the imports.
        st.set_page_config(page_title="🌍")
        wait("🌍")
    from geo_core.ui.pages import run as draw

    draw(wait, place.empty)
    _drawn.set()
