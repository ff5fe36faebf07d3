"""One photo's answer over σ: how far it moves, and how much of the mass lies around it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geo_core.density.mass import mass_within
from geo_core.density.mixture import density_of
from geo_core.density.mode_seeking import global_mode
from geo_core.records import Neighbours
from geo_core.settings import RADII_KM, SIGMA_MAX_DEG, SIGMA_MIN_DEG, DensitySettings
from geo_core.sphere.distance import great_circle_km

SIGMAS_DEG: tuple[float, ...] = tuple(
    round(float(sigma), 3) for sigma in np.geomspace(SIGMA_MIN_DEG, SIGMA_MAX_DEG, 15)
)
"""Half octaves: the paper's 1°, 4° and 16° are among them."""

PAPER_SIGMA_DEG = 4.0
"""Of the paper's Table 1."""


@dataclass(frozen=True)
class SigmaCurve:
    """What becomes of one photo's answer as σ grows.

    Attributes
    ----------
    sigma_deg
        The bandwidths, ascending, degrees.
    answers
        At each, the point of highest density: (lat, lon), degrees.
    away_km
        At each, from the true place; where that is unknown, from the answer at σ = 4°.
    within
        At each, the mass within each of `RADII_KM` of the answer, 0 to 1.
    """

    sigma_deg: tuple[float, ...]
    answers: tuple[tuple[float, float], ...]
    away_km: tuple[float, ...]
    within: tuple[tuple[float, ...], ...]


def sigma_curve(
    neighbours: Neighbours, settings: DensitySettings, truth: tuple[float, float] | None = None
) -> SigmaCurve:
    """The answer at each of `SIGMAS_DEG`, on the sphere.

    Parameters
    ----------
    neighbours
        Nearest first.
    settings
        How they vote; its bandwidth and kernel are not read.
    truth
        (lat, lon), degrees, where it is known.
    """
    answers, within = [], []
    for sigma in SIGMAS_DEG:
        density = density_of(neighbours, replace(settings, sigma_deg=sigma))
        peak = global_mode(density)
        answers.append((peak.lat, peak.lon))
        within.append(tuple(map(float, mass_within(density, peak.lat, peak.lon, RADII_KM))))
    origin = truth or answers[SIGMAS_DEG.index(PAPER_SIGMA_DEG)]
    away_km = tuple(float(great_circle_km(*origin, *answer)) for answer in answers)
    return SigmaCurve(SIGMAS_DEG, tuple(answers), away_km, tuple(within))
