"""The authors' extra step: answer with a real neighbour near the peak."""

from __future__ import annotations

import numpy as np

from geo_core.records import Neighbours
from geo_core.sphere.distance import great_circle_km


def snap(lat: float, lon: float, neighbours: Neighbours, snap_km: float) -> tuple[float, float]:
    """Replace a point by the best-ranked neighbour within reach.

    Parameters
    ----------
    lat, lon
        The point, degrees.
    neighbours
        Nearest embedding first.
    snap_km
        Reach, kilometres, inclusive; the authors' released code uses 100.

    Returns
    -------
    lat, lon: the neighbour's place, degrees, or the point itself where no neighbour is in reach.

    References
    ----------
    The authors' released code; the paper does not mention the step.
    """
    reached = np.flatnonzero(great_circle_km(lat, lon, neighbours.lat, neighbours.lon) <= snap_km)
    if reached.size == 0:
        return lat, lon
    best = reached[0]
    return float(neighbours.lat[best]), float(neighbours.lon[best])
