"""The page before the page: what a browser gets first."""

from __future__ import annotations

import asyncio
from pathlib import Path

from starlette.requests import Request
from streamlit.file_util import get_static_dir

from geo_core.ui import shell
from geo_core.ui.settings import AppSettings

OWN = (Path(get_static_dir()) / "index.html").read_text(encoding="utf-8")


def test_streamlits_page_is_made_as_expected() -> None:
    """A Streamlit that makes it otherwise gives its own; then the look comes late again, and this says so."""
    for mark in ("<title>Streamlit</title>", shell.ROOT, "</head>", "</body>"):
        assert OWN.count(mark) == 1, mark


def test_every_page_has_the_apps_look_after_streamlits() -> None:
    routes = {route.path: route for route in shell.shell_routes()}
    assert set(routes) == {"/", *(f"/{mode}" for mode in AppSettings().modes)}
    for route in routes.values():
        answer = asyncio.run(route.endpoint(Request({"type": "http"})))
        text = bytes(answer.body).decode("utf-8")
        assert answer.headers["cache-control"] == "no-cache"
        assert text.rindex(shell.CSS) > text.index('<div id="root">')
        assert 'role="status"' in text


def test_nothing_of_streamlits_page_is_lost() -> None:
    made = shell.shell()
    for line in OWN.splitlines():
        if "<title>" not in line and shell.ROOT not in line and line.strip():
            assert line.strip() in made


def test_the_scripts_asked_for_early_exist_and_are_asked_for_once() -> None:
    made = shell.shell()
    folder = Path(get_static_dir())
    asked = [part.split('"')[0] for part in made.split('href="./static/js/')[1:]]
    assert len(asked) == len(set(asked))
    assert len(asked) > OWN.count("modulepreload")
    for name in asked:
        assert (folder / "static" / "js" / name).is_file()
    for element in shell.ELEMENTS:
        assert any(name.startswith(f"{element}.") for name in asked), element
