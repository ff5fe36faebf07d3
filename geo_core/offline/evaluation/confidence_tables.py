"""Verdicts on confidences as Markdown, CSV and JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from geo_core.offline.evaluation.reliability import Reliability
from geo_core.offline.evaluation.verdict import Verdict
from geo_core.settings import RADII_KM

ABOUT = (
    "How far the decisions per radius come true: expected calibration error of the mass within r km of the "
    "point chosen for r, → of the confidence that the atlas gives it, and in brackets the error that as many "
    "photos show by chance where every confidence is exact. The confidences of references are by maps "
    "fitted on other photographers' references; those of queries are the atlas's own, fitted on references."
)


def markdown(verdicts: Sequence[Verdict]) -> str:
    """The errors, the Brier scores, then each curve as a list."""
    lines = [summary(verdicts), "", "Brier score (mean squared difference of claim and outcome):", ""]
    lines += _table(verdicts, _brier)
    for verdict in verdicts:
        for name, curve in verdict.curves.items():
            lines += ["", f"{verdict.method}, {verdict.photos}: {name} → true (photos)", ""]
            lines += [f"- within {radius} km: {_points(curve, radius)}" for radius in RADII_KM]
    return "\n".join(lines) + "\n"


def summary(verdicts: Sequence[Verdict]) -> str:
    """The errors before and after, a row a method and set of photos."""
    return "\n".join([ABOUT, "", *_table(verdicts, change)])


def change(verdict: Verdict, radius_km: int) -> str:
    """The error before, and where there are confidences the error after and by chance."""
    before, after = f"{verdict.before.error[radius_km]:.3f}", verdict.after
    if after is None:
        return f"{before} → –"
    return f"{before} → {after.error[radius_km]:.3f} ({after.chance[radius_km]:.3f})"


def _brier(verdict: Verdict, radius_km: int) -> str:
    after = f"{verdict.after.brier[radius_km]:.3f}" if verdict.after else "–"
    return f"{verdict.before.brier[radius_km]:.3f} → {after}"


def _table(verdicts: Sequence[Verdict], cell: Callable[[Verdict, int], str]) -> list[str]:
    head = ["photos", "method", "n", *(f"{r} km" for r in RADII_KM)]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for one in verdicts:
        cells = [one.photos, one.method, f"{one.n:,}", *(cell(one, radius) for radius in RADII_KM)]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def csv_text(verdicts: Sequence[Verdict]) -> str:
    """One row a bin, unrounded."""
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    figures = ["error", "error_by_chance", "brier"]
    head = ["photos", "method", "n", "radius_km", "claim", *figures, "bin_photos", "claimed", "true"]
    table.writerow(head)
    for verdict in verdicts:
        for name, curve in verdict.curves.items():
            for radius in RADII_KM:
                row = [verdict.photos, verdict.method, verdict.n, radius, name]
                row += [curve.error[radius], curve.chance[radius], curve.brier[radius]]
                table.writerows([*row, *point] for point in _bins(curve, radius))
    return stream.getvalue()


def as_json(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """The same as plain data, unrounded."""
    return {
        "format": "geo_core calibration",
        "format_version": 1,
        "about": ABOUT,
        "verdicts": [
            {
                "photos": one.photos,
                "method": one.method,
                "n": one.n,
                **{name: _curve_as_json(curve) for name, curve in one.curves.items()},
            }
            for one in verdicts
        ],
    }


def _curve_as_json(curve: Reliability) -> dict[str, Any]:
    return {
        str(radius): {
            "error": curve.error[radius],
            "error_by_chance": curve.chance[radius],
            "brier": curve.brier[radius],
            "bins": [
                dict(zip(("photos", "claimed", "true"), point, strict=True)) for point in _bins(curve, radius)
            ],
        }
        for radius in RADII_KM
    }


def _bins(curve: Reliability, radius: int) -> Iterator[tuple[int, float, float]]:
    columns = (curve.count[radius], curve.claimed[radius], curve.true[radius])
    yield from zip(*(column.tolist() for column in columns), strict=True)


def _points(curve: Reliability, radius: int) -> str:
    return ", ".join(f"{100 * c:.0f} % → {100 * t:.0f} % ({n})" for n, c, t in _bins(curve, radius))
