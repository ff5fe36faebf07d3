"""From cells back to the cuts that made them, and down the cuts from a place to its cell.

Cells in the order of the splitting are the tree themselves: whenever the last two boxes share a
whole side, they are joined. What does not join to the whole world is no partition.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo_core.errors import GeoCoreError
from geo_core.partition.cell import WORLD, Cell

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

CHUNK = 1 << 14
"""Places that go down together: they stay in the processor's cache."""


@dataclass(frozen=True, eq=False)
class Cuts:
    """A binary tree; nodes below ``cells`` are the cells, the last node is the world.

    Attributes
    ----------
    cells
        How many cells there are.
    axis
        (M,) int64: 0 where latitudes are compared, 1 where longitudes are.
    value
        (M,) float64, degrees: smaller ones go to the first child.
    child
        (M, 2) int64, nodes; a cell is its own child.
    """

    cells: int
    axis: Integers
    value: Floats
    child: Integers

    def find(self, lat: Floats, lon: Floats) -> Integers:
        """(N,) cells of places (N,), degrees, lon in [−180, 180)."""
        found = np.empty(lat.shape, np.int64)
        for start in range(0, lat.size, CHUNK):
            part = slice(start, start + CHUNK)
            found[part] = self._descend(np.concatenate([lat[part], lon[part]]), lat[part].size)
        return found

    def _descend(self, place: Floats, n: int) -> Integers:
        node = np.full(n, self.value.size - 1, np.int64)
        column = np.arange(n)
        while (node >= self.cells).any():
            beyond = place[self.axis[node] * n + column] >= self.value[node]
            node = self.child.ravel()[2 * node + beyond]
        return node


def join(south: Floats, north: Floats, west: Floats, east: Floats) -> Cuts:
    """The cuts that made these cells.

    Parameters
    ----------
    south, north, west, east
        Shape (C,), degrees, in the order of the splitting.

    Raises
    ------
    GeoCoreError
        If the cells do not make up the world, each point once.
    """
    if not (np.all(south < north) and np.all(west < east)):
        raise GeoCoreError("A cell's south must lie below its north, and its west below its east.")
    cells = len(south)
    cuts: list[tuple[int, float, int, int]] = [(0, 0.0, cell, cell) for cell in range(cells)]
    stack: list[tuple[Cell, int]] = []
    bounds = zip(south.tolist(), north.tolist(), west.tolist(), east.tolist(), strict=True)
    for number, box in enumerate(bounds):
        stack.append((Cell(*box), number))
        while len(stack) > 1 and (cut := _shared(stack[-2][0], stack[-1][0])):
            (second, high), (first, low) = stack.pop(), stack.pop()
            cuts.append((*cut, low, high))
            stack.append((Cell(first.south, second.north, first.west, second.east), len(cuts) - 1))
    if len(stack) != 1 or stack[0][0] != WORLD:
        raise GeoCoreError(f"The {cells} cells do not make up the world, each point once.")
    axis, value, low_child, high_child = zip(*cuts, strict=True)
    child = np.array([low_child, high_child], np.int64).T.copy()
    return Cuts(cells, np.array(axis, np.int64), np.array(value, np.float64), child)


def _shared(first: Cell, second: Cell) -> tuple[int, float] | None:
    """Axis and value of the whole side that two boxes share; None where there is none."""
    if first.east == second.west and first[:2] == second[:2]:
        return 1, second.west
    if first.north == second.south and first[2:] == second[2:]:
        return 0, second.south
    return None
