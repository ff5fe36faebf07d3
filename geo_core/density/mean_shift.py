"""Neighbours to clusters by mean shift on the sphere: the way of Im2GPS before kernel density estimation.

Hays and Efros, "IM2GPS: estimating geographic information from a single image"
(CVPR 2008); mean shift as in Comaniciu and Meer (PAMI 24(5), 2002), with the flat kernel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo_core.density.mode_seeking import gather
from geo_core.errors import GeoCoreError
from geo_core.records import Neighbours
from geo_core.settings import check_range
from geo_core.sphere.coordinates import latlon_to_vector, vector_to_latlon
from geo_core.sphere.distance import EARTH_RADIUS_KM

Floats = npt.NDArray[np.float64]

NEIGHBOURS = 120
"""Neighbours that are clustered, each with one vote (Im2GPS)."""

BANDWIDTH_KM = 200.0
"""Radius of the window (Im2GPS)."""

MAX_STEPS = 1000
"""A window moves until what it holds no longer changes; a dozen steps are usual."""


@dataclass(frozen=True)
class Clusters:
    """Groups of neighbours, the largest first; among equals that of the best-ranked neighbour.

    Attributes
    ----------
    lat, lon
        (c,) float64, degrees: the modes, where windows came to rest.
    size
        (c,) int64, neighbours in each.
    member
        (k,) int64, the cluster of each neighbour.
    """

    lat: Floats
    lon: Floats
    size: npt.NDArray[np.int64]
    member: npt.NDArray[np.int64]


def mean_shift(neighbours: Neighbours, *, bandwidth_km: float = BANDWIDTH_KM) -> Clusters:
    """Cluster neighbours by the mode that a window reaches from each.

    Parameters
    ----------
    neighbours
        k of them, nearest embedding first; all count the same.
    bandwidth_km
        Radius of the window, a spherical cap, kilometres, inclusive.

    Returns
    -------
    Clusters. The first one's mode is Im2GPS's answer.

    Raises
    ------
    GeoCoreError
        If there is no neighbour.
    SettingsError
        If the bandwidth is not between 1 and 5000 km.

    Notes
    -----
    Modes nearer than half the bandwidth to one that holds more neighbours are one with it: a flat
    kernel has plateaus, on which windows rest side by side.
    """
    # Up to a quarter of the Earth's circumference a window's mean cannot vanish.
    check_range("bandwidth_km", bandwidth_km, 1, 5000)
    if neighbours.lat.size == 0:
        raise GeoCoreError("Mean shift needs at least one neighbour; none was given.")
    points = latlon_to_vector(neighbours.lat, neighbours.lon)
    modes, held = _shifted(points, _chord(bandwidth_km))
    chosen, owner = gather(modes, held, _chord(bandwidth_km / 2), len(points))
    size = np.bincount(owner)
    first = np.unique(owner, return_index=True)[1]
    order = np.lexsort((first, -size))
    lat, lon = vector_to_latlon(modes[chosen[order]])
    return Clusters(lat, lon, size[order], np.argsort(order)[owner])


def _shifted(points: Floats, reach: float) -> tuple[Floats, Floats]:
    """Where a window that starts at each point comes to rest, (k, 3), and how many points it holds, (k,)."""
    modes, inside = points, np.empty((0, 0), bool)
    for _ in range(MAX_STEPS):
        now = _near(modes, points, reach)
        if np.array_equal(now, inside):
            break
        inside = now
        mean = inside @ points
        modes = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    return modes, inside.sum(axis=1).astype(np.float64)


def _near(modes: Floats, points: Floats, reach: float) -> npt.NDArray[np.bool_]:
    """(n, k): which points lie within a chord of each mode. Differences, for dot products blur metres."""
    return np.asarray(np.square(modes[:, None] - points).sum(axis=2) <= reach**2)


def _chord(km: float) -> float:
    """Straight distance, in radii, of two places that far apart on the ground."""
    return 2 * math.sin(km / EARTH_RADIUS_KM / 2)
