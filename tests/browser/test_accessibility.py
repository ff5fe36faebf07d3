"""axe-core on every page, on a phone and on a desk, light and dark: nothing serious, nothing critical."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import harness

pytest.importorskip("playwright")
axe = pytest.importorskip("axe_playwright_python")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(harness.chromium_path() is None, reason="needs Chromium"),
]
SERVED = harness.APP
RULES = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']"
SHOTS = harness.ROOT / "out" / "browser"
SLOW_MS = 60_000
PAGES = {
    "locate": ("?example=petra", "document.querySelector('.explorer') || globalThis.__geoExplorers?.size"),
    "guess": ("guess", "true"),
    "many": ("many", "document.querySelector('input[type=file]')"),
    "compare": ("compare?example=petra", "globalThis.__geoBoards?.size"),
    "lesson": ("lesson?example=petra", "document.querySelector('.stMain h2')"),
    "evaluation": ("evaluation", "document.querySelector('.study')"),
    "evaluation-photos": ("evaluation?table=photos", "globalThis.__geoBoards?.size"),
}


@pytest.mark.parametrize(("width", "theme"), [(1440, "dark"), (390, "light")])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_serious(address, chromium, name: str, width: int, theme: str) -> None:
    path, there = PAGES[name]
    page, _ = harness.open_page(
        chromium, f"{address}/{path}", width=width, height=900, color_scheme=theme, reduced_motion="reduce"
    )
    page.wait_for_selector(".st-key-pages", timeout=SLOW_MS)
    page.wait_for_function(there, timeout=SLOW_MS)
    page.wait_for_timeout(2500)
    page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text("utf-8"))
    found = page.evaluate(f"axe.run(document, {{ runOnly: {RULES} }})")
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SHOTS / f"page-{name}-{width}-{theme}.png"))
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.context.close()
    bad = [
        f"{v['impact']} {v['id']}: {[n['target'] for n in v['nodes']]}"
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
    ]
    assert found["passes"], "axe looked at nothing"
    assert not bad
    assert sideways <= 0, f"the page is {sideways} pixels too wide"
