"""Why, in the app as it is delivered: it belongs to its photo, and nothing of it stays behind."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser import harness

pytest.importorskip("playwright")
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(harness.chromium_path() is None, reason="needs Chromium"),
]
SERVED = harness.APP
SLOW_MS = 60_000
LIT = 5
"""Rank of the first of Petra's neighbours whose picture the atlas holds."""

EXPLORER = "[...globalThis.__geoExplorers][0]"
LEFT = f"""() => {{ const panel = {EXPLORER}.root.querySelector('.panel');
  const said = [...panel.querySelectorAll('*')].flatMap((n) => [...n.childNodes])
    .filter((n) => n.nodeType === 3 && !n.parentElement.dataset.text).map((n) => n.textContent.trim());
  const pictures = [...{EXPLORER}.root.querySelectorAll('img')].map((n) => n.getAttribute('src'));
  const tip = {EXPLORER}.root.querySelector('.tip').textContent;
  return [said.filter(Boolean), pictures.filter(Boolean), tip]; }}"""
"""What a panel still says in words that are not its own, and which pictures it still holds."""


@pytest.fixture
def opened(address, chromium):
    page, watch = harness.open_page(
        chromium, f"{address}/?example=petra&lang=en", color_scheme="dark", reduced_motion="reduce"
    )
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.wait_for_function("() => globalThis.__geoExplorers?.size", timeout=SLOW_MS)
    harness.wait_drawn(page)
    yield page, watch
    page.context.close()


def ask(page, rank: int) -> None:
    page.locator(f".card .reason >> nth={rank - 1}").click()
    expect(page.locator(".why")).to_be_visible(timeout=SLOW_MS)


def copied(page) -> dict[str, list[str]]:
    page.locator(".share").click()
    expect(page.locator(".shared")).to_be_visible()
    return parse_qs(urlsplit(page.evaluate("navigator.clipboard.readText()")).query)


def test_it_goes_with_its_photo_and_does_not_come_back(opened) -> None:
    page, watch = opened
    ask(page, LIT)
    expect(page.locator(".why .theirs")).to_be_visible()
    expect(page.locator(".why .layer")).to_have_count(2)
    page.locator(".filter select").nth(2).select_option(index=1)
    page.get_by_role("button", name="Eiffel Tower").click()
    page.wait_for_function(f"() => {EXPLORER}.query === 'example-eiffelTower'", timeout=SLOW_MS)
    expect(page.locator(".why")).to_be_hidden()
    assert page.locator(".filter select").nth(2).input_value() == ""
    harness.wait_drawn(page)
    page.get_by_role("button", name="Petra").click()
    page.wait_for_function(f"() => {EXPLORER}.query === 'example-petra'", timeout=SLOW_MS)
    harness.wait_drawn(page)
    page.wait_for_timeout(1500)
    expect(page.locator(".why")).to_be_hidden()
    assert watch.errors == []


def test_a_link_after_a_hop_says_where_it_leads(opened) -> None:
    page, _ = opened
    assert copied(page)["lang"] == ["en"]
    page.locator(".card .hop").first.click()
    page.wait_for_function(f"() => {EXPLORER}.query.startsWith('reference-')", timeout=SLOW_MS)
    harness.wait_drawn(page)
    link = copied(page)
    assert link["example"] == ["petra"]
    assert "at" not in link
    expect(page.locator(".shared")).to_contain_text("where the hops began")


def test_placing_asks_nothing_and_forgetting_leaves_nothing(opened, shared_dir: Path) -> None:
    photo = sorted((shared_dir / "photos" / "images").glob("*.jpg"))[0]
    page, watch = opened
    page.get_by_role("button", name="Upload a photo").click()
    page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(str(photo))
    page.wait_for_function(f"() => {EXPLORER}.query === 'own-1'", timeout=SLOW_MS)
    harness.wait_drawn(page)
    place = page.evaluate(f"{EXPLORER}.place.map((v) => v + 3)")
    page.get_by_role("button", name="Set the true place").click()
    page.wait_for_function(f"() => {EXPLORER}.data.placing", timeout=SLOW_MS)
    page.locator("[data-layer=neighbours]").click()  # a dot would take the click
    page.locator("[data-layer=modes]").click()
    page.wait_for_timeout(500)
    page.mouse.click(*harness.at(page, *place))
    page.wait_for_function(f"() => {EXPLORER}.data.truth && !{EXPLORER}.data.placing", timeout=SLOW_MS)
    page.wait_for_timeout(1500)
    expect(page.locator(".why")).to_be_hidden()
    ask(page, 1)
    page.get_by_role("button", name="Forget it").click()
    page.wait_for_function(f"() => {EXPLORER}.root.dataset.state === 'empty'", timeout=SLOW_MS)
    page.wait_for_timeout(1500)
    assert page.evaluate(LEFT) == [[], [], ""]
    assert page.evaluate("[...globalThis.__geoHeavy.values()].length") == 0
    assert watch.errors == []
