"""Figures that others have published, for the reader's eye: their photos are not ours."""

from __future__ import annotations

from dataclasses import dataclass

from geo_core.settings import RADII_KM


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
    within_km: tuple[float | None, ...]


_TABLE_1 = "Vo, Jacobs, Hays 2017, Table 1"

IM2GPS: tuple[Published, ...] = (
    Published("human, 30 workers over 940 trials", _TABLE_1, (None, None, 3.8, 13.9, 39.3)),
    Published("Im2GPS 2008", _TABLE_1, (None, 12.0, 15.0, 23.0, 47.0)),
    Published("Im2GPS 2015", _TABLE_1, (2.5, 21.9, 32.1, 35.4, 51.9)),
    Published("PlaNet, 91 million photos", _TABLE_1, (8.4, 24.5, 37.6, 53.6, 71.3)),
    Published("[L] 7011C", _TABLE_1, (6.8, 21.9, 34.6, 49.4, 63.7)),
    Published("[L] kNN σ = 4, 6 million references", _TABLE_1, (12.2, 33.3, 44.3, 57.4, 71.3)),
    Published("[L] kNN σ = 4, 28 million references", _TABLE_1, (14.4, 33.3, 47.7, 61.6, 73.4)),
)
"""On the Im2GPS test set of 237 photos."""


def markdown(rows: tuple[Published, ...] = IM2GPS) -> str:
    """A table of its own, which says on what it was measured."""
    lines = [
        "Published figures, on the 237 photos of the Im2GPS test set: other photos than those above, and "
        "up to 28 million references, so compare columns within a table only.",
        "",
        f"| published | {' | '.join(f'{r} km' for r in RADII_KM)} | source |",
        "|---" * (2 + len(RADII_KM)) + "|",
    ]
    for row in rows:
        shares = ["–" if share is None else f"{share:.1f}" for share in row.within_km]
        lines.append(f"| {row.name} | {' | '.join(shares)} | {row.source} |")
    return "\n".join(lines)
