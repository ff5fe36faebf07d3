"""Methods and cells in a real browser, on made-up data: the switch, the table, the layers, the legend."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.browser import harness

pytest.importorskip("playwright")
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(harness.chromium_path() is None, reason="needs Chromium"),
]
SHOTS = harness.ROOT / "out" / "browser"
SLOW_MS = 60_000


def wait_layers(page, *names: str) -> None:
    """Until of heat and cells exactly these are drawn, and of the cells those of the chosen partition."""
    page.wait_for_function(
        """(names) => { const e = [...__geoExplorers][0], all = e.globe.deck.layerManager.getLayers();
          const found = ['heat', 'cells'].filter((id) => all.some((l) => l.id === id));
          const cells = all.find((l) => l.id === 'cells');
          return found.join() === names.join() && (!cells || cells.props.data === e.cells.rows); }""",
        arg=list(names),
    )


def partition(page, text: str):
    return page.locator("#partition").get_by_role("radio", name=text, exact=True)


def row(page, method: str):
    return page.locator(f".compare tr[data-method={method}]")


def test_cells_are_drawn_for_the_chosen_partition(opened):
    page, watch = opened
    sent = len(watch.sent)
    options = page.locator("#partition").get_by_role("radio").all_text_contents()
    assert options == ["none", "1", "8", "32", "130", "972"]
    for text, most in (("1", 1), ("8", 8), ("32", 32), ("972", 400)):
        partition(page, text).click()
        wait_layers(page, "heat", "cells")
        drawn = page.evaluate("[...__geoExplorers][0].cells.rows.length")
        assert 0 < drawn <= most
        expect(page.locator(".legend .cells .note")).to_contain_text(f"{drawn} of {text} cells hold")
    partition(page, "none").click()
    wait_layers(page, "heat")
    expect(page.locator("[data-layer=cells]")).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".legend .cells")).to_be_hidden()
    partition(page, "32").click()
    assert len(watch.sent) == sent  # all of it without the server
    assert watch.errors == []


def test_heat_and_cells_together_or_alone(opened):
    page, _ = opened
    heat, cells = page.locator("[data-layer=heat]"), page.locator("[data-layer=cells]")
    partition(page, "8").click()
    seen = {}
    for press, shown in ((None, ("heat", "cells")), (heat, ("cells",)), (cells, ()), (heat, ("heat",))):
        if press:
            press.click()
        wait_layers(page, *shown)
        for layer in ("heat", "cells"):
            expect(page.locator(f".legend .{layer}")).to_be_visible(visible=layer in shown)
        if "heat" not in shown:
            page.wait_for_timeout(400)
            seen[shown] = harness.pixels(page).astype(int)
    cells.click()
    # Teal: the cells' colour, and not the heat's.
    red, green, _ = (seen["cells",] - seen[()]).mean(axis=(0, 1))
    assert green > red + 3


def test_a_cell_tells_its_numbers(opened):
    page, _ = opened
    partition(page, "8").click()
    lon, lat = 100.0, 58.0  # no marker is near
    page.mouse.move(*harness.at(page, lon, lat))
    page.mouse.move(*harness.at(page, lon + 1, lat))
    tip = page.locator(".tip")
    cell = page.evaluate("([lon, lat]) => [...__geoExplorers][0].cells.at([lon, lat])", [lon, lat])
    expect(tip).to_be_visible()
    expect(tip).to_contain_text(f"{cell['count']} reference photos")
    expect(tip).to_contain_text("%")
    expect(tip).to_contain_text(cell["place"])
    expect(tip).to_contain_text("million km²")
    page.wait_for_function(
        """() => [...__geoExplorers][0].globe.deck.layerManager.getLayers()
          .some((l) => l.id === 'cell-pointed')"""
    )
    page.mouse.move(5, 5)
    expect(tip).to_be_hidden()
    page.locator(".canvas").focus()
    page.keyboard.press("Enter")  # the cell in the middle, by keyboard
    expect(tip).to_be_visible()
    expect(page.locator("#events")).to_contain_text("layer='cells'")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_the_table_follows_sigma(opened):
    page, watch = opened
    sent = len(watch.sent)
    expect(row(page, "knn").get_by_role("button")).to_have_attribute("aria-pressed", "true")
    assert page.locator(".compare tbody tr").count() == 4
    expect(page.locator(".compare thead")).to_contain_text("error")  # the truth is known here
    slider = page.locator("#sigma")
    at = page.evaluate("[...__geoExplorers][0].t")
    told = {}
    for t in (2, 26):
        slider.evaluate("(s, t) => { s.value = t; s.dispatchEvent(new Event('input')); }", t)
        told[t] = [row(page, m).text_content() for m in ("nn", "knn")]
    assert told[2][1] != told[26][1]
    assert told[2][0] != told[26][0]  # its place stands still, its distance from kNN's does not
    places = page.evaluate("() => [2, 26].map((t) => [...__geoExplorers][0].strip.answers(t, ['nn'])[0].at)")
    assert places[0] == places[1]
    slider.evaluate("(s, t) => { s.value = t; s.dispatchEvent(new Event('input')); }", at)
    assert len(watch.sent) == sent


def test_a_method_is_shown_at_once_and_its_heat_follows(opened):
    page, watch = opened
    said = page.locator(".explained").text_content()
    before = page.locator(".pin-answer").text_content()
    height = page.locator(".bar").bounding_box()["height"]
    row(page, "cells").get_by_role("button").click()
    # At once, while Python is still at work on the heat:
    assert page.evaluate("[...__geoExplorers][0].heavyMethod") == "knn"
    expect(page.locator("#method [aria-checked=true]")).to_have_text("Cells")
    expect(page.locator(".bar")).to_have_attribute("aria-busy", "true")
    assert page.locator(".explained").text_content() != said
    expect(page.locator(".pin-answer")).not_to_have_text(before)
    expect(page.locator(".bar")).not_to_have_attribute("aria-busy", "true", timeout=SLOW_MS)
    harness.wait_drawn(page)
    assert page.evaluate("[...__geoExplorers][0].heavyMethod") == "cells"
    expect(page.locator(".pin-method")).to_have_count(3)
    for control in ("#k", "#m"):
        expect(page.locator(control)).to_be_disabled()
    assert page.locator(".bar").bounding_box()["height"] == height  # nothing jumps
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SHOTS / "methods.png"))
    page.locator("#method [aria-checked=true]").focus()
    page.keyboard.press("ArrowLeft")  # back to kNN by keyboard, out of the cache
    expect(page.locator("#method [aria-checked=true]")).to_have_text("kNN")
    page.wait_for_function("() => [...__geoExplorers][0].heavyMethod === 'knn'", timeout=SLOW_MS)
    expect(page.locator("#k")).to_be_enabled()
    assert watch.errors == []


def test_nothing_overlaps_on_a_phone(address, chromium):
    page, watch = harness.open_page(
        chromium,
        f"{address}/?query=agra",
        width=390,
        height=844,
        color_scheme="light",
        reduced_motion="reduce",
    )
    harness.wait_drawn(page)
    box = {s: page.locator(s).bounding_box() for s in (".layers", ".sky", ".legend", ".imagery", ".bar")}
    order = [box[s] for s in (".layers", ".sky", ".legend", ".imagery", ".bar")]
    assert all(a["y"] + a["height"] <= b["y"] + 1 for a, b in pairwise(order))
    for selector in ("#method", "#partition", ".compare table", ".legend"):
        one = page.locator(selector).bounding_box()
        assert one["x"] >= 0
        assert one["x"] + one["width"] <= 390
    page.screenshot(path=str(SHOTS / "methods-phone.png"))
    assert watch.errors == []
    page.context.close()
