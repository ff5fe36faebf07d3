"""Predictions as JSON lines, CSV and GeoJSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

import numpy as np
import numpy.typing as npt

from geo_core.records import BestPoint, Neighbours, Prediction, Reference
from geo_core.settings import RADII_KM
from geo_core.view.captions import is_unsure

Report = Mapping[str, Any]

FORMATS = ("json", "csv", "geojson")

_DIGITS = 6
"""Decimals of a degree: 11 cm."""


def report(
    file: str,
    prediction: Prediction,
    neighbours: Neighbours,
    references: Sequence[Reference],
    weight: npt.NDArray[np.float64],
) -> Report:
    """Everything that is known of one answer, as plain data.

    Parameters
    ----------
    file
        The photo's name.
    prediction
        The answer.
    neighbours, references
        What voted, in rank order; at least as many as weights.
    weight
        (k,) each neighbour's share of the vote.
    """
    place = prediction.place
    voters = zip(neighbours.distance, weight, references, strict=False)
    return {
        "file": file,
        "lat": round(prediction.lat, _DIGITS),
        "lon": round(prediction.lon, _DIGITS),
        "method": prediction.method,
        "place": {
            "city": place.city,
            "country": place.country,
            "country_code": place.country_code,
            "distance_km": round(place.distance_km, 1),
        },
        "unsure": is_unsure(prediction),
        "within_km": {str(r): round(mass, 6) for r, mass in prediction.within_km.items()},
        "best_within": {str(r): _best(point) for r, point in prediction.best_within.items()},
        "regions": [{"mass": r.mass, "area_km2": round(r.area_km2, 3)} for r in prediction.regions],
        "modes": [
            {"lat": round(m.lat, _DIGITS), "lon": round(m.lon, _DIGITS), "mass": round(m.mass, 6)}
            for m in prediction.modes
        ],
        "neighbours": [_neighbour(float(d), float(w), r) for d, w, r in voters],
    }


def _best(point: BestPoint) -> dict[str, float]:
    said = {"lat": round(point.lat, _DIGITS), "lon": round(point.lon, _DIGITS), "mass": round(point.mass, 6)}
    # Four decimals: the thousands of photos that it was fitted on tell no fifth.
    return said if point.confidence is None else said | {"confidence": round(point.confidence, 4)}


def _neighbour(distance: float, weight: float, reference: Reference) -> dict[str, Any]:
    return {
        "id": reference.id,
        "lat": reference.lat,
        "lon": reference.lon,
        "distance": round(distance, 6),
        "weight": float(f"{weight:.6g}"),
        "place": ", ".join(filter(None, (reference.place, reference.country))),
        "author": reference.author,
        "licence": reference.licence,
        "source": reference.source,
    }


def write_reports(reports: Iterable[Report], form: str, stream: TextIO) -> None:
    """Write reports as they come.

    Parameters
    ----------
    reports
        Each of `report`.
    form
        ``json`` writes one object a line, ``csv`` one row a photo, ``geojson`` one FeatureCollection.
    stream
        Where to.
    """
    {"json": _write_json, "csv": _write_csv, "geojson": _write_geojson}[form](reports, stream)


def _write_json(reports: Iterable[Report], stream: TextIO) -> None:
    for item in reports:
        stream.write(json.dumps(item, ensure_ascii=False) + "\n")
        stream.flush()


def _write_csv(reports: Iterable[Report], stream: TextIO) -> None:
    table = csv.writer(stream, lineterminator="\n")
    within = [f"within_{r}_km" for r in RADII_KM]
    best = [f"best_{r}_km_{axis}" for r in RADII_KM for axis in ("lat", "lon")]
    best += [f"best_{r}_km_confidence" for r in RADII_KM]
    areas = ["area_50_km2", "area_90_km2"]
    table.writerow(["file", "lat", "lon", "method", "city", "country", "unsure", *within, *areas, *best])
    for item in reports:
        row = [item["file"], item["lat"], item["lon"], item["method"]]
        row += [item["place"]["city"], item["place"]["country"], item["unsure"]]
        row += [item["within_km"][str(r)] for r in RADII_KM]
        row += [region["area_km2"] for region in item["regions"]]
        row += [item["best_within"][str(r)][axis] for r in RADII_KM for axis in ("lat", "lon")]
        row += [item["best_within"][str(r)].get("confidence", "") for r in RADII_KM]
        table.writerow(row)
        stream.flush()


def _write_geojson(reports: Iterable[Report], stream: TextIO) -> None:
    features = [feature for item in reports for feature in _features(item)]
    json.dump({"type": "FeatureCollection", "features": features}, stream, ensure_ascii=False)
    stream.write("\n")


def _features(item: Report) -> list[dict[str, Any]]:
    plain = {k: v for k, v in item.items() if k not in ("modes", "neighbours", "lat", "lon")}
    features = [_point(item, {"role": "answer", **plain})]
    for role, members in (("mode", item["modes"]), ("neighbour", item["neighbours"])):
        for rank, member in enumerate(members, start=1):
            rest = {k: v for k, v in member.items() if k not in ("lat", "lon")}
            features.append(_point(member, {"role": role, "rank": rank, "file": item["file"], **rest}))
    return features


def _point(at: Report, properties: Report) -> dict[str, Any]:
    # GeoJSON (RFC 7946) puts longitude first.
    geometry = {"type": "Point", "coordinates": [at["lon"], at["lat"]]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}
