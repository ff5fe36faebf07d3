"""Table 2, the effect of the reference database, as Markdown, CSV and JSON, and as cells of a picture."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from geo_core.offline.evaluation.databases import METHODS, RANKS, Database
from geo_core.offline.evaluation.tables import FIGURES, as_json, figures, markdown_table
from geo_core.settings import RADII_KM

HEAD = ["retrieval", "database", "references", *(f"{r} km" for r in RADII_KM)]
SHARES_HEAD = ["database", "of the atlas", *(f"of the first {k}" for k in RANKS)]


def rows(databases: Sequence[Database]) -> list[list[str]]:
    """Under `HEAD`: each method with each database, percent within each radius."""
    found = []
    for label, _, _ in METHODS:
        for one in databases:
            shares = [f"{one.accuracies[label].within_km[r]:.1f}" for r in RADII_KM]
            found.append([label, one.name, f"{one.references:,}", *shares])
    return found


def share_rows(databases: Sequence[Database]) -> list[list[str]]:
    """Under `SHARES_HEAD`: what each part is of the atlas, and of the nearest neighbours in it."""
    return [
        [one.name, *(f"{100 * s:.1f} %" for s in (one.share_of_atlas, *one.share_of_neighbours.values()))]
        for one in databases[:-1]
    ]


def markdown(databases: Sequence[Database]) -> str:
    """Table 2: one row a method and database, then the shares of the neighbours."""
    tables = ((HEAD, rows(databases)), (SHARES_HEAD, share_rows(databases)))
    return "\n\n".join(markdown_table(head, cells) for head, cells in tables)


def csv_text(databases: Sequence[Database]) -> str:
    """One row a method and database, unrounded, with the database's shares (0 to 1)."""
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    shares = ["share_of_atlas", *(f"share_of_first_{k}" for k in RANKS)]
    table.writerow(["retrieval", "database", "references", *FIGURES, *shares])
    for label, _, _ in METHODS:
        for one in databases:
            own = [one.share_of_atlas, *(one.share_of_neighbours[k] for k in RANKS)]
            table.writerow([label, one.name, one.references, *figures(one.accuracies[label]), *own])
    return stream.getvalue()


def databases_as_json(databases: Sequence[Database], column: str) -> dict[str, Any]:
    """The same as plain data: shares from 0 to 1, accuracies as `tables.as_json` has them."""
    return {
        "format": "geo_core databases",
        "format_version": 1,
        "column": column,
        "neighbour_ranks": list(RANKS),
        "databases": [
            {
                "name": one.name,
                "is_whole_atlas": one is databases[-1],
                "references": one.references,
                "share_of_atlas": one.share_of_atlas,
                "share_of_neighbours": {str(k): one.share_of_neighbours[k] for k in RANKS},
                "methods": {label: as_json(result) for label, result in one.accuracies.items()},
            }
            for one in databases
        ],
    }
