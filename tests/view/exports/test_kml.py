import html
from xml.etree import ElementTree

import pytest

from geo_core.view.contours import signed_area
from geo_core.view.exports.kml import NAMESPACE
from tests.view.exports.findings import HOSTILE, export, failure, hostile, made_up

KML = {"k": NAMESPACE}
ORDER = ("name", "description", "styleUrl", "ExtendedData", "Point", "MultiGeometry")


def read(outcomes, precision="exact"):
    return ElementTree.fromstring(export(outcomes, "kml", precision))  # noqa: S314 – our own


def data_of(mark):
    return {d.get("name"): d.find("k:value", KML).text for d in mark.iterfind(".//k:Data", KML)}


def marks(root, role):
    found = [
        m for m in root.iter(f"{{{NAMESPACE}}}Placemark") if m.find("k:styleUrl", KML).text == f"#{role}"
    ]
    return [(m, data_of(m)) for m in found]


def place(mark):
    return [float(c) for c in mark.find("k:Point/k:coordinates", KML).text.split(",")]


def test_everything_comes_back():
    root = read([made_up()])
    assert root.tag == f"{{{NAMESPACE}}}kml"
    ((answer, data),) = marks(root, "answer")
    assert place(answer) == [78.0421, 27.1751]
    assert answer.find("k:name", KML).text == "Most likely near Agra, India"
    assert (data["place_city"], data["within_200_km"], data["setting_sigma_deg"]) == ("Agra", "0.62", "4.0")
    best = [data for _, data in marks(root, "best")]
    assert [(d["radius_km"], d["confidence"]) for d in best] == [
        (r, "0.4") for r in ("1", "25", "200", "750", "2500")
    ]
    near = [data for _, data in marks(root, "neighbour")]
    assert (near[0]["author"], near[0]["licence"], near[2]["rank"]) == ("A. Uthor", "CC BY-SA 4.0", "3")
    assert near[0]["source"].startswith("https://commons.wikimedia.org/")
    assert len(marks(root, "truth")) == 1


def test_folders_stand_in_order():
    root = read([made_up(), made_up(title="Second")])
    folders = root.findall("k:Document/k:Folder", KML)
    assert [f.find("k:name", KML).text for f in folders] == ["A palace", "Second"]
    inner = [f.find("k:name", KML).text for f in folders[0].findall("k:Folder", KML)]
    assert inner == [
        "Credible regions", "The best point for each radius", "Other places it could be",
        "Photos that look most like it",
    ]  # fmt: skip


def test_the_schema_s_order_of_elements():
    for mark in read([made_up()]).iter(f"{{{NAMESPACE}}}Placemark"):
        names = [child.tag.rpartition("}")[2] for child in mark]
        assert names == sorted(names, key=ORDER.index)


@pytest.mark.parametrize(("lat", "lon", "parts"), [(27, 78, 1), (-17, 179.5, 2), (-90, 0, 1)])
def test_regions_are_closed_rings_within_the_map(lat, lon, parts):
    regions = marks(read([made_up(lat=lat, lon=lon)]), "region")
    assert [data["mass"] for _, data in regions] == ["0.5", "0.9"]
    for mark, _ in regions:
        rings = mark.findall(".//k:outerBoundaryIs/k:LinearRing/k:coordinates", KML)
        assert len(rings) == parts
        for ring in rings:
            places = [tuple(map(float, p.split(","))) for p in ring.text.split()]
            assert places[0] == places[-1]
            assert signed_area(places) > 0
            assert max(abs(x) for x, _ in places) <= 180


def test_no_mark_asks_another_machine_for_its_picture():
    text = export([made_up()], "kml").decode()
    assert "<href>" not in text
    assert text.count("http://") == 1  # the namespace


def test_hostile_texts_are_text_and_never_markup():
    data = export([hostile()], "kml")
    root = ElementTree.fromstring(data)  # noqa: S314
    near = marks(root, "neighbour")
    assert [d["author"] for _, d in near][:5] == list(HOSTILE[:5])
    for mark, known in near:
        # A description is HTML: after one reading it is text.
        description = mark.find("k:description", KML).text
        assert "<" not in description
        assert known["author"] in html.unescape(description)
    assert b"<script>" not in data


def test_bad_photos_are_counted():
    root = read([failure(), made_up(), failure()])
    assert "could not be used: 2" in root.find("k:Document/k:description", KML).text
    assert len(root.findall("k:Document/k:Folder", KML)) == 1


def test_it_is_rounded():
    root = read([made_up()], "country")
    assert place(marks(root, "answer")[0][0]) == [80.0, 25.0]
    assert "5° of latitude" in root.find("k:Document/k:description", KML).text
