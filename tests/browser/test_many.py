"""Twenty photos at once, one of them corrupt; then what is taken away is opened again."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.browser import harness

pytest.importorskip("playwright")
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(harness.chromium_path() is None, reason="needs Chromium"),
]
EXAMPLES = harness.ROOT / "assets" / "examples"
SLOW_MS = 120_000
NO_BOARD = "[...(globalThis.__geoBoards ?? [])].some((b) => b.stage.classList.contains('drawn'))"


@pytest.fixture(scope="module")
def photos(tmp_path_factory) -> list[Path]:
    """Twenty files; the seventh is text that calls itself a photo."""
    folder = tmp_path_factory.mktemp("photos")
    originals = sorted(EXAMPLES.glob("*.jpg"))
    files = []
    for i in range(20):
        data = originals[i % len(originals)].read_bytes()
        files.append(folder / f"holiday-{i:02d}.jpg")
        files[-1].write_bytes(b"not a photo at all" if i == 6 else data)
    return files


@pytest.fixture(scope="module")
def opened(photos):
    with harness.serve(harness.ROOT / "app.py") as url, harness.browser() as chromium:
        page, watch = harness.open_page(chromium, f"{url}/many", reduced_motion="reduce")
        page.locator("input[type=file]").set_input_files([str(p) for p in photos])
        page.get_by_role("button", name="Locate 20 photos").click(timeout=SLOW_MS)
        page.wait_for_selector(".batch table", timeout=SLOW_MS)
        page.wait_for_function(NO_BOARD, timeout=SLOW_MS)
        yield page, watch


def taken(page, name: str) -> bytes:
    button = page.get_by_role("button", name=name)
    if not button.is_visible():
        page.get_by_role("button", name="Take away").click()
    with page.expect_download(timeout=SLOW_MS) as waiting:
        button.click()
    return Path(waiting.value.path()).read_bytes()


def test_the_corrupt_one_stops_nobody(opened) -> None:
    page, watch = opened
    assert page.locator(".batch tbody tr").count() == 20
    expect(page.locator(".batch .bad")).to_have_count(1)
    expect(page.get_by_text("19 of 20 photos located.")).to_be_visible()
    assert page.evaluate("[...globalThis.__geoBoards][0].data.dots.length") == 19
    assert not [e for e in watch.errors if "404" not in e]


def test_names_of_files_are_not_told_unasked(opened) -> None:
    page, _ = opened
    assert "holiday" not in page.locator(".batch").inner_text()


def test_one_is_chosen_on_the_globe_and_opened(opened) -> None:
    page, _ = opened
    page.evaluate("[...globalThis.__geoBoards][0].clicked({ object: { id: '3' } })")
    expect(page.locator(".batch tr.on")).to_have_count(1, timeout=SLOW_MS)
    assert page.locator(".batch tbody tr").nth(2).get_attribute("class") == "on"


def test_the_table_is_a_csv(opened) -> None:
    page, _ = opened
    rows = list(csv.DictReader(io.StringIO(taken(page, "Table (CSV)").decode("utf-8-sig"))))
    assert len(rows) == 20
    assert sum(not row["lat"] for row in rows) == 1


def test_the_map_data_is_geojson(opened) -> None:
    page, _ = opened
    data = json.loads(taken(page, "Map data (GeoJSON)"))
    assert data["type"] == "FeatureCollection"
    answers = [f for f in data["features"] if f["geometry"]["type"] == "Point"]
    assert len(answers) >= 19
    assert all(-180 <= f["geometry"]["coordinates"][0] <= 180 for f in answers)


def test_google_earth_gets_xml_and_everything_is_json(opened) -> None:
    page, _ = opened
    root = ET.fromstring(taken(page, "Google Earth (KML)"))  # noqa: S314 - our own file
    assert root.tag == "{http://www.opengis.net/kml/2.2}kml"
    assert json.loads(taken(page, "Everything (JSON)"))


def test_the_globe_names_no_outside_address(opened) -> None:
    page, _ = opened
    html = taken(page, "Globe to hand out (HTML)").decode("utf-8")
    assert 'src="http' not in html
    assert 'href="http' not in html
    assert "holiday" not in html


def test_forgotten_is_forgotten(opened) -> None:
    page, _ = opened
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Forget them").click()
    page.wait_for_selector("input[type=file]", state="attached", timeout=SLOW_MS)
    expect(page.locator(".batch")).to_have_count(0)
