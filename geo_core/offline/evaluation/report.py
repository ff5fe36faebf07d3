"""What an evaluation of predictions says: its figures, and all that was left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geo_core.offline.data.plain_text import LISTED, listing, shown
from geo_core.offline.evaluation.predictions import PredictionsReport
from geo_core.offline.evaluation.tables import as_json


def basis(report: PredictionsReport) -> str:
    """How many photos, and how the intervals were made."""
    known = report.photographers
    drawn = f"photographer ({known:,} known)" if known else "photo, no photographer known"
    if report.accuracy.groups < 2:
        drawn = f"photographer ({known} known) would say nothing" if known else "one photo would say nothing"
    return f"n = {report.accuracy.n:,}; 95 % intervals from a bootstrap by {drawn}."


def complaints(report: PredictionsReport) -> list[str]:
    """Everything that was left out or looks wrong, a line each."""
    return [
        *report.notes,
        *listing("predicted photos without a truth", [shown(name) for name in report.without_truth]),
        *listing(
            "photos of the truth without a prediction", [shown(name) for name in report.without_prediction]
        ),
        *listing("rows that cannot be used, left out", report.bad),
    ]


def report_as_json(report: PredictionsReport) -> dict[str, Any]:
    """The accuracy as `tables.as_json` has it, and what was left out, counted and listed."""
    return as_json(report.accuracy) | {
        "groups": report.photographers or None,
        "interval_by": "photographer" if report.photographers else "photo",
        "missing": {
            "in_truth": _counted(report.without_truth),
            "in_predictions": _counted(report.without_prediction),
        },
        "bad_rows": _counted(report.bad),
        "notes": list(report.notes),
    }


def _counted(names: Sequence[str]) -> dict[str, Any]:
    return {"count": len(names), "first": list(names[:LISTED])}
