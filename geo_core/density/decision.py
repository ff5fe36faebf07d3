"""The best answer for a radius: the point that holds the most mass within it (a Bayes decision)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from geo_core.density.covering import Objective, highest, nearby
from geo_core.density.mass import mass_within
from geo_core.density.mode_seeking import global_mode
from geo_core.density.profile import profile
from geo_core.records import BestPoint, Density
from geo_core.sphere.coordinates import latlon_to_vector, vector_to_latlon

Floats = npt.NDArray[np.float64]

Radius = TypeVar("Radius", bound=float)
"""Whole kilometres stay whole: the result is keyed by the very numbers that were given."""

SMALLEST = 1 / 64
"""The search ends at cells of this share of the bandwidth: inside, the mass hardly varies."""


def best_within(density: Density, radius_km: float) -> BestPoint:
    """The point that is most probably within a radius of the truth.

    Parameters
    ----------
    density
        k kernels; its ``kernel`` is not read.
    radius_km
        Such as one of the paper's thresholds (Table 1).

    Returns
    -------
    The point and its mass (exact, not tabulated), which no other point exceeds by more than
    0.2 %. Of points that are as good, the density's mode is preferred.
    """
    return best_within_all(density, (radius_km,))[radius_km]


def best_within_all(
    density: Density,
    radii_km: Iterable[Radius],
    *,
    exhaustive: bool = True,
    peak: tuple[float, float] | None = None,
) -> dict[Radius, BestPoint]:
    """The best points for several radii; faster than one by one.

    Parameters
    ----------
    density
        k kernels; its ``kernel`` is not read.
    radii_km
        Kilometres, such as ``settings.RADII_KM``.
    exhaustive
        Whether to search the whole sphere. Without, only the neighbourhood of the best centre and
        of the mode is searched, and the masses are tabulated ones: no guarantee, a tenth of the time,
        for a slider's frames.
    peak
        (lat, lon) of the density's mode in degrees, where it is known already.

    Returns
    -------
    Radius → the best point for it, in the order given.
    """
    centres = latlon_to_vector(density.lat, density.lon)
    first = latlon_to_vector(*(peak or global_mode(density)[:2]))
    candidates = np.concatenate([first[None], centres])
    weight = np.exp(density.log_weight)
    found: dict[Radius, BestPoint] = {}
    for radius in radii_km:
        objective = Objective(centres, weight, profile(density.sigma_deg, float(radius)))
        find = highest if exhaustive else nearby
        point = find(objective, candidates, SMALLEST * density.sigma_deg)
        lat, lon = (float(angle) for angle in vector_to_latlon(point))
        mass = mass_within(density, lat, lon, [radius]) if exhaustive else objective.mass(point[None])
        found[radius] = BestPoint(lat, lon, float(mass[0]))
    return found
