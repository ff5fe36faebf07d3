"""When a cell is split, and the even split: halves, found by binary search in sorted codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from geo_core.errors import SettingsError
from geo_core.partition.cell import area_km2
from geo_core.partition.morton import halvings_for
from geo_core.partition.places import Places
from geo_core.settings import check_choice, check_range

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

SplitMode = Literal["even", "random"]
SPLIT_MODES: tuple[SplitMode, ...] = ("even", "random")

MOST_CELLS = 1_000_000
"""Above it a partition is refused, before the memory is: forty times the finest in the literature."""


@dataclass(frozen=True)
class SplitRule:
    """How the world is cut (the paper's section 3.1).

    Attributes
    ----------
    t_img
        A cell with fewer photos stays whole.
    t_area_km2
        A cell of less area stays whole; 1 km² is the finest distance that accuracy is told for.
    mode
        ``even`` cuts at the middle of the longer side, ``random`` somewhere in its middle 80 %.
    seed
        Of the random cuts; the even ones do not read it.
    """

    t_img: int
    t_area_km2: float = 1.0
    mode: SplitMode = "even"
    seed: int = 0

    def __post_init__(self) -> None:
        check_range("t_img", self.t_img, 1, 1e12)
        check_range("t_area_km2", self.t_area_km2, 1e-4, 1e9)
        check_choice("mode", self.mode, SPLIT_MODES)
        check_range("seed", self.seed, 0, 2**63 - 1)


@dataclass(frozen=True, eq=False)
class Leaves:
    """The cells that were left whole, in the order of the splitting: south or west first.

    Attributes
    ----------
    south, north, west, east
        (C,) float64, degrees.
    count
        (C,) int64, photos.
    parents
        (C − 1,) int64, photos of the cells that were split, in no order. A threshold t of at
        least the rule's leaves 1 + #(parents ≥ t) cells: both thresholds fall from parent to child.
    """

    south: Floats
    north: Floats
    west: Floats
    east: Floats
    count: Integers
    parents: Integers


def check_cells(cells: int) -> None:
    """Refuse a splitting that runs away.

    Raises
    ------
    SettingsError
        Above `MOST_CELLS`.
    """
    if cells > MOST_CELLS:
        raise SettingsError(
            f"The partition has more than {MOST_CELLS} cells, which is the most allowed; "
            "raise t_img or t_area_km2."
        )


def split_evenly(places: Places, rule: SplitRule) -> Leaves:
    """Halve the longer side until the rule leaves each cell whole.

    Parameters
    ----------
    places
        Where the photos are.
    rule
        Its ``mode`` is not read.

    Raises
    ------
    SettingsError
        If there are more than `MOST_CELLS` cells.
    """
    halvings = halvings_for(rule.t_area_km2)
    codes = places.sorted_codes(halvings)
    # One line a cell of this level: its prefix, row, column, and its range in the sorted codes.
    front = np.array([[0], [0], [0], [0], [len(places)]], np.int64)
    done: list[Integers] = []
    borders: list[Floats] = []
    parents: list[Integers] = []
    cells = 0
    for level in range(2 * halvings + 1):
        prefix, row, column, first, last = front
        box = _borders(row, column, level)
        split = (last - first >= rule.t_img) & (area_km2(*box) >= rule.t_area_km2)
        borders.append(box[:, ~split])
        done.append(np.stack([prefix << (2 * halvings - level), last - first])[:, ~split])
        parents.append((last - first)[split])
        cells += borders[-1].shape[1]
        check_cells(cells + 2 * int(split.sum()))
        if not split.any():
            break
        front = _halve(front[:, split], codes, level, 2 * halvings - level - 1)
    start, count = np.concatenate(done, axis=1)
    order = np.argsort(start)
    south, north, west, east = np.concatenate(borders, axis=1)[:, order]
    return Leaves(south, north, west, east, count[order], np.concatenate(parents))


def _borders(row: Integers, column: Integers, level: int) -> Floats:
    """(4, n): south, north, west, east; exact, as all of them are 45 times a power of two."""
    high, wide = 180.0 / 2 ** (level // 2), 360.0 / 2 ** ((level + 1) // 2)
    south, west = row * high - 90.0, column * wide - 180.0
    return np.stack([south, south + high, west, west + wide])


def _halve(front: Integers, codes: npt.NDArray[np.generic], level: int, below: int) -> Integers:
    """The halves of every line; ``below`` bits of the code follow the next one."""
    prefix, row, column, first, last = front
    middle = ((2 * prefix + 1) << below).astype(codes.dtype)
    cut = np.searchsorted(codes, middle).astype(np.int64)
    by_lon = level % 2 == 0
    low = [2 * prefix, row if by_lon else 2 * row, 2 * column if by_lon else column, first, cut]
    high = [2 * prefix + 1, row if by_lon else 2 * row + 1, 2 * column + 1 if by_lon else column, cut, last]
    return np.concatenate([np.stack(low), np.stack(high)], axis=1)
