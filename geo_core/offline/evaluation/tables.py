"""Accuracies as Markdown, CSV and JSON."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geo_core.offline.evaluation.accuracy import Accuracy
from geo_core.offline.evaluation.systems import ABSENT, Standing
from geo_core.settings import RADII_KM

AS_IN_THE_PAPER = "as in the paper"
"""Head of the column that says what a row stands for."""


def markdown(accuracies: Mapping[str, Accuracy], standing: Standing | None = None) -> str:
    """One row a method: n, percent within each radius with its 95 % interval, errors and geoscore.

    Parameters
    ----------
    accuracies
        Name of the row → its accuracy.
    standing
        Which systems of the paper the rows stand for: a column more, and a row for each system that has none.
    """
    return markdown_table(table_head(standing), table_rows(accuracies, standing))


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells as a Markdown table; what would end a cell is escaped."""
    lines = [" | ".join(cell.replace("|", "\\|") for cell in row) for row in (head, *rows)]
    first, *others = [f"| {line} |" for line in lines]
    return "\n".join([first, "|---" * len(head) + "|", *others])


def table_head(standing: Standing | None = None) -> list[str]:
    """The columns' names, as Markdown and the picture have them."""
    named = ["method", AS_IN_THE_PAPER] if standing else ["method"]
    return [*named, "n", *(f"{r} km" for r in RADII_KM), "median km", "mean km", "geoscore"]


def table_rows(accuracies: Mapping[str, Accuracy], standing: Standing | None = None) -> list[list[str]]:
    """The cells under `table_head`, rounded; systems without a row come last."""
    rows = []
    for name, result in accuracies.items():
        named = [name, standing.of_rows.get(name, "")] if standing else [name]
        errors = (result.median_km, result.mean_km, result.geoscore)
        rows.append(
            [*named, f"{result.n:,}", *(_share(result, r) for r in RADII_KM), *(_rounded(v) for v in errors)]
        )
    dashes = ["–"] * (len(RADII_KM) + 4)
    return rows + [[ABSENT, one.name, *dashes] for one in (standing.absent if standing else ())]


def csv_text(accuracies: Mapping[str, Accuracy], standing: Standing | None = None) -> str:
    """The same as CSV, unrounded; a cell is empty where there is no such figure.

    With ``standing`` there are two columns more at the end: ``system``, and ``note``, which is empty but in
    the rows of systems that have no figures and no method.
    """
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(["method", *FIGURES, *(["system", "note"] if standing else [])])
    for name, result in accuracies.items():
        more = [standing.of_rows.get(name, ""), ""] if standing else []
        table.writerow([name, *figures(result), *more])
    for one in standing.absent if standing else ():
        table.writerow(["", *[""] * len(FIGURES), one.name, ABSENT])
    return stream.getvalue()


FIGURES = (
    "n",
    "groups",
    *(f"within_{r}_km{end}" for r in RADII_KM for end in ("", "_low", "_high")),
    "median_km",
    "mean_km",
    "geoscore",
)
"""Names of `figures`."""


def figures(result: Accuracy) -> list[float | str]:
    """One accuracy as the cells of a CSV, unrounded; empty where there is no such figure."""
    shares = [value for r in RADII_KM for value in (result.within_km[r], *result.interval[r])]
    found = [*shares, result.median_km, result.mean_km, result.geoscore]
    return [result.n, result.groups, *("" if math.isnan(v) else v for v in found)]


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


def table_as_json(accuracies: Mapping[str, Accuracy], standing: Standing) -> dict[str, Any]:
    """Every row as `as_json` with its ``system``, and the systems of the paper that have no row."""
    return {
        "methods": {
            name: as_json(result) | {"system": standing.of_rows.get(name, "")}
            for name, result in accuracies.items()
        },
        "absent": [{"system": s.name, "reason": ABSENT, "remedy": s.remedy} for s in standing.absent],
    }


def _share(result: Accuracy, radius_km: int) -> str:
    low, high = result.interval[radius_km]
    interval = "" if math.isnan(low) else f" ({low:.1f}–{high:.1f})"
    return f"{result.within_km[radius_km]:.1f}{interval}"


def _rounded(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:,.0f}"


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
