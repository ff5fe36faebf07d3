"""A batch as KML (OGC 07-147r2, version 2.2), for Google Earth and other globes."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from geo_core.view.credible import credible_polygons
from geo_core.view.exports.finding import Finding, Outcome, failures_of, findings_of
from geo_core.view.exports.naming import notes, percent
from geo_core.view.exports.record import Record, record
from geo_core.view.exports.settings import ExportSettings, Texts

NAMESPACE = "http://www.opengis.net/kml/2.2"

STYLES: Mapping[str, tuple[str, float]] = {
    "answer": ("ff3357ff", 1.4),
    "best": ("ffffffff", 0.9),
    "mode": ("ffd0d5dd", 0.8),
    "neighbour": ("fffcd37d", 0.6),
    "truth": ("ff80de4a", 1.2),
}
"""Role → colour and size of its mark. KML writes opacity, blue, green, red; a mark without a picture
of its own asks no other machine for one."""

REGION_FILL, REGION_LINE = "4d1f9bfb", "cc1f9bfb"


def write_kml(outcomes: Sequence[Outcome], settings: ExportSettings) -> bytes:
    """One document, UTF-8.

    Parameters
    ----------
    outcomes
        After `telling.told`.
    settings
        The words of names and folders.

    Returns
    -------
    A folder a photo with its answer, and in it folders of the credible regions, the best points,
    other places and neighbours; every number and credit stands in ``ExtendedData``. Photos
    without an answer are counted in the document's description. Texts of others never become
    markup: a description is HTML (section 9.1.3.10), so they are escaped for it, too.
    """
    texts = settings.texts
    root = Element("kml", xmlns=NAMESPACE)
    document = SubElement(root, "Document")
    _text(document, "name", texts["app_title"])
    lines = notes(settings.precision, len(failures_of(outcomes)), texts)
    _text(document, "description", "<br/>".join(map(html.escape, lines)))
    for role, (colour, scale) in STYLES.items():
        _point_style(document, role, colour, scale)
    _region_style(document)
    for number, finding in findings_of(outcomes):
        _folder_of(document, finding, record(finding, number, texts), texts)
    indent(root, " ")
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _folder_of(document: Element, finding: Finding, known: Record, texts: Texts) -> None:
    folder = _folder(document, known["title"])
    kept = ("number", "title", "method", "unsure", "atlas")
    data = {name: known[name] for name in kept} | _flat("place", known["place"])
    data |= {f"within_{radius}_km": mass for radius, mass in known["within_km"].items()}
    data |= _flat("setting", known["settings"])
    _placemark(folder, "answer", known, (known["headline"], known["detail"]), data)
    if known["truth"]:
        _placemark(folder, "truth", known["truth"], (texts["truth_label"], ""), known["truth"])
    if finding.heat is not None:
        _regions(folder, finding, known, texts)
    inner = _folder(folder, texts["export_best_table"])
    for radius, best in known["best_within"].items():
        name = texts["export_best"].format_map({"km": radius})
        _placemark(inner, "best", best, (name, texts["export_best_note"]), _best(radius, best))
    inner = _folder(folder, texts["modes"])
    for rank, mode in enumerate(known["modes"][1:], 2):
        name = f"{texts['export_mode']}: {percent(mode['mass'])} %"
        _placemark(inner, "mode", mode, (name, ""), {"rank": rank, "mass": mode["mass"]})
    inner = _folder(folder, texts["export_neighbours"])
    for rank, one in enumerate(known["neighbours"], 1):
        credit = f"{one['author']}, {one['licence']}, {one['source']}"
        name = one["place"] or texts["export_neighbour"].format_map({"n": rank})
        _placemark(inner, "neighbour", one, (name, credit), {"rank": rank, **one})


def _best(radius: str, best: Record) -> Record:
    data = {"radius_km": radius, **{k: v for k, v in best.items() if k != "place" and v is not None}}
    return data | (_flat("place", best["place"]) if best["place"] else {})


def _regions(folder: Element, finding: Finding, known: Record, texts: Texts) -> None:
    inner = _folder(folder, texts["export_regions"])
    for region in known["regions"]:
        polygons = credible_polygons(finding.heat, region["mass"]) if finding.heat is not None else []
        if not polygons:
            continue
        mark = SubElement(inner, "Placemark")
        _text(mark, "name", texts["export_region"].format_map({"share": percent(region["mass"])}))
        _text(mark, "styleUrl", "#region")
        _data(mark, region)
        many = SubElement(mark, "MultiGeometry")
        for outer, *holes in polygons:
            polygon = SubElement(many, "Polygon")
            for name, rings in (("outerBoundaryIs", [outer]), ("innerBoundaryIs", holes)):
                for ring in rings:
                    line = SubElement(SubElement(polygon, name), "LinearRing")
                    _text(line, "coordinates", " ".join(f"{lon},{lat}" for lon, lat in ring))


def _placemark(parent: Element, role: str, at: Record, words: tuple[str, str], data: Record) -> None:
    mark = SubElement(parent, "Placemark")
    _text(mark, "name", words[0])
    if words[1]:
        _text(mark, "description", html.escape(words[1]))
    _text(mark, "styleUrl", f"#{role}")
    _data(mark, {"role": role, **{k: v for k, v in data.items() if k not in ("lat", "lon")}})
    _text(SubElement(mark, "Point"), "coordinates", f"{at['lon']},{at['lat']}")


def _data(mark: Element, data: Record) -> None:
    extended = SubElement(mark, "ExtendedData")
    for name, value in data.items():
        if value is not None:
            _text(SubElement(extended, "Data", name=name), "value", _written(value))


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _flat(prefix: str, known: Record) -> dict[str, Any]:
    return {f"{prefix}_{name}": value for name, value in known.items()}


def _folder(parent: Element, name: str) -> Element:
    folder = SubElement(parent, "Folder")
    _text(folder, "name", name)
    return folder


def _point_style(document: Element, role: str, colour: str, scale: float) -> None:
    style = SubElement(document, "Style", id=role)
    icon = SubElement(style, "IconStyle")
    _text(icon, "color", colour)
    _text(icon, "scale", f"{scale:g}")
    # Names of a hundred neighbours would cover the map.
    _text(SubElement(style, "LabelStyle"), "scale", "0" if role == "neighbour" else "0.8")


def _region_style(document: Element) -> None:
    style = SubElement(document, "Style", id="region")
    line = SubElement(style, "LineStyle")
    _text(line, "color", REGION_LINE)
    _text(line, "width", "1.5")
    _text(SubElement(style, "PolyStyle"), "color", REGION_FILL)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text
