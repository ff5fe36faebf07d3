"""A batch as tables of comma-separated values: answers, and neighbours with their credits."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from geo_core.settings import RADII_KM, DensitySettings
from geo_core.view.exports.finding import Outcome, failures_of, findings_of
from geo_core.view.exports.record import Record, failure_record, record
from geo_core.view.exports.settings import ExportSettings

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Spreadsheets take a cell that begins so for a formula, in full width too."""

_POINT = ("lat", "lon", "mass", "confidence")
_SETTINGS = tuple(one.name for one in fields(DensitySettings))
_NEIGHBOUR = ("id", "lat", "lon", "distance", "weight", "place", "author", "licence", "source")

ANSWER_COLUMNS = (
    "number", "title", "error", "lat", "lon", "method", "headline", "city", "country", "country_code",
    "place_distance_km", "unsure",
    *(f"within_{r}_km" for r in RADII_KM),
    "area_50_km2", "area_90_km2",
    *(f"best_{r}_km_{name}" for r in RADII_KM for name in _POINT),
    "truth_lat", "truth_lon", "error_km", *_SETTINGS, "atlas",
)  # fmt: skip

NEIGHBOUR_COLUMNS = ("number", "title", "rank", *_NEIGHBOUR)


def write_csv(outcomes: Sequence[Outcome], settings: ExportSettings) -> bytes:
    """One row a photo, `ANSWER_COLUMNS`; a photo without an answer has only number, title and error.

    Parameters
    ----------
    outcomes
        After `telling.told`.
    settings
        The words of titles and headlines.

    Returns
    -------
    RFC 4180, in UTF-8 with the mark that Excel needs. A text that a spreadsheet would take for a
    formula begins with an apostrophe.
    """
    texts = settings.texts
    rows = {number: _answer(record(one, number, texts)) for number, one in findings_of(outcomes)}
    rows |= {number: failure_record(one, number, texts) for number, one in failures_of(outcomes)}
    return _table(ANSWER_COLUMNS, (row for _, row in sorted(rows.items())))


def write_neighbours_csv(outcomes: Sequence[Outcome], settings: ExportSettings) -> bytes:
    """One row for each neighbour of each photo, `NEIGHBOUR_COLUMNS`; encoded as `write_csv`."""
    return _table(
        NEIGHBOUR_COLUMNS,
        (
            {"number": number, "title": known["title"], "rank": rank, **neighbour}
            for number, one in findings_of(outcomes)
            for known in [record(one, number, settings.texts)]
            for rank, neighbour in enumerate(known["neighbours"], 1)
        ),
    )


def _answer(known: Record) -> Record:
    place, truth = known["place"], known["truth"] or {}
    row = {name: known[name] for name in ("number", "title", "lat", "lon", "method", "headline", "atlas")}
    row |= {name: place[name] for name in ("city", "country", "country_code")}
    row |= {"place_distance_km": place["distance_km"], "unsure": str(known["unsure"]).lower()}
    row |= {f"within_{r}_km": mass for r, mass in known["within_km"].items()}
    row |= {f"area_{100 * r['mass']:.0f}_km2": r["area_km2"] for r in known["regions"]}
    row |= {
        f"best_{r}_km_{name}": best.get(name) for r, best in known["best_within"].items() for name in _POINT
    }
    row |= {f"truth_{axis}": truth.get(axis) for axis in ("lat", "lon")}
    return row | {"error_km": truth.get("error_km"), **known["settings"]}


def _table(columns: Sequence[str], rows: Iterable[Record]) -> bytes:
    stream = io.StringIO(newline="")
    table = csv.writer(stream)
    table.writerow(columns)
    for row in rows:
        table.writerow([_cell(row.get(column)) for column in columns])
    return stream.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    # Numbers may begin with a minus: they are none of anybody's making.
    if isinstance(value, str) and value.lstrip().startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value
