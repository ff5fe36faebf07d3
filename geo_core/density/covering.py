"""Where a cap holds the most: branch and bound over the sphere, then a fine search."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo_core.density.profile import Profile
from geo_core.sphere.coordinates import latlon_to_vector
from geo_core.sphere.tangent import tangent_frames

Floats = npt.NDArray[np.float64]

FIRST_HALF_DEG = 7.5
"""Half the side of the first cells: 288 of them."""

GAIN = 2e-3
"""Cells that cannot beat the best point by this share of its mass are left: the guarantee."""

MOST_CELLS = 4096
"""Above it only the most promising cells are kept, at the price of the guarantee: a limit on the
time that noise without any cluster may take. A hundred cells are usual."""

PROBES = 16
"""Most promising cells of a round whose centres are tried as the new best point."""

PREFERENCE = 1e-4
"""Share of mass by which the first candidate may be worse and still be kept."""

LEAST_GAIN = 1e-6
"""Share of mass below which the fine search does not move: plateaus are left alone."""

COMPASS = np.stack([np.cos(np.arange(8) * np.pi / 4), np.sin(np.arange(8) * np.pi / 4)], axis=1)
"""Eight directions of the fine search."""


@dataclass(frozen=True)
class Objective:
    """The mass inside a cap as a function of the cap's centre.

    Attributes
    ----------
    centres
        (k, 3), the kernels' unit vectors.
    weight
        (k,), summing to 1.
    profile
        Mass of one kernel against the chord.
    """

    centres: Floats
    weight: Floats
    profile: Profile

    def mass(self, points: Floats) -> Floats:
        """(n,) masses for caps about (n, 3) unit vectors."""
        return np.asarray(self.profile(self._chords(points)) @ self.weight)

    def bound(self, points: Floats, reach: Floats) -> Floats:
        """(n,): no point within the chord ``reach`` (n,) of the given one has more mass.

        A chord is a distance, so by the triangle inequality none shrinks by more than the reach,
        and the profile falls with the chord.
        """
        return np.asarray(self.profile(self._chords(points) - reach[:, None]) @ self.weight)

    def _chords(self, points: Floats) -> Floats:
        square = points @ (-2.0 * self.centres.T)
        square += 2.0
        np.maximum(square, 0.0, out=square)
        return np.asarray(np.sqrt(square, out=square))


def highest(objective: Objective, candidates: Floats, smallest_deg: float) -> Floats:
    """The point whose cap holds the most mass.

    Parameters
    ----------
    objective
        What is to be maximised.
    candidates
        Shape (c, 3), points to begin with; the first is preferred where others are hardly better.
    smallest_deg
        Size of the cells at which the search of the sphere ends, degrees.

    Returns
    -------
    (3,) unit vector. By the bound, no point of any cell that was left has more than 1.002 times
    its mass; the few cells that remain at the smallest size are judged by their centres.
    """
    point = nearby(objective, candidates, smallest_deg)
    most = float(objective.mass(point[None])[0])
    lat, lon, half = *_first_cells(), FIRST_HALF_DEG
    while lat.size and half > smallest_deg / 2.0:
        cells = latlon_to_vector(lat, lon)
        bound = objective.bound(cells, _reach(lat, half))
        order = np.argsort(-bound)[:MOST_CELLS]
        order = order[bound[order] > most * (1 + GAIN)]
        if order.size == 0:
            break
        tried = cells[order[:PROBES]]
        masses = objective.mass(tried)
        if masses.max() > most * (1 + LEAST_GAIN):
            found = tried[int(masses.argmax())]
            point, most = refine(objective, found, float(masses.max()), max(half, smallest_deg))
        lat, lon, half = *_quarters(lat[order], lon[order], half), half / 2.0
    return point


def nearby(objective: Objective, candidates: Floats, size_deg: float) -> Floats:
    """The best of the candidates, moved uphill: `highest` without the search of the sphere."""
    masses = objective.mass(candidates)
    best = int(masses.argmax())
    if masses[best] <= masses[0] * (1 + PREFERENCE):
        best = 0
    return refine(objective, candidates[best], float(masses[best]), size_deg)[0]


def refine(objective: Objective, point: Floats, mass: float, size_deg: float) -> tuple[Floats, float]:
    """Compass search: try eight neighbours, go to the best, shorten the stride when none is better.

    Parameters
    ----------
    objective
        What is to be maximised.
    point, mass
        (3,) unit vector to begin with, and its mass.
    size_deg
        First stride, degrees.

    Returns
    -------
    point, mass: at least as good as the first.
    """
    stride = np.radians(size_deg)
    for _ in range(24):
        ways = COMPASS @ tangent_frames(point[None])[0]
        around = point + stride * ways
        around /= np.sqrt(np.einsum("nc,nc->n", around, around))[:, None]
        masses = objective.mass(around)
        best = int(masses.argmax())
        if masses[best] > mass * (1 + LEAST_GAIN):
            point, mass = around[best], float(masses[best])
        elif stride < 1e-3 * np.radians(size_deg):
            break
        else:
            stride /= 3.0
    return point, mass


def _first_cells() -> tuple[Floats, Floats]:
    """Centres of the cells that cover the Earth, degrees."""
    lat = np.arange(-90.0 + FIRST_HALF_DEG, 90.0, 2 * FIRST_HALF_DEG)
    lon = np.arange(-180.0 + FIRST_HALF_DEG, 180.0, 2 * FIRST_HALF_DEG)
    return np.repeat(lat, lon.size), np.tile(lon, lat.size)


def _reach(lat: Floats, half_deg: float) -> Floats:
    """Radians, at least the arc (and so the chord) from a cell's centre to any of its points."""
    widest = np.cos(np.radians(np.maximum(np.abs(lat) - half_deg, 0.0)))
    return np.asarray(np.radians(half_deg) * np.hypot(1.0, widest))


def _quarters(lat: Floats, lon: Floats, half_deg: float) -> tuple[Floats, Floats]:
    """Centres of the four quarters of every cell."""
    d_lat = np.array([-0.5, -0.5, 0.5, 0.5]) * half_deg
    d_lon = np.array([-0.5, 0.5, -0.5, 0.5]) * half_deg
    return np.add.outer(lat, d_lat).ravel(), np.add.outer(lon, d_lon).ravel()
