"""Another language while an answer is shown: all is drawn anew, as if it had been asked for at once."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from geo_core.ui.texts.catalogue import LANGUAGES
from geo_core.ui.texts.language import words
from tests.browser import harness

pytest.importorskip("playwright")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(harness.chromium_path() is None, reason="needs Chromium"),
]
SERVED = harness.APP
SHOTS = harness.ROOT / "out" / "browser"
SLOW_MS = 60_000
LIT = 9
"""Rank of the first of Petra's neighbours whose picture the atlas holds."""

STRINGS = """() => {
  const spoken = ['aria-label', 'aria-valuetext', 'title', 'alt'], found = [];
  const within = (root) => [...root.querySelectorAll('*')].flatMap((n) => n.shadowRoot ? [n.shadowRoot] : []);
  const roots = [document, ...within(document)].flatMap((r) => [...r.querySelectorAll('.explorer, .picker')]);
  for (const root of roots) {
    for (const node of [root, ...root.querySelectorAll('*')]) {
      found.push(...spoken.map((name) => node.getAttribute(name)));
      found.push(...[...node.childNodes].filter((c) => c.nodeType === 3).map((c) => c.textContent));
    }
  }
  return found.map((text) => text?.trim()).filter(Boolean).sort();
}"""
"""Everything that the explorer and the picker say, to the eye or to a screen reader."""


def explained(page) -> None:
    page.locator(f".card .reason >> nth={LIT - 1}").click()
    page.wait_for_selector(".why:not([hidden])", timeout=SLOW_MS)
    page.wait_for_timeout(600)


def form(text: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(text)), re.DOTALL)


def left_in_english(said: list[str], other: Mapping[str, str]) -> list[str]:
    """What is said in words that only English has; a text that is nothing but its values says nothing."""
    english = {
        text
        for key, text in words(LANGUAGES["en"]).items()
        if text != other[key] and re.search(r"[a-z]{3}", re.sub(r"\{\w+\}", "", text))
    }
    return [one for one in said if any(form(text).fullmatch(one) for text in english)]


def shown(chromium, address: str, lang: str):
    page, watch = harness.open_page(
        chromium, f"{address}/?example=petra&lang={lang}", color_scheme="dark", reduced_motion="reduce"
    )
    page.wait_for_function("() => globalThis.__geoExplorers?.size", timeout=SLOW_MS)
    harness.wait_drawn(page)
    explained(page)
    return page, watch


@pytest.mark.parametrize(("code", "told"), [("de", "Kosinus"), ("es", "coseno")])
def test_nothing_stays_in_the_language_before(chromium, address, code: str, told: str) -> None:
    page, watch = shown(chromium, address, "en")
    before = page.evaluate(STRINGS)
    assert left_in_english(before, LANGUAGES[code])  # the test would see one
    page.locator(".st-key-language_choice button").click()
    page.get_by_role("option", name=LANGUAGES[code]["language_name"]).click()
    page.wait_for_function(
        "(word) => [...__geoExplorers][0].root.querySelector('.why .said').textContent.includes(word)",
        arg=told,
        timeout=SLOW_MS,
    )
    harness.wait_drawn(page)
    switched = page.evaluate(STRINGS)
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SHOTS / f"language-{code}.png"))
    page.context.close()
    assert left_in_english(switched, LANGUAGES[code]) == []
    assert watch.errors == []
    fresh, _ = shown(chromium, address, code)
    try:
        assert switched == fresh.evaluate(STRINGS)
    finally:
        fresh.context.close()
