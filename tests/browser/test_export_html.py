"""The exported page in a real browser, opened from a file without a network."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from tests.browser import harness
from tests.view.exports.findings import export, failure, hostile, made_up

pytest.importorskip("playwright")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(harness.chromium_path() is None, reason="needs Chromium"),
]
SHOTS = harness.ROOT / "out" / "browser"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One answer, a batch with a failure, and a page that would break in if it could."""
    folder = tmp_path_factory.mktemp("pages")
    photo = np.full((60, 80, 3), (200, 30, 90), np.uint8)
    one = made_up(neighbours=30, truth=(20.0, 85.0), photo=photo)
    batch = [one, failure(), made_up(-33.86, 151.21, title="Second", neighbours=30)]
    for name, outcomes in (("one", [one]), ("batch", batch), ("hostile", [hostile(), hostile()])):
        (folder / f"{name}.html").write_bytes(export(outcomes, "html"))
    return folder


def open_file(chromium, path, *, drawn=True, **context):
    """A page of its own context, without a network, watched from its first request on."""
    context = {"color_scheme": "dark", "reduced_motion": "reduce", **context}
    page, watch = harness.open_page(chromium, path.as_uri(), offline=True, **context)
    if drawn:
        wait_drawn(page)
    watch.outside = [address for address in watch.outside if address != path.as_uri()]
    return page, watch


def wait_drawn(page):
    page.wait_for_function(
        """() => { const v = globalThis.__geoViewer, g = v?.globe;
          return g && v.stage.classList.contains('drawn') && !g.camera.frame &&
            (!v.chosen || v.heat) && g.deck.layerManager.getLayers().every((l) => l.isLoaded); }""",
        timeout=60_000,
    )
    page.wait_for_timeout(400)


def keep(page, name):
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SHOTS / f"export-{name}.png"))


def orange(shot):
    """The share of pixels in the heat's colours."""
    rgb = shot.astype(int)
    return float(((rgb[..., 0] > 150) & (rgb[..., 0] - rgb[..., 2] > 70)).mean())


def looked_at(page):
    return page.evaluate("() => __geoViewer.globe.camera.at")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_the_globe_is_drawn_from_a_file_without_a_network(files, chromium, width, scheme):
    page, watch = open_file(chromium, files / "one.html", width=width, color_scheme=scheme)
    stage = harness.pixels(page)
    assert len(np.unique(stage.reshape(-1, 3), axis=0)) > 5000
    page.locator("[data-show=heat]").click()
    page.wait_for_timeout(400)
    assert orange(stage) > 0.005 + orange(harness.pixels(page))
    assert page.evaluate("() => document.documentElement.dataset.theme") == scheme
    # Nothing sticks out of the window.
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert watch.errors == []
    assert watch.outside == []
    keep(page, f"{width}-{scheme}")
    page.context.close()


def test_it_looks_at_the_answer_and_turns_with_the_arrows(files, chromium):
    page, _ = open_file(chromium, files / "one.html")
    assert looked_at(page) == pytest.approx([78.0421, 27.1751], abs=0.01)
    assert page.locator(".pin-answer:not([hidden]) span").text_content() == "Agra, India"
    page.locator(".canvas").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("+")
    lon, lat = looked_at(page)
    assert lon > 80
    assert lat > 30
    page.keyboard.press("0")
    assert looked_at(page) == pytest.approx([78.0421, 27.1751], abs=0.01)
    page.context.close()


def test_a_neighbour_is_flown_to_from_its_row_and_found_from_its_dot(files, chromium):
    page, _ = open_file(chromium, files / "one.html")
    page.locator("[data-dot='29']").press("Enter")
    assert looked_at(page) == pytest.approx([81.0421, 29.1751], abs=0.01)
    assert page.locator("tr.chosen td.rank").text_content() == "30"
    # Once the last move of the camera is drawn, on the screen too.
    page.wait_for_function(
        """() => { const g = __geoViewer.globe, v = g.deck.getViewports()[0];
          const near = (a, b) => Math.abs(a - b) < 0.01;
          return near(v.latitude, g.camera.at[1]) && near(v.longitude, g.camera.at[0]); }"""
    )
    wait_drawn(page)
    x, y = page.evaluate(
        """() => { const g = __geoViewer.globe, box = g.box.getBoundingClientRect();
          const [x, y] = g.deck.getViewports()[0].project([...g.camera.at, g.lift()]);
          return [box.left + x, box.top + y]; }"""
    )
    page.mouse.move(x - 40, y)
    page.mouse.move(x, y, steps=4)
    page.wait_for_selector(".tip:not([hidden])")
    assert "A. Uthor, CC BY-SA 4.0" in page.locator(".tip").text_content()
    page.context.close()


def test_a_batch_is_chosen_from_its_list(files, chromium):
    page, watch = open_file(chromium, files / "batch.html")
    assert page.locator("article:visible").count() == 1
    page.locator("[data-choose='3']").click()
    wait_drawn(page)
    assert looked_at(page) == pytest.approx([151.21, -33.86], abs=0.01)
    assert page.locator("article:visible .title").text_content() == "Second"
    assert page.locator("tbody tr:visible").count() == 12
    assert "The bytes are no photo." in page.locator(".failed").text_content()
    assert watch.errors == []
    keep(page, "batch")
    page.context.close()


def test_no_text_of_others_becomes_a_program(files, chromium):
    page, watch = open_file(chromium, files / "hostile.html")
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.locator("[data-choose='2']").click()
    wait_drawn(page)
    assert page.locator("article:visible .title").text_content().startswith("</script>")
    assert page.locator("script").count() == 4  # data, bundle, the page's own, deck.gl unpacked
    assert dialogs == []
    assert watch.errors == []
    assert watch.outside == []
    # And if markup did get in, the policy would refuse it.
    page.evaluate(
        """() => { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.hit = 1">');
          document.body.append(Object.assign(document.createElement('script'), { text: 'hit = 1' })); }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("() => globalThis.hit") is None
    assert any("Content Security Policy" in error for error in watch.errors)
    page.context.close()


def test_the_theme_can_be_changed(files, chromium):
    page, _ = open_file(chromium, files / "one.html")
    before = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    page.locator(".theme").click()
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") != before
    page.context.close()


def test_without_its_script_all_is_still_said(files, chromium):
    page, watch = open_file(chromium, files / "batch.html", drawn=False, java_script_enabled=False)
    assert page.locator("article:visible").count() == 2
    assert page.locator(".flat:visible").count() == 1
    assert re.search(r"Most likely near\s+Agra, India", page.locator("article").first.inner_text())
    assert watch.errors == []
    page.context.close()


def test_without_webgl_a_flat_map_stands_there(files, chromium):
    page, _ = open_file(chromium, files / "one.html", drawn=False)
    page.context.add_init_script("HTMLCanvasElement.prototype.getContext = () => null;")
    page.reload()
    page.wait_for_selector(".stage.failed .flat")
    assert page.locator(".flat figcaption").is_visible()
    assert orange(harness.pixels(page, ".world")) > 0.001
    page.context.close()
