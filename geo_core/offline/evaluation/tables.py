"""Accuracies as Markdown, CSV and JSON."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from typing import Any

from geo_core.offline.evaluation.accuracy import Accuracy
from geo_core.settings import RADII_KM


def markdown(accuracies: Mapping[str, Accuracy]) -> str:
    """One row a method: n, percent within each radius with its 95 % interval, errors and geoscore."""
    head = ["method", "n", *(f"{r} km" for r in RADII_KM), "median km", "mean km", "geoscore"]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for name, result in accuracies.items():
        cells = [name.replace("|", "\\|"), f"{result.n:,}", *(_share(result, r) for r in RADII_KM)]
        cells += [_rounded(value) for value in (result.median_km, result.mean_km, result.geoscore)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def csv_text(accuracies: Mapping[str, Accuracy]) -> str:
    """The same as CSV, unrounded; a cell is empty where there is no such figure."""
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    within = [f"within_{r}_km{end}" for r in RADII_KM for end in ("", "_low", "_high")]
    table.writerow(["method", "n", "groups", *within, "median_km", "mean_km", "geoscore"])
    for name, result in accuracies.items():
        shares = [value for r in RADII_KM for value in (result.within_km[r], *result.interval[r])]
        figures = [*shares, result.median_km, result.mean_km, result.geoscore]
        table.writerow([name, result.n, result.groups, *("" if math.isnan(v) else v for v in figures)])
    return stream.getvalue()


def as_json(result: Accuracy) -> dict[str, Any]:
    """The same as plain data: unrounded, radii as text, null where there is no such figure."""
    return {
        "n": result.n,
        "within_km": {str(r): result.within_km[r] for r in RADII_KM},
        "median_km": _known(result.median_km),
        "mean_km": _known(result.mean_km),
        "geoscore": _known(result.geoscore),
        "interval_95": {str(r): [_known(end) for end in result.interval[r]] for r in RADII_KM},
        "groups": result.groups,
    }


def _share(result: Accuracy, radius_km: int) -> str:
    low, high = result.interval[radius_km]
    interval = "" if math.isnan(low) else f" ({low:.1f}–{high:.1f})"
    return f"{result.within_km[radius_km]:.1f}{interval}"


def _rounded(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:,.0f}"


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
