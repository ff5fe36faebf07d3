"""One cell: a box of latitudes and longitudes, half-open on its north and its east.

The north pole belongs to the cells that touch it, and +180° is −180°.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo_core.sphere.distance import EARTH_RADIUS_KM

Floats = npt.NDArray[np.float64]


class Cell(NamedTuple):
    """Its borders, degrees."""

    south: float
    north: float
    west: float
    east: float

    @property
    def wide(self) -> bool:
        """Whether it is to be cut along a meridian; a square in degrees is cut along a parallel."""
        return self.east - self.west > self.north - self.south

    def cut(self, value: float) -> tuple[Cell, Cell]:
        """Its western and eastern part if it is `wide`, else its southern and northern part."""
        if self.wide:
            return self._replace(east=value), self._replace(west=value)
        return self._replace(north=value), self._replace(south=value)


WORLD = Cell(-90.0, 90.0, -180.0, 180.0)
"""The cell that every partition begins with."""


def area_km2(south: npt.ArrayLike, north: npt.ArrayLike, west: npt.ArrayLike, east: npt.ArrayLike) -> Floats:
    """Areas of boxes on the sphere, R²·Δλ·(sin north − sin south).

    Parameters
    ----------
    south, north, west, east
        Shape (...), degrees; broadcast against each other.

    Returns
    -------
    (...) float64, km².

    Examples
    --------
    >>> round(float(area_km2(*WORLD)))
    510064472
    """
    s, n = np.radians(np.asarray(south, np.float64)), np.radians(np.asarray(north, np.float64))
    d_lambda = np.radians(np.asarray(east, np.float64) - np.asarray(west, np.float64))
    # The difference of sines as a product: small cells keep all their digits.
    height = 2.0 * np.cos((n + s) / 2.0) * np.sin((n - s) / 2.0)
    return np.asarray(EARTH_RADIUS_KM**2 * d_lambda * height)
