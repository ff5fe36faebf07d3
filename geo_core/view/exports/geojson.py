"""A batch as GeoJSON (RFC 7946): points of answers and neighbours, polygons of credible regions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from geo_core.view.credible import credible_polygons
from geo_core.view.exports.finding import Finding, Outcome, Picture, failures_of, findings_of
from geo_core.view.exports.naming import notes
from geo_core.view.exports.record import Record, record
from geo_core.view.exports.settings import ExportSettings

Feature = dict[str, Any]


def write_geojson(outcomes: Sequence[Outcome], settings: ExportSettings) -> bytes:
    """One FeatureCollection, UTF-8.

    Parameters
    ----------
    outcomes
        After `telling.told`.
    settings
        The words of titles and notes.

    Returns
    -------
    Features of the ``role`` answer, region, best, mode, truth and neighbour, drawn in this order
    from the back: regions first. Each says the ``number`` and ``title`` of its photo. Beside
    ``features`` stand ``failed``, how many photos have no answer and so no feature, and
    ``credits`` (foreign members, section 6.1). Longitude comes first; what crosses ±180° is cut
    there (section 3.1.9); outer rings run against the clock (section 3.1.6).
    """
    collection = {
        "type": "FeatureCollection",
        "failed": len(failures_of(outcomes)),
        "credits": notes(settings.precision, 0, settings.texts),
        "features": [
            feature
            for number, one in findings_of(outcomes)
            for feature in _features(one, record(one, number, settings.texts))
        ],
    }
    return (json.dumps(collection, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _features(finding: Finding, known: Record) -> Iterator[Feature]:
    photo = {"number": known["number"], "title": known["title"]}
    for region in known["regions"] if finding.heat is not None else ():
        geometry = _polygons(finding.heat, region["mass"])
        if geometry:
            yield _feature(geometry, {"role": "region", **photo, **region})
    place = {f"place_{name}" if name == "distance_km" else name: v for name, v in known["place"].items()}
    kept = ("method", "headline", "detail", "unsure", "settings", "atlas")
    masses = {f"within_{radius}_km": mass for radius, mass in known["within_km"].items()}
    yield _point(known, {"role": "answer", **photo, **{k: known[k] for k in kept}, **place, **masses})
    for radius, best in known["best_within"].items():
        yield _point(best, {"role": "best", **photo, "radius_km": float(radius), **best})
    for role, members in (("mode", known["modes"]), ("neighbour", known["neighbours"])):
        for rank, member in enumerate(members, 1):
            yield _point(member, {"role": role, **photo, "rank": rank, **member})
    if known["truth"]:
        yield _point(known["truth"], {"role": "truth", **photo, **known["truth"]})


def _point(at: Record, properties: Record) -> Feature:
    kept = {name: value for name, value in properties.items() if name not in ("lat", "lon")}
    return _feature({"type": "Point", "coordinates": [at["lon"], at["lat"]]}, kept)


def _polygons(heat: Picture | None, mass: float) -> Feature | None:
    polygons = credible_polygons(heat, mass) if heat is not None else []
    return {"type": "MultiPolygon", "coordinates": polygons} if polygons else None


def _feature(geometry: Feature, properties: Record) -> Feature:
    return {"type": "Feature", "geometry": geometry, "properties": dict(properties)}
