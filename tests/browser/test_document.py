"""What a browser and a screen reader know of the page: its language and its title."""

from __future__ import annotations

import pytest

from geo_core.ui.texts.catalogue import LANGUAGES
from tests.browser import harness

pytest.importorskip("playwright")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(harness.chromium_path() is None, reason="needs Chromium"),
]
SERVED = harness.APP
ENVIRONMENT = {"GEO_CORE_LANGUAGE": ""}
SLOW_MS = 60_000
KNOWN = "([lang, title]) => document.documentElement.lang === lang && document.title === title"


def known(page, code: str) -> None:
    page.wait_for_function(KNOWN, arg=[code, LANGUAGES[code]["app_title"]], timeout=SLOW_MS)


def test_it_is_the_reader_s_language_on_every_page_and_follows_the_choice(chromium, address) -> None:
    page, watch = harness.open_page(chromium, f"{address}/guess", locale="de-AT")
    known(page, "de")
    page.get_by_role("link", name=LANGUAGES["de"]["page_lesson"]).click()
    page.wait_for_selector(".st-key-lesson_sigma, .lesson-codes", timeout=SLOW_MS)
    known(page, "de")
    page.locator(".st-key-language_choice button").click()
    page.get_by_role("option", name=LANGUAGES["es"]["language_name"]).click()
    known(page, "es")
    box = page.locator(".st-key-document-store").bounding_box()
    assert box is None or box["height"] <= 1  # it takes no room
    # Streamlit first looks for its server below a page's own address.
    assert [error for error in watch.errors if "404" not in error] == []
    page.context.close()


@pytest.mark.parametrize(("locale", "code"), [("en-GB", "en"), ("tlh", "en"), ("es-MX", "es")])
def test_the_browser_s_language(chromium, address, locale: str, code: str) -> None:
    page, _ = harness.open_page(chromium, f"{address}/evaluation", locale=locale)
    known(page, code)
    page.context.close()
