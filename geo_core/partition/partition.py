"""A partition of the Earth: its cells, what lies in them, and which of them a place lies in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from geo_core.errors import GeoCoreError
from geo_core.partition.cell import area_km2
from geo_core.partition.cuts import Cuts, join
from geo_core.partition.places import checked
from geo_core.partition.splitting import SplitMode, SplitRule

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Partition:
    """C cells that make up the Earth, in the order of the splitting: south or west first.

    Attributes
    ----------
    south, north, west, east
        (C,) float64, degrees; half-open on the north and the east.
    count
        (C,) int64, photos in each.
    mean_lat, mean_lon
        (C,) float64, degrees, the spherical mean of the photos' places; the cell's centre where there
        is no photo. Meridians meet at the poles, so the mean of a wide cell may lie north or south of it.
    t_img, t_area_km2, mode, seed
        As in `splitting.SplitRule`.

    Raises
    ------
    GeoCoreError
        If an array has another shape or type, or the cells do not make up the Earth.
    """

    south: Floats
    north: Floats
    west: Floats
    east: Floats
    count: Integers
    mean_lat: Floats
    mean_lon: Floats
    t_img: int
    t_area_km2: float
    mode: SplitMode
    seed: int

    def __post_init__(self) -> None:
        shape = self.south.shape
        for name in ("south", "north", "west", "east", "mean_lat", "mean_lon"):
            array = getattr(self, name)
            if array.dtype != np.float64 or array.shape != shape or array.ndim != 1:
                raise GeoCoreError(
                    f"{name} of a Partition is {array.dtype} {array.shape}; allowed: float64 (C,)."
                )
        if self.count.dtype != np.int64 or self.count.shape != shape or np.any(self.count < 0):
            raise GeoCoreError("count of a Partition must be (C,) int64, none of them negative.")
        checked(self.mean_lat, self.mean_lon)
        SplitRule(self.t_img, self.t_area_km2, self.mode, self.seed)
        self._cuts  # noqa: B018  (joins the cells, which is the check that they make up the Earth)

    def __len__(self) -> int:
        return self.south.size

    @cached_property
    def _cuts(self) -> Cuts:
        return join(self.south, self.north, self.west, self.east)

    @property
    def area_km2(self) -> Floats:
        """(C,) areas on the sphere; they sum to the sphere's."""
        return area_km2(self.south, self.north, self.west, self.east)

    @property
    def centre(self) -> tuple[Floats, Floats]:
        """(C,) lat and (C,) lon of the middle of each cell, degrees."""
        return (self.south + self.north) / 2.0, (self.west + self.east) / 2.0

    def assign(self, lat: npt.ArrayLike, lon: npt.ArrayLike) -> Integers:
        """The cell of each place.

        Parameters
        ----------
        lat, lon
            Shape (N,), degrees; any longitude is taken, +180 is −180.

        Returns
        -------
        (N,) int64, 0 to C − 1.

        Raises
        ------
        GeoCoreError
            If a latitude lies outside ±90° or a value is not finite.
        """
        return self._cuts.find(*checked(lat, lon))
