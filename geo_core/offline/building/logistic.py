"""The two numbers of a confidence map, of most likelihood (Platt scaling).

Platt, "Probabilistic Outputs for Support Vector Machines and Comparisons to Regularized Likelihood
Methods" (1999), with his targets: a hit counts (N₊ + 1)/(N₊ + 2), a miss 1/(N₋ + 2), which keeps the
numbers finite where hits and misses part. Guo et al., "On Calibration of Modern Neural Networks" (ICML
2017), fit it, too, on photos that the model has not seen.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

from geo_core.density.confidence import ConfidenceMap, log_odds
from geo_core.errors import GeoCoreError

Floats = npt.NDArray[np.float64]

STIFFNESS = 1e-6
"""Of a prior that holds the slope at 0 where all masses are alike, and any slope would do."""

DECIMALS = 6
"""Kept of both numbers, far below what the photos can tell: the manifest's bytes repeat."""


def fit_map(mass: Floats, most: float, hit: npt.NDArray[np.bool_]) -> ConfidenceMap:
    """The rising logistic map of most likelihood.

    Parameters
    ----------
    mass
        (N,) what was claimed.
    most
        `density.confidence.kernel_mass` of the settings that claimed it.
    hit
        (N,) whether it came true.

    Raises
    ------
    GeoCoreError
        If there is no claim.
    """
    if not len(mass) == len(hit) > 0:
        raise GeoCoreError(
            f"A confidence is fitted on as many claims as outcomes, one or more; given are {len(mass)} and "
            f"{len(hit)}."
        )
    hits = int(hit.sum())
    target = np.where(hit, (hits + 1) / (hits + 2), 1 / (len(hit) - hits + 2))
    odds = log_odds(mass, most)
    middle = float(odds.mean())
    centred = odds - middle  # the two numbers then hardly depend on each other

    def loss(numbers: Floats) -> tuple[float, Floats]:
        level, slope = numbers
        z = level + slope * centred
        away = expit(z) - target
        value = float((np.logaddexp(0.0, z) - target * z).mean()) + STIFFNESS * slope**2
        return value, np.array([away.mean(), away @ centred / len(z) + 2.0 * STIFFNESS * slope])

    begin = np.array([np.log(target.mean() / (1.0 - target.mean())), 0.0])
    bounds = [(None, None), (0.0, None)]
    tight = {"ftol": 1e-15, "gtol": 1e-9}
    level, slope = minimize(loss, begin, jac=True, method="L-BFGS-B", bounds=bounds, options=tight).x
    slope = round(float(slope), DECIMALS)
    return ConfidenceMap(round(float(level) - slope * middle, DECIMALS), slope)
