"""The explorer's script where it computes: run by node, checked against Python."""

import base64
import json
import re
import shutil
import subprocess

import numpy as np
import pytest

from geo_core.records import CellScores
from geo_core.sphere.distance import great_circle_km
from geo_core.ui.globe.board import SCRIPTS as BOARD_SCRIPTS
from geo_core.ui.globe.component import SCRIPTS
from geo_core.ui.globe.events import WhyCell, WhyNeighbour, read_events
from geo_core.ui.globe.joining import HERE, joined
from geo_core.ui.texts.catalogue import LANGUAGES
from geo_core.ui.texts.numbers import decimal, whole
from geo_core.view.cells import LEAST_DRAWN, cells_data
from geo_core.view.colours import cell_ramp, ramp_to_text
from geo_core.view.scene import empty_scene
from tests.classifier.worlds import places, world
from tests.view.test_picture_address import PICTURES

node = pytest.mark.skipif(shutil.which("node") is None, reason="needs node")


def run(script, *names):
    code = "\n".join((HERE / f"{name}.js").read_text("utf-8") for name in names)
    done = subprocess.run(
        ["node", "--input-type=module", "-"],
        input=f"{code}\n{script}",
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@node
@pytest.mark.parametrize("scripts", [SCRIPTS, BOARD_SCRIPTS])
def test_joined_scripts_are_one_valid_module(tmp_path, scripts):
    module = tmp_path / "joined.mjs"
    module.write_text(joined(scripts, ".js"), "utf-8")
    subprocess.run(["node", "--check", str(module)], check=True)


@node
@pytest.mark.parametrize(("width", "height"), [(60, 40), (40, 60), (50, 50)])
def test_thumbhash_gives_back_a_smooth_picture(width, height):
    thumbhash = pytest.importorskip("thumbhash")
    y, x = np.mgrid[:height, :width]
    u, v = (x + 0.5) / width, (y + 0.5) / height
    picture = np.stack([40 + 150 * u, 60 + 120 * v, 200 - 110 * u, np.full(u.shape, 255.0)], axis=-1)
    picture = np.rint(picture).astype(np.uint8)
    code = bytes(thumbhash.rgba_to_thumb_hash(width, height, picture.ravel().tolist()))
    got = run(
        f"const r = thumbHashToPixels(Uint8Array.from({list(code)}));"
        "console.log(JSON.stringify([r.width, r.height, [...r.pixels]]));",
        "thumbhash",
    )
    decoded = np.array(got[2], float).reshape(got[1], got[0], 4)
    assert max(got[:2]) == 32
    rows = ((np.arange(got[1]) + 0.5) * height / got[1]).astype(int)
    columns = ((np.arange(got[0]) + 0.5) * width / got[0]).astype(int)
    assert np.abs(decoded - picture[np.ix_(rows, columns)]).mean() < 9  # of 255: four bits a coefficient
    average = [255 * c for c in thumbhash.thumb_hash_to_average_rgba(list(code))]
    assert decoded.mean(axis=(0, 1)) == pytest.approx(average, abs=3)


@node
def test_thumbhash_reads_opacity():
    # By hand: grey, no detail, opacity 8/15. The Python package cannot encode transparent pictures.
    low = 32 | 32 << 6 | 32 << 12 | 1 << 23
    code = [*low.to_bytes(3, "little"), 5, 0x80, 8, *[0] * 30]
    got = run(
        f"console.log(JSON.stringify([...thumbHashToPixels(Uint8Array.from({code})).pixels]));", "thumbhash"
    )
    pixels = np.array(got).reshape(-1, 4)
    assert np.unique(pixels[:, 3]) == pytest.approx([136])
    assert np.abs(pixels[:, :3] - 130).max() < 8


@node
def test_distances_equal_pythons():
    places = [
        (0, 179.9, 0, -179.9),
        (89.9, 0, 89.9, 180),
        (51.5, -0.13, 48.86, 2.35),
        (10, 20, -10, -160),
        (5, 5, 5, 5),
    ]
    got = run(
        f"const km = ([a, b, c, d]) => kmBetween([b, a], [d, c]), places = {json.dumps(places)};"
        "console.log(JSON.stringify(places.map(km)));",
        "geometry",
    )
    assert got == pytest.approx([float(great_circle_km(*p)) for p in places], abs=1e-3)


@node
def test_paths_cross_the_antimeridian_without_a_jump():
    path = np.array(
        run("console.log(JSON.stringify(greatCirclePath([170, 10], [-170, -10], 0)));", "geometry")
    )
    assert np.abs(np.diff(path[:, 0])).max() < 2
    assert path[-1, 0] == pytest.approx(190)


@node
def test_only_allowed_addresses_pass():
    data = "data:image/png;base64," + base64.b64encode(b"x" * 9).decode()
    images = [
        data, "app/static/a-1.webp", *PICTURES["allowed"],
        "javascript:alert(1)", "data:text/html;base64,AAAA", "data:image/svg+xml;base64,AAAA",
        *PICTURES["refused"], None,
    ]  # fmt: skip
    links = [
        "https://example.org/a",
        "http://example.org/",
        "javascript:alert(1)",
        "data:text/html,x",
        "",
        "collection",
    ]
    got = run(
        f"console.log(JSON.stringify([{json.dumps(images)}.map((a) => !!safeImage(a)),"
        f"{json.dumps(links)}.map((a) => !!safeLink(a))]));",
        "dom",
    )
    allowed = [True] * (2 + len(PICTURES["allowed"]))
    assert got == [allowed + [False] * (len(images) - len(allowed)), [True, True, False, False, False, False]]


@node
def test_answer_jumps_between_far_peaks_and_slides_between_near_ones():
    frames = [
        {"lon": 0, "lat": 0, "within": {}},
        {"lon": 2, "lat": 0, "within": {}},
        {"lon": 90, "lat": 0, "within": {}},
    ]
    strip = {"width": 2, "height": 1, "sigma_deg": [4, 8, 16], "frames": ["", "", ""]}
    got = run(
        f"const s = new FilmStrip({json.dumps(strip)}, {json.dumps(frames)}), lon = (t) => s.answer(t).at[0];"
        "console.log(JSON.stringify([lon(0.5), lon(1.4), lon(1.6), s.positionOf(8)]));",
        "geometry",
        "strip",
    )
    assert got == pytest.approx([1, 2, 90, 1])


@node
def test_what_every_method_answers_slides_and_jumps_in_the_same_way():
    def frame(*lons):
        return {
            "lon": 0,
            "lat": 0,
            "answers": [{"lon": x, "lat": 0, "within": {"200": x}, "place": str(x)} for x in lons],
        }

    strip = {"width": 2, "height": 1, "sigma_deg": [4, 8], "frames": ["", ""]}
    got = run(
        f"const s = new FilmStrip({json.dumps(strip)}, {json.dumps([frame(10, 20), frame(12, 160)])});"
        "const said = (t) => s.answers(t, ['nn', 'knn']).map((a) => [a.name, a.at[0], a.place]);"
        "console.log(JSON.stringify([said(0.25), said(0.75)]));",
        "geometry",
        "strip",
    )
    assert got[0] == [["nn", pytest.approx(10.5), "10"], ["knn", 20, "20"]]
    assert got[1] == [["nn", pytest.approx(11.5), "12"], ["knn", 160, "160"]]


CELL_SCRIPTS = ("geometry", "colours", "cells")
TABLE = f"readRamp({json.dumps(ramp_to_text(cell_ramp()))})"


@node
def test_cells_have_pythons_areas_and_hold_pythons_places():
    partition = world(32)
    share = np.full(len(partition), 1 / len(partition))
    data = cells_data(CellScores("32", share), partition, lambda lat, lon: "")
    spots = [(float(a), float(b)) for a, b in zip(places().lat[:60], places().lon[:60], strict=True)]
    spots += [(90.0, 10.0), (-90.0, 0.0), (0.0, 180.0), (0.0, -180.0), (10.0, 540.0)]
    got = run(
        f"const cells = new Cells({json.dumps(data)}, {TABLE}, {LEAST_DRAWN});"
        f"const at = ([lat, lon]) => cells.rows.indexOf(cells.at([lon, lat]));"
        f"console.log(JSON.stringify([cells.rows.map(boxKm2), {json.dumps(spots)}.map(at)]));",
        *CELL_SCRIPTS,
    )
    order = np.argsort(-share, kind="stable")
    assert got[0] == pytest.approx(partition.area_km2[order], rel=1e-4)
    lat, lon = np.array(spots).T
    assert order[got[1]].tolist() == partition.assign(lat, lon).tolist()


@node
def test_colours_go_by_the_logarithm():
    got = run(
        f"const level = (p) => cellLevel(p, 0.001), t = {TABLE};"
        "const levels = [0.0001, 0.001, 0.01, 0.1, 1].map(level);"
        "console.log(JSON.stringify([levels, colourAt(t, 0), colourAt(t, 1)]));",
        *CELL_SCRIPTS,
    )
    assert got[0] == pytest.approx([0, 0, 1 / 3, 2 / 3, 1])
    assert got[1:] == [cell_ramp()[0].tolist(), cell_ramp()[-1].tolist()]


@node
@pytest.mark.parametrize(
    ("box", "borders"),
    [
        ({"west": -180, "south": -90, "east": 180, "north": 90}, 0),  # the whole world has none
        ({"west": -180, "south": 45, "east": 180, "north": 90}, 1),
        ({"west": -180, "south": -90, "east": 0, "north": 0}, 3),
        ({"west": 90, "south": 0, "east": 180, "north": 45}, 4),
    ],
)
def test_borders_follow_the_sphere(box, borders):
    """No piece dips further into the sphere than the height at which it is drawn."""
    got = run(
        f"console.log(JSON.stringify([boxEdges({json.dumps(box)}, 4000), CELL_LEAST_M]));", *CELL_SCRIPTS
    )
    assert len(got[0]) == borders
    for edge in got[0]:
        lon, lat, height = np.array(edge).T
        assert set(height) == {4000}
        assert box["west"] <= lon.min() <= lon.max() <= box["east"]
        on_border = (
            np.isin(lon, [box["west"], box["east"]]).all() or np.isin(lat, [box["south"], box["north"]]).all()
        )
        assert on_border
        km = np.array([great_circle_km(*p) for p in zip(lat[:-1], lon[:-1], lat[1:], lon[1:], strict=True)])
        assert (6371 * (1 - np.cos(km / 6371 / 2))).max() * 1000 < got[1]


def test_what_a_browser_sends_is_checked():
    scene = empty_scene(method="knn", methods=[{"name": n, "by_neighbours": True} for n in ("nn", "knn")])
    wild = {
        "sigma": 1e9, "k": "many", "m": float("nan"), "weighting": "rm -rf", "hop": {"row": -3},
        "method": "cells", "click": {"lat": 200, "lon": None, "layer": "x", "id": True},
    }  # fmt: skip
    events = read_events(wild, scene)
    assert (events.sigma_deg, events.k, events.m, events.weighting) == (32.0, 100, 10.0, "power")
    assert (events.method, events.hop, events.click) == ("knn", None, None)
    assert read_events({"method": "nn"}, scene).method == "nn"
    assert read_events({"method": ["nn"]}, scene).method == "knn"
    fine = read_events(
        {"click": {"lat": 1, "lon": 2, "layer": None, "id": None}, "hop": {"row": 7}, "k": 3}, scene
    )
    assert (fine.click.lat, fine.click.lon, fine.hop, fine.k) == (1.0, 2.0, 7, 3)


@node
@pytest.mark.parametrize("code", LANGUAGES)
def test_numbers_are_written_as_python_writes_them(code):
    texts = LANGUAGES[code]
    many, few = [0, 7, 999, 1234, 12345, 1234567], [0.5, 3.14159, 62.123]
    got = run(
        f"const w = new Words({json.dumps(dict(texts))});"
        f"console.log(JSON.stringify([{many}.map((n) => w.whole(n)), {few}.map((n) => w.fixed(n, 2))]));",
        "dom",
        "words",
    )
    assert got == [[whole(n, texts) for n in many], [decimal(n, texts, 2) for n in few]]


SAID = {
    "en": ["0.25", "4.0", "16", "1.2", "1,230", "< 0.1", "0.0012", "2.5", "51.500° N, 0.127° W"],
    "de": ["0,25", "4,0", "16", "1,2", "1.230", "< 0,1", "0,0012", "2,5", "51,500° N, 0,127° W"],
    "es": ["0,25", "4,0", "16", "1,2", "1.230", "< 0,1", "0,0012", "2,5", "51,500° N, 0,127° O"],
}


@node
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_kind_of_number_has_the_language_s_signs(code):
    got = run(
        f"const w = new Words({json.dumps(dict(LANGUAGES[code]))});"
        "console.log(JSON.stringify([w.degrees(0.25), w.degrees(4), w.degrees(16), w.km(1.234), w.km(1234),"
        "w.km(0.05), w.small(0.00123), w.plain(2.5), w.place([-0.127, 51.5]), w.area(2.34e6),"
        "w.area(123456)]));",
        "dom",
        "words",
    )
    assert got[:9] == SAID[code]
    signs = LANGUAGES[code]["decimal"], LANGUAGES[code]["thousands"]
    assert got[9].startswith(f"2{signs[0]}3 ")
    assert got[10] == f"120{signs[1]}000 km²"


def test_no_script_writes_a_number_in_its_own_way():
    """Of those that draw words: styles and what is sent to Python are written with a point."""
    allowed = ("style", "translate", "scaleX", "rgb(", "release()", "Number(", "words.plain(Number(")
    for name in {*SCRIPTS, *BOARD_SCRIPTS} - {"words"}:
        for line in (HERE / f"{name}.js").read_text("utf-8").splitlines():
            if re.search(r"toFixed|toPrecision|toLocale|Intl\.", line):
                assert any(mark in line for mark in allowed), f"{name}.js: {line.strip()}"


@node
def test_words_are_one_object_a_language():
    got = run(
        "const de = wordsOf({ locale: 'de' }), again = wordsOf({ locale: 'de' }, de);"
        "console.log(JSON.stringify([again === de, wordsOf({ locale: 'es' }, de) === de]));",
        "dom",
        "words",
    )
    assert got == [True, False]


def test_what_is_asked_names_its_photo():
    scene = empty_scene()
    assert read_events({"why": {"row": 3}}, scene).why is None
    asked = read_events({"why": {"row": 3, "query": "own-1"}}, scene).why
    assert asked == WhyNeighbour(3, "own-1")
    asked = read_events({"why": {"partition": "8", "cell": 1, "query": "own-1"}}, scene).why
    assert asked == WhyCell("8", 1, "own-1")
    for wrong in ({"row": -1}, {"cell": 1}, {"partition": 8, "cell": 1}, {"row": True}):
        assert read_events({"why": {**wrong, "query": "own-1"}}, scene).why is None
