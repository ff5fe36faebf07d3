"""The explorer in a real browser, on made-up data: what is drawn, what follows the pointer, what is sent."""

from __future__ import annotations

import numpy as np
import pytest

from tests.browser import harness

pytest.importorskip("playwright")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(harness.chromium_path() is None, reason="needs Chromium"),
]
SHOTS = harness.ROOT / "out" / "browser"
CALM = {"reduced_motion": "reduce"}  # flights end at once


def keep(page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SHOTS / f"{name}.png"))


def events(page) -> str:
    return page.locator("#events").text_content()


def wait_events(page, pattern: str) -> None:
    page.wait_for_function(
        "(p) => new RegExp(p).test(document.querySelector('#events').textContent)", arg=pattern
    )


def headline(page) -> str:
    return page.locator(".answer .detail").text_content()


def orange(shot) -> float:
    """The share of pixels in the heat's colours."""
    rgb = shot.astype(int)
    return float(((rgb[..., 0] > 150) & (rgb[..., 0] - rgb[..., 2] > 70)).mean())


def card_dot(page, rank: int) -> tuple[float, float]:
    lon, lat = page.evaluate(
        "(r) => { const c = [...__geoExplorers][0].cards[r - 1]; return [c.lon, c.lat]; }", rank
    )
    return harness.at(page, lon, lat)


def free_rank(page) -> int:
    """The rank of a neighbour whose dot no other dot covers."""
    return page.evaluate(
        """() => { const e = [...__geoExplorers][0], v = e.globe.deck.getViewports()[0];
          const at = e.cards.map((c) => v.project([c.lon, c.lat, e.globe.lift()]));
          const seen = (c) => e.globe.camera.sees([c.lon, c.lat]);
          const clear = (i) => seen(e.cards[i]) && at.every((p, j) => j === i || !seen(e.cards[j]) ||
            Math.hypot(p[0] - at[i][0], p[1] - at[i][1]) > 16) &&
            Math.hypot(at[i][0] - v.width / 2, at[i][1] - v.height / 2) < v.height * 0.4;
          return e.cards.findIndex((_, i) => clear(i) && i < 24) + 1; }"""
    )


def test_the_globe_is_drawn_and_nothing_leaves_the_machine(opened):
    page, watch = opened
    shot = harness.pixels(page)
    assert len(np.unique(shot.reshape(-1, 3), axis=0)) > 5000
    x, y = card_dot(page, 1)
    box = page.locator(".stage").bounding_box()
    row, column = int(y - box["y"]), int(x - box["x"])
    around = np.s_[row - 60 : row + 60, column - 60 : column + 60]
    heat = page.locator("[data-layer=heat]")
    heat.click()
    page.wait_for_timeout(400)
    assert orange(shot[around]) > 0.08 > 3 * orange(harness.pixels(page)[around])
    heat.click()
    page.mouse.move(5, 5)
    assert watch.errors == []
    thumbnails = page.evaluate("[...__geoExplorers][0].filter.cards.map((c) => c.thumb)")
    assert set(watch.outside) <= set(thumbnails)  # the cards' own addresses, and not one more
    assert page.evaluate("globalThis.__xss") is None
    keep(page, "dark-1440")


def test_sigma_follows_the_drag_without_the_server(opened):
    page, watch = opened
    slider = page.locator("#sigma")
    box = slider.bounding_box()
    before, said, sent = harness.pixels(page), headline(page), len(watch.sent)
    page.mouse.move(box["x"] + box["width"] * 0.57, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2, steps=12)
    page.wait_for_timeout(500)
    during = harness.pixels(page)
    assert np.abs(before.astype(int) - during.astype(int)).mean() > 2
    assert headline(page) != said
    assert len(watch.sent) == sent
    page.mouse.up()
    wait_events(page, r"sigma_deg=(?!4\.0)")
    assert len(watch.sent) == sent + 1
    page.wait_for_timeout(300)
    assert abs(float(slider.input_value()) - 28 * 0.9) < 1  # nothing jumps back
    page.locator(".marks button", has_text="4°").click()
    wait_events(page, r"sigma_deg=4\b")


def test_card_and_dot_point_at_each_other(opened):
    page, _ = opened
    for _step in range(3):
        page.locator("[data-zoom=in]").click()
    page.wait_for_timeout(500)
    rank = free_rank(page)
    assert rank > 0
    card = page.locator(".card").nth(rank - 1)
    x, y = card_dot(page, rank)
    plain = harness.pixels(page)
    card.hover()
    page.wait_for_timeout(300)
    marked = harness.pixels(page)
    box = page.locator(".stage").bounding_box()
    row, column = int(y - box["y"]), int(x - box["x"])
    spot = np.s_[row - 14 : row + 14, column - 14 : column + 14]
    assert np.abs(plain[spot].astype(int) - marked[spot].astype(int)).mean() > 10
    page.mouse.move(x, y)
    page.mouse.move(x + 1, y)
    page.wait_for_selector(".tip:not([hidden])")
    page.wait_for_timeout(400)
    assert "on" in card.get_attribute("class")
    assert card.locator("strong").text_content() in page.locator(".tip").text_content()
    keep(page, "tooltip")
    page.mouse.move(5, 5)
    page.locator("[data-zoom=reset]").click()


def test_hostile_text_stays_text(opened):
    page, _ = opened
    card = page.locator(".card").nth(8)
    assert "<img src=x" in card.locator("strong").text_content()
    assert card.locator("a").count() == 0  # its source is no http address
    assert page.evaluate("globalThis.__xss") is None


def test_clicks_reach_python(opened):
    page, _ = opened
    x, y = harness.at(page, 100, 45)
    page.mouse.click(x, y)
    wait_events(page, r"Click\(lat=4[45]\.\d+, lon=(99|100)\.")
    before = events(page)
    box = page.locator(".stage").bounding_box()
    page.mouse.click(box["x"] + 30, box["y"] + box["height"] - 120)  # the sky
    page.wait_for_timeout(600)
    assert events(page) == before
    page.locator(".card .hop").first.click()
    wait_events(page, "'hop': 1000")


def test_k_asks_python_for_a_new_strip(opened):
    page, _ = opened
    page.locator("#k").focus()
    page.keyboard.press("Home")
    page.wait_for_function("() => [...__geoExplorers][0].cards.length === 1", timeout=30_000)
    assert page.locator(".card").count() == 1
    page.keyboard.press("End")
    page.wait_for_function("() => [...__geoExplorers][0].cards.length === 200", timeout=60_000)
    assert page.locator(".card").count() == 24
    page.locator(".more").click()
    assert page.locator(".card").count() == 200


@pytest.mark.parametrize(
    ("name", "query", "width", "height", "scheme"),
    [
        ("light-1440", "anywhere", 1440, 900, "light"),
        ("phone", "agra", 390, 844, "dark"),
        ("hd", "islands", 1920, 1080, "dark"),
    ],
)
def test_fits_its_window(address, chromium, name, query, width, height, scheme):
    page, watch = harness.open_page(
        chromium,
        f"{address}/?query={query}",
        width=width,
        height=height,
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    harness.wait_drawn(page)
    keep(page, name)
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth")
    facts_px = page.locator(".facts").first.evaluate("(n) => parseFloat(getComputedStyle(n).fontSize)")
    grown = max(1, width / 1648) if width >= 1800 else 1  # on a projector
    assert facts_px == pytest.approx(11.5 * grown, rel=0.01)
    if width > 1000:
        assert page.evaluate(f"{main}.scrollHeight <= {main}.clientHeight + 1")  # one scrollbar at most
    assert watch.errors == []
    page.context.close()


def test_empty_then_chosen(address, chromium):
    page, watch = harness.open_page(chromium, address)
    harness.wait_drawn(page, result=False)
    first = page.evaluate("[...__geoExplorers][0].globe.camera.at[0]")
    page.wait_for_timeout(600)
    assert page.evaluate("[...__geoExplorers][0].globe.camera.at[0]") > first  # it turns
    keep(page, "empty")
    page.locator("button[data-id=islands]").click()
    harness.wait_drawn(page)
    assert abs(page.evaluate("[...__geoExplorers][0].globe.camera.at[0]")) > 170  # it flew there
    assert watch.errors == []
    page.context.close()


def test_two_globes_leave_nothing_behind(address, chromium):
    page, watch = harness.open_page(chromium, f"{address}/?page=leave", **CALM)
    page.wait_for_function("() => globalThis.__geoExplorers?.size === 2", timeout=90_000)
    harness.wait_drawn(page)
    page.evaluate("globalThis.lost = [...__geoExplorers].map((e) => e.globe.deck.device.gl)")
    page.get_by_text("leave").click()
    page.wait_for_function("() => globalThis.__geoExplorers.size === 0", timeout=30_000)
    page.wait_for_function("() => globalThis.lost.every((gl) => gl.isContextLost())", timeout=30_000)
    assert watch.errors == []
    page.context.close()
