"""The lesson in a real browser: forward on a screen, back on a phone."""

from __future__ import annotations

import re

import pytest

from tests.browser import harness

pytest.importorskip("playwright")
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(harness.chromium_path() is None, reason="needs Chromium"),
]
SERVED = harness.APP
SLOW_MS = 45_000
SHOTS = harness.ROOT / "out" / "browser"
TITLES = (
    "A photo becomes a row of numbers",
    "Which known photos look like it?",
    "Not every vote counts the same",
    "Hills add up to mountains",
    "The highest point is the answer",
    "Exhibit: plane or sphere?",
)
GLOBES = (0, 1, 0, 1, 1, 2)
CHARTS = (0, 0, 1, 0, 3, 0)

EXPECTED = re.compile(r"/lesson/_stcore/(health|host-config)$")
"""Streamlit asks for these beside a deep path first, and then at the root, where they are."""

WIKIMEDIA = re.compile(r"^https://([a-z-]+\.wikipedia|commons\.wikimedia|upload\.wikimedia)\.org/")


def wait_for_step(page, at: int) -> None:
    expect(page.get_by_role("heading", name=TITLES[at], exact=True)).to_be_visible(timeout=SLOW_MS)
    page.wait_for_function(
        """([globes, charts]) => {
          const all = [...(globalThis.__geoBoards ?? [])].filter((b) => b.root.isConnected && !b.gone);
          return all.length === globes && document.querySelectorAll('[data-testid=stVegaLiteChart] svg').length >= charts &&
            all.every((b) => b.stage.classList.contains('drawn') && (!b.data.heat || b.heat) && !b.globe.camera.frame);
        }""",  # noqa: E501 - one question
        arg=[GLOBES[at], CHARTS[at]],
        timeout=SLOW_MS,
    )


def keep(page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SHOTS / f"lesson-{name}.png"))


def fits(page) -> bool:
    main = "document.querySelector('[data-testid=stMain]')"
    return bool(page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth"))


def heat_id(page) -> str:
    return str(page.evaluate("[...globalThis.__geoBoards].find((b) => b.root.isConnected).heatKey"))


def test_the_five_steps_forward_and_back(address, chromium) -> None:
    page, watch = harness.open_page(chromium, "about:blank", color_scheme="dark", reduced_motion="reduce")
    unexpected: list[str] = []

    def listen(message) -> None:
        url = str(message.location.get("url", ""))
        offline = "net::ERR" in message.text and WIKIMEDIA.match(url)
        if message.type == "error" and not EXPECTED.search(url.split("?")[0]) and not offline:
            unexpected.append(f"{message.text} {url}")

    page.on("console", listen)
    page.goto(f"{address}/lesson?step=1")
    for at in range(len(TITLES)):
        wait_for_step(page, at)
        assert ("step=exhibit" if at == 5 else f"step={at + 1}") in page.url
        assert fits(page)
        keep(page, f"{at + 1}-1440")
        if at == 3:
            before = heat_id(page)
            page.get_by_role("slider", name="How many kernels").press("ArrowRight")
            page.wait_for_function(
                "(old) => [...globalThis.__geoBoards].find((b) => b.root.isConnected).heatKey !== old",
                arg=before,
                timeout=SLOW_MS,
            )
        if at < 5:
            page.locator(".st-key-lesson_next button").click()
    page.set_viewport_size({"width": 390, "height": 844})
    for at in reversed(range(len(TITLES))):
        wait_for_step(page, at)
        assert fits(page)
        keep(page, f"{at + 1}-390")
        assert all(image.get_attribute("alt") for image in page.locator("[data-testid=stHtml] img").all())
        if at:
            page.locator(".st-key-lesson_back button").click()
            wait_for_step(page, at - 1)
            page.wait_for_function(
                "document.querySelector('[data-testid=stMain]').scrollTop < 5", timeout=SLOW_MS
            )
    assert unexpected == []
    assert [url for url in watch.outside if not WIKIMEDIA.match(url)] == []
    page.context.close()
