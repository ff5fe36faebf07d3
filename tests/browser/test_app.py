"""The whole app in a real browser, on the starter atlas, as a user meets it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.browser import harness

pytest.importorskip("playwright")
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(harness.chromium_path() is None, reason="needs Chromium"),
]
SERVED = harness.APP
SLOW_MS = 30_000
SHOTS = harness.ROOT / "out" / "browser"
WIKIMEDIA = r"^https://([a-z-]+\.wikipedia|commons\.wikimedia|upload\.wikimedia)\.org/"


@pytest.fixture
def opened(address, chromium):
    page, watch = harness.open_page(chromium, address, color_scheme="dark", reduced_motion="reduce")
    harness.wait_drawn(page, result=False)
    yield page, watch
    page.context.close()


def keep(page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SHOTS / f"{name}.png"))


def choose(page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    harness.wait_drawn(page)


def outside(watch: harness.Watch) -> list[str]:
    import re

    return [url for url in watch.outside if not re.match(WIKIMEDIA, url)]


def test_an_example_from_the_picker_to_the_globe(opened) -> None:
    page, watch = opened
    keep(page, "app-empty")
    empty = harness.pixels(page)
    assert len(np.unique(empty.reshape(-1, 3), axis=0)) > 3000  # a globe, not a placeholder
    choose(page, "Taj Mahal")
    keep(page, "app-taj-mahal")
    shown = harness.pixels(page).astype(int)
    hot = (shown[..., 0] > 180) & (shown[..., 0] - shown[..., 2] > 80)
    assert hot.mean() > 0.005  # the heat's orange
    assert page.locator(".answer h2").text_content()
    assert "example=tajMahal" in page.url
    assert page.locator(".card").count() == 24
    for card in page.locator(".card").all()[:24]:
        credit = card.text_content()
        assert credit
        assert card.locator("a").get_attribute("href").startswith("https://")
    assert outside(watch) == []
    assert watch.errors == []


def test_a_real_photo_uploaded_and_forgotten(opened, shared_dir: Path) -> None:
    photo = sorted((shared_dir / "photos" / "images").glob("*.jpg"))[0]
    page, watch = opened
    page.get_by_role("button", name="Upload a photo").click()
    page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(str(photo))
    page.wait_for_selector("[role=dialog]", state="detached", timeout=30_000)
    harness.wait_drawn(page)
    keep(page, "app-upload")
    assert page.locator(".card").count() == 24
    static = harness.ROOT / "static"
    assert all(path.name.startswith(("deck-", "blue-marble", "coast-")) for path in static.iterdir())
    page.get_by_role("button", name="Forget it").click()
    expect(page.locator(".card")).to_have_count(0, timeout=SLOW_MS)
    assert page.locator(".answer img").first.get_attribute("src") is None
    assert page.evaluate("[...globalThis.__geoHeavy.values()].length") == 0
    assert outside(watch) == []


def test_a_bad_file_is_explained_in_the_dialog(opened, tmp_path: Path) -> None:
    page, _ = opened
    bad = tmp_path / "holiday.jpg"
    bad.write_text("this is a text file")
    page.get_by_role("button", name="Upload a photo").click()
    page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(str(bad))
    page.get_by_text("This file cannot be used.").wait_for()
    keep(page, "app-bad-file")


def test_sigma_moves_the_answer_before_the_server_hears_of_it(opened) -> None:
    page, watch = opened
    choose(page, "Machu Picchu")
    slider = page.locator("#sigma")
    box = slider.bounding_box()
    before, said = harness.pixels(page), page.locator(".answer").text_content()
    sent = len(watch.sent)
    page.mouse.move(box["x"] + box["width"] * 4 / 7, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2, steps=10)
    page.wait_for_timeout(500)
    assert np.abs(before.astype(int) - harness.pixels(page).astype(int)).mean() > 0.3
    assert page.locator(".answer").text_content() != said
    assert len(watch.sent) == sent
    keep(page, "app-sigma")
    page.mouse.up()
    page.wait_for_timeout(1000)
    assert len(watch.sent) > sent


def test_a_neighbour_is_clicked_and_becomes_the_query(opened) -> None:
    page, watch = opened
    choose(page, "Eiffel Tower")
    first = page.locator(".card").first
    first.hover()
    page.wait_for_timeout(300)
    keep(page, "app-hover")
    first.locator(".look").click()
    page.wait_for_timeout(600)
    keep(page, "app-neighbour")
    photo = page.locator(".answer img").first.get_attribute("src")
    first.locator(".hop").click()
    expect(page.locator(".answer img").first).not_to_have_attribute("src", photo, timeout=SLOW_MS)
    harness.wait_drawn(page)
    keep(page, "app-hop")
    page.locator(".st-key-back button").click()
    expect(page.locator(".answer img").first).to_have_attribute("src", photo, timeout=SLOW_MS)
    assert outside(watch) == []
    assert watch.errors == []


@pytest.mark.parametrize(
    ("name", "width", "height", "scheme"),
    [("light", 1440, 900, "light"), ("phone", 390, 844, "dark"), ("projector", 1920, 1080, "light")],
)
def test_a_link_opens_the_example_in_any_window(address, chromium, name, width, height, scheme) -> None:
    page, watch = harness.open_page(
        chromium,
        f"{address}/?example=petra",
        width=width,
        height=height,
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    harness.wait_drawn(page)
    keep(page, f"app-{name}")
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth")
    assert outside(watch) == []
    assert watch.errors == []
    page.context.close()
