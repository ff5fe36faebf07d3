"""The effect of the reference database (the paper's Table 2) as a picture."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from geo_core.offline.evaluation.database_tables import HEAD, SHARES_HEAD, rows, share_rows
from geo_core.offline.evaluation.databases import METHODS, Database
from geo_core.offline.figures.table import Table, draw_tables
from geo_core.settings import RADII_KM


def draw_databases(databases: Sequence[Database], column: str) -> Image.Image:
    """Both parts of the table: accuracy by method and database, and the parts' shares of the neighbours.

    Parameters
    ----------
    databases
        Parts of an atlas and, last, all of it.
    column
        Of the references, by which they were parted.
    """
    first = next(iter(databases[0].accuracies.values()))
    words = (
        f"Percent of {first.n:,} photos located within each distance by parts of the atlas ({column}) and by "
        "all of it; the best database of each method is marked. Below, each part's share of the nearest "
        "neighbours in the whole atlas."
    )
    shares = Table(SHARES_HEAD, share_rows(databases), text_columns=1)
    return draw_tables([_accuracies(databases), shares], words)


def _accuracies(databases: Sequence[Database]) -> Table:
    best, parted = set(), set()
    for block, (label, _, _) in enumerate(METHODS):
        start = block * len(databases)
        parted.add(start)
        for column, radius in enumerate(RADII_KM, start=len(HEAD) - len(RADII_KM)):
            shares = [round(one.accuracies[label].within_km[radius], 1) for one in databases]
            best |= {
                (start + i, column) for i, share in enumerate(shares) if share == max(shares) and share > 0
            }
    return Table(HEAD, rows(databases), 2, best=frozenset(best), parted=frozenset(parted))
