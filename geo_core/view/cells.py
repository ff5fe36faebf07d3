"""One photo's most probable cells as plain data: a box, a probability, a count and a place each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

import numpy as np

from geo_core.errors import GeoCoreError
from geo_core.partition.partition import Partition
from geo_core.records import CellScores, Floats

MOST_DRAWN = 400
"""Cells of one partition: thousands cost seconds to draw and cover the Earth."""

LEAST_DRAWN = 0.001
"""Probability below which a cell is left out: the colours begin here."""

_BORDER_DIGITS = 4
_SHARE_DIGITS = 5


class CellsData(TypedDict):
    """The drawn cells of one partition, most probable first, a list for each column.

    ``total`` cells the partition has; the drawn ones hold ``mass`` of the probability. Borders in
    degrees, longitudes in west and east; ``cell`` is its number in the partition, ``share`` the
    probability, ``count`` the references in the cell, ``place`` the name of the place where they are.
    """

    name: str
    total: int
    mass: float
    west: list[float]
    south: list[float]
    east: list[float]
    north: list[float]
    cell: list[int]
    share: list[float]
    count: list[int]
    place: list[str]


def cells_data(
    scores: CellScores, partition: Partition, names_at: Callable[[Floats, Floats], list[str]]
) -> CellsData:
    """The cells to draw: the most probable `MOST_DRAWN`, none below `LEAST_DRAWN` save the first.

    Parameters
    ----------
    scores
        Of that partition.
    partition
        Its C cells.
    names_at
        (n,) latitudes and longitudes in degrees → n names; asked for the drawn cells only.

    Raises
    ------
    GeoCoreError
        If the scores are another partition's.
    """
    probability = scores.probability
    if len(partition) != probability.size:
        raise GeoCoreError(
            f"{probability.size} scores of {scores.partition} were given for {len(partition)} cells; "
            "give a partition and its own scores."
        )
    order = np.argsort(-probability, kind="stable")[:MOST_DRAWN]
    drawn = order[: max(1, int((probability[order] >= LEAST_DRAWN).sum()))]

    def borders(degrees: np.ndarray) -> list[float]:
        return [round(float(d), _BORDER_DIGITS) for d in degrees[drawn]]

    return {
        "name": scores.partition,
        "total": len(partition),
        "mass": round(float(probability[drawn].sum()), _SHARE_DIGITS),
        "west": borders(partition.west),
        "south": borders(partition.south),
        "east": borders(partition.east),
        "north": borders(partition.north),
        "cell": drawn.tolist(),
        "share": [round(float(p), _SHARE_DIGITS) for p in probability[drawn]],
        "count": partition.count[drawn].tolist(),
        "place": names_at(partition.mean_lat[drawn], partition.mean_lon[drawn]),
    }
