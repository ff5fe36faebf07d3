"""The random split: the longer side is cut somewhere, not at its middle.

Where a cell is cut follows from the seed and from its place in the tree, not from the order
in which cells are visited: so a lower threshold refines a partition and never redraws it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo_core.partition.cell import WORLD, Cell, area_km2
from geo_core.partition.places import Places
from geo_core.partition.splitting import Leaves, SplitRule, check_cells

Floats = npt.NDArray[np.float64]

MARGIN = 0.1
"""Share of the side that a cut keeps from either end: no slivers, and the splitting ends."""

_MASK = 2**64 - 1


def split_randomly(places: Places, rule: SplitRule) -> Leaves:
    """Cut the longer side at a random value until the rule leaves each cell whole.

    Parameters
    ----------
    places
        Where the photos are.
    rule
        Its ``mode`` is not read; the same seed gives the same cuts.

    Raises
    ------
    SettingsError
        If there are more than `MOST_CELLS` cells.
    """
    cells: list[Cell] = []
    counts: list[int] = []
    parents: list[int] = []
    # A stack instead of recursion, the northern or eastern part below: leaves come out in order.
    todo = [(WORLD, _mixed(rule.seed), places.lat, places.lon)]
    while todo:
        cell, state, lat, lon = todo.pop()
        if lat.size < rule.t_img or area_km2(*cell) < rule.t_area_km2:
            cells.append(cell)
            counts.append(lat.size)
            continue
        check_cells(len(cells) + len(todo) + 2)
        parents.append(lat.size)
        value = _cut(cell, state)
        low, high = cell.cut(value)
        beyond = (lon if cell.wide else lat) >= value
        todo.append((high, _mixed(2 * state + 1), lat[beyond], lon[beyond]))
        within = ~beyond
        todo.append((low, _mixed(2 * state), lat[within], lon[within]))
    south, north, west, east = np.array(cells, np.float64).T.copy()
    return Leaves(
        south, north, west, east, np.array(counts, np.int64), np.array(parents, np.int64).reshape(-1)
    )


def _cut(cell: Cell, state: int) -> float:
    low, high = (cell.west, cell.east) if cell.wide else (cell.south, cell.north)
    uniform = (state >> 11) * 2.0**-53
    return low + (MARGIN + (1.0 - 2.0 * MARGIN) * uniform) * (high - low)


def _mixed(state: int) -> int:
    """The next state of SplitMix64 (Steele, Lea, Flood 2014), 64 bits."""
    z = (state + 0x9E3779B97F4A7C15) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)
