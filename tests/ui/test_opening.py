"""What the server does before anybody asks for a page."""

from __future__ import annotations

import asyncio
import importlib.util
import threading
from pathlib import Path

import pytest
import streamlit as st
from streamlit.web.server.app_discovery import discover_asgi_app

from geo_core.errors import AtlasError
from geo_core.ui import pages
from geo_core.ui.opening import loading
from tests.served import APP
from tests.tiny import tiny_localizer


def test_streamlit_run_finds_the_server_in_the_script() -> None:
    found = discover_asgi_app(Path(APP))
    assert found.import_string == "app:app"
    spec = importlib.util.spec_from_file_location("app", APP)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert isinstance(module.app, st.App)
    assert Path(module.app.script_path) == Path(APP)


def test_loading_begins_with_the_server_and_does_not_hold_it_up(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, release, ended = threading.Event(), threading.Event(), threading.Event()

    def load() -> None:
        begun.set()
        release.wait(10)
        ended.set()

    monkeypatch.setattr(pages, "load", load)

    async def serve() -> None:
        async with loading(None) as state:
            assert state == {}
            assert begun.wait(10)
            assert not ended.is_set()

    asyncio.run(serve())
    release.set()
    assert ended.wait(10)


def test_what_is_loaded_is_what_the_first_page_needs(
    tiny_atlas: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    localizer = tiny_localizer(tiny_atlas)
    monkeypatch.setattr(pages, "get_localizer", lambda: localizer)
    monkeypatch.setattr(pages, "example_items", lambda of: made.append("items") if of is localizer else None)
    monkeypatch.setattr(pages, "publish", lambda: made.append("globe"))
    pages.load()
    assert made == ["items", "globe"]


def test_an_atlas_that_cannot_be_opened_stops_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AtlasError("There is no atlas here.")

    monkeypatch.setattr(pages, "get_localizer", refuse)
    pages.load()
