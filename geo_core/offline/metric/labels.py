"""When two photos show one place: by their great-circle distance, or by the cells they lie in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from geo_core.offline.metric.pairs import Mask, pairs_by_cell, pairs_by_distance
from geo_core.sphere.coordinates import latlon_to_vector
from geo_core.sphere.distance import EARTH_RADIUS_KM

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]


class Labels(Protocol):
    """The places of all training photos, asked of one anchor or of a batch."""

    def similar_to(self, row: int) -> Rows:
        """All similar photos, ascending, with the row itself."""

    def pairs(self, rows: Rows) -> tuple[Mask, Mask]:
        """The similar and the different pairs of a batch."""


@dataclass(frozen=True)
class DistanceLabels:
    """Similar at most `near_km` apart, different more than `far_km`; (N,) degrees."""

    lat: Floats
    lon: Floats
    near_km: float
    far_km: float

    @cached_property
    def _tree(self) -> cKDTree:
        return cKDTree(latlon_to_vector(self.lat, self.lon))

    def similar_to(self, row: int) -> Rows:
        """As in `Labels`."""
        chord = 2 * np.sin(min(self.near_km / (2 * EARTH_RADIUS_KM), np.pi / 2))
        return np.array(sorted(self._tree.query_ball_point(self._tree.data[row], chord)), np.int64)

    def pairs(self, rows: Rows) -> tuple[Mask, Mask]:
        """As in `Labels`."""
        return pairs_by_distance(self.lat[rows], self.lon[rows], self.near_km, self.far_km)


@dataclass(frozen=True)
class CellLabels:
    """Similar in one cell, different in two; (N,) cells."""

    cells: Rows

    @cached_property
    def _order(self) -> Rows:
        return np.argsort(self.cells, kind="stable")

    def similar_to(self, row: int) -> Rows:
        """As in `Labels`."""
        cell = self.cells[row]
        first, last = np.searchsorted(self.cells, [cell, cell + 1], sorter=self._order)
        return self._order[first:last]

    def pairs(self, rows: Rows) -> tuple[Mask, Mask]:
        """As in `Labels`."""
        return pairs_by_cell(self.cells[rows])
