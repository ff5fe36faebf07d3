"""One outcome as plain data: what every text format takes its numbers from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from geo_core.records import Place
from geo_core.sphere.distance import great_circle_km
from geo_core.view.exports.finding import Failure, Finding
from geo_core.view.exports.naming import caption_of, title_of
from geo_core.view.exports.settings import Texts
from geo_core.view.reports import report

Record = Mapping[str, Any]


def record(finding: Finding, number: int, texts: Texts) -> Record:
    """Everything that is told of one answer; `exports.json_document` says what each key means.

    Parameters
    ----------
    finding
        After `telling.told`.
    number
        Its place in the batch, counted from 1.
    texts
        The words.
    """
    said = caption_of(finding.prediction, texts)
    plain = report("", finding.prediction, finding.neighbours, finding.references, finding.weight)
    rest = {key: value for key, value in plain.items() if key not in ("file", "modes", "best_within")}
    best = {radius: {"confidence": None, **point} for radius, point in plain["best_within"].items()}
    return {
        "number": number,
        "title": title_of(finding, number, texts),
        "headline": said.headline,
        "detail": said.detail,
        **rest,
        "best_within": _named(best, finding.best_places),
        "modes": list(_named(dict(enumerate(plain["modes"])), finding.mode_places).values()),
        "truth": _truth(finding),
        "settings": asdict(finding.settings),
        "atlas": finding.atlas,
    }


def failure_record(failure: Failure, number: int, texts: Texts) -> Record:
    """A photo without an answer: its number, its title and the error."""
    return {"number": number, "title": title_of(failure, number, texts), "error": failure.reason}


def _named(points: Mapping[Any, Record], places: Sequence[Place]) -> dict[Any, Record]:
    names: list[Record | None] = [*map(_place, places)] or [None] * len(points)
    return {key: {**point, "place": name} for (key, point), name in zip(points.items(), names, strict=True)}


def _place(place: Place) -> Record:
    return {**asdict(place), "distance_km": round(place.distance_km, 1)}


def _truth(finding: Finding) -> Record | None:
    if finding.truth is None:
        return None
    lat, lon = finding.truth
    error_km = float(great_circle_km(lat, lon, finding.prediction.lat, finding.prediction.lon))
    return {"lat": lat, "lon": lon, "error_km": round(error_km, 3)}
