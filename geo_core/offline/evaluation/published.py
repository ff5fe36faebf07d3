"""Figures that others have published, for the reader's eye: their photos are not ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from geo_core.offline.evaluation.tables import markdown_table
from geo_core.settings import RADII_KM

Shares = tuple[float | None, ...]


@dataclass(frozen=True)
class Published:
    """One row of a paper.

    Attributes
    ----------
    name, source
        The system; where the figures stand.
    within_km
        Percent within 1, 25, 200, 750 and 2500 km; None where none is given.
    """

    name: str
    source: str
    within_km: Shares


_TABLE_1 = "Vo, Jacobs, Hays 2017, Table 1"
_TABLE_2 = "Vo, Jacobs, Hays 2017, Table 2"

IM2GPS: tuple[Published, ...] = (
    Published("Human, 30 workers over 940 trials", _TABLE_1, (None, None, 3.8, 13.9, 39.3)),
    Published("Im2GPS 2008", _TABLE_1, (None, 12.0, 15.0, 23.0, 47.0)),
    Published("Im2GPS 2015", _TABLE_1, (2.5, 21.9, 32.1, 35.4, 51.9)),
    Published("PlaNet, 91 million photos", _TABLE_1, (8.4, 24.5, 37.6, 53.6, 71.3)),
    Published("[L] 7011C", _TABLE_1, (6.8, 21.9, 34.6, 49.4, 63.7)),
    Published("[L] kNN σ = 4, 6 million references", _TABLE_1, (12.2, 33.3, 44.3, 57.4, 71.3)),
    Published("[L] kNN σ = 4, 28 million references", _TABLE_1, (14.4, 33.3, 47.7, 61.6, 73.4)),
)
"""On the Im2GPS test set of 237 photos."""

_OF_DATABASES: dict[str, tuple[Shares, Shares, Shares]] = {
    "NN": (
        (12.7, 33.3, 40.9, 53.2, 71.7),
        (12.2, 30.4, 37.6, 51.1, 67.1),
        (13.9, 32.9, 40.5, 54.4, 70.9),
    ),
    "kNN σ = 1": (
        (13.1, 36.3, 44.3, 56.1, 70.0),
        (12.7, 34.2, 43.9, 55.3, 68.8),
        (15.2, 37.6, 46.0, 57.0, 69.2),
    ),
    "kNN σ = 4": (
        (12.2, 33.3, 44.3, 57.4, 71.3),
        (11.8, 31.2, 42.2, 58.7, 70.0),
        (14.4, 33.3, 47.7, 61.6, 73.4),
    ),
    "kNN σ = 16": (
        (10.6, 24.9, 35.4, 59.5, 75.9),
        (8.4, 19.8, 34.6, 58.2, 74.7),
        (11.8, 24.9, 36.7, 60.8, 77.2),
    ),
}

DATABASES: tuple[Published, ...] = tuple(
    Published(f"[L] {retrieval}, {database}", _TABLE_2, shares)
    for retrieval, rows in _OF_DATABASES.items()
    for database, shares in zip(
        ("Im2GPS, 6 million", "YFCC, 22 million", "both, 28 million"), rows, strict=True
    )
)
"""On the same photos, by reference database."""

SHARES = (
    "Published: 22.8 % of the 28 million references are from Im2GPS, and of the first 1, 10, 100 and 1000 "
    "neighbours of its test photos 53.2, 50.1, 44.6 and 40.1 % (section 4.5)."
)


def markdown(rows: tuple[Published, ...] = IM2GPS) -> str:
    """A table of its own, which says on what it was measured."""
    about = (
        "Published figures, on the 237 photos of the Im2GPS test set: other photos than those above, and "
        "up to 28 million references, so compare columns within a table only."
    )
    cells = [
        [row.name, *("–" if share is None else f"{share:.1f}" for share in row.within_km), row.source]
        for row in rows
    ]
    return f"{about}\n\n{markdown_table(['published', *(f'{r} km' for r in RADII_KM), 'source'], cells)}"


def as_json(rows: tuple[Published, ...] = IM2GPS) -> list[dict[str, Any]]:
    """The rows as plain data, radii as text; null where no figure is given."""
    return [
        {
            "name": row.name,
            "source": row.source,
            "data_set": "Im2GPS test set, 237 photos",
            "within_km": {str(r): share for r, share in zip(RADII_KM, row.within_km, strict=True)},
        }
        for row in rows
    ]
