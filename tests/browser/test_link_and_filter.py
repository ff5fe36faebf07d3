"""A link that restores the view, and the filter of the neighbours, on the app as it is delivered."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser import harness

pytest.importorskip("playwright")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(harness.chromium_path() is None, reason="needs Chromium"),
]

LINK = "?example=petra&sigma=8&k=60&m=2&method=knn&weighting=power&at=30,35,1.5"
STATE = """(() => { const e = [...globalThis.__geoExplorers][0], c = e.globe.camera;
  return { at: c.at, nearer: c.zoom - c.fit, method: e.method,
    sigma: e.strip.sigmaAt(e.t), k: e.data.k, m: e.data.m }; })()"""


@pytest.fixture(scope="module")
def opened():
    with harness.serve(harness.ROOT / "app.py") as url, harness.browser() as chromium:
        page, watch = harness.open_page(chromium, f"{url}/{LINK}", reduced_motion="reduce")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        harness.wait_drawn(page)
        yield page, watch


def test_a_link_restores_everything(opened) -> None:
    page, watch = opened
    state = page.evaluate(STATE)
    assert state["at"] == pytest.approx([35, 30])
    assert state["nearer"] == pytest.approx(1.5)
    assert (state["method"], state["k"], state["m"]) == ("knn", 60, 2)
    assert state["sigma"] == pytest.approx(8)
    assert not watch.errors


def test_the_copied_link_is_the_one_that_was_opened(opened) -> None:
    page, _ = opened
    page.locator(".share").click()
    page.wait_for_function("document.querySelector('body') && navigator.clipboard.readText().then(Boolean)")
    copied = parse_qs(urlsplit(page.evaluate("navigator.clipboard.readText()")).query)
    wanted = parse_qs(urlsplit(LINK).query)
    assert {
        name: copied[name] for name in ("example", "sigma", "k", "m", "method", "weighting", "at")
    } == wanted


def test_the_filter_leaves_the_photos_of_one_country(opened) -> None:
    page, watch = opened
    country = page.locator(".filter select").nth(0)
    label = country.locator("option").nth(1).text_content()
    name, count = label.rsplit(" (", 1)
    country.select_option(index=1)
    cards = page.evaluate("[...globalThis.__geoExplorers][0].cards.map((c) => c.country)")
    assert set(cards) == {name}
    assert len(cards) == int(count.rstrip(")"))
    page.locator(".filter select").nth(1).select_option("25")
    near = page.evaluate(
        """(() => { const e = [...globalThis.__geoExplorers][0];
        return e.cards.map((c) => e.filter.cards.indexOf(c)); })()"""
    )
    assert near == sorted(near)
    page.locator(".filter button").click()
    assert page.evaluate("[...globalThis.__geoExplorers][0].cards.length") == 60
    assert not watch.errors
