"""The accuracies of every method (the paper's Table 1) as a picture."""

from __future__ import annotations

from collections.abc import Mapping

from PIL import Image

from geo_core.offline.evaluation.accuracy import Accuracy
from geo_core.offline.evaluation.systems import Standing
from geo_core.offline.evaluation.tables import table_head, table_rows
from geo_core.offline.figures.table import Table, draw_tables
from geo_core.settings import RADII_KM

WORDS = 2
"""Columns of words: the method, and the paper's system that it stands for."""


def draw_accuracies(results: Mapping[str, Accuracy], standing: Standing, about: str) -> Image.Image:
    """The table with the best of each distance marked.

    Parameters
    ----------
    results
        Name of the row → its accuracy; at least one.
    standing
        Which systems of the paper the rows stand for, and which have none.
    about
        Which photos and which atlas.
    """
    best = set()
    for column, radius in enumerate(RADII_KM, start=WORDS + 1):
        shares = [round(result.within_km[radius], 1) for result in results.values()]
        best |= {(row, column) for row, share in enumerate(shares) if share == max(shares) and share > 0}
    rows = table_rows(results, standing)
    parted = frozenset({len(results)} if standing.absent else ())
    return draw_tables([Table(table_head(standing), rows, WORDS, frozenset(best), parted)], about)
