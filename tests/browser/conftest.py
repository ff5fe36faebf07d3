"""The harness page on made-up data, served and opened once a module."""

from __future__ import annotations

import pytest

from tests.browser import harness

PAGE = harness.ROOT / "tests" / "ui_harness" / "app.py"


@pytest.fixture(scope="module")
def address():
    with harness.serve(PAGE) as url:
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
