"""Chromium and what it opens, once a module: the app, or the harness page on made-up data."""

from __future__ import annotations

import pytest

from tests.browser import harness

PAGE = harness.ROOT / "tests" / "ui_harness" / "app.py"


@pytest.fixture(scope="module")
def address(request):
    """What the module names: SERVED, under its ENVIRONMENT; else the harness page."""
    script = getattr(request.module, "SERVED", PAGE)
    with harness.serve(script, env=getattr(request.module, "ENVIRONMENT", None)) as url:
        yield url


@pytest.fixture(scope="module")
def chromium():
    with harness.browser() as b:
        yield b


@pytest.fixture(scope="module")
def opened(address, chromium):
    """One page for the tests that leave it as they found it."""
    page, watch = harness.open_page(
        chromium, f"{address}/?query=agra", color_scheme="dark", reduced_motion="reduce"
    )
    harness.wait_drawn(page)
    yield page, watch
    page.context.close()
