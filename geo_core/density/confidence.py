"""How probable it is that the truth lies within a radius, from the mass that a density claims there.

A mass is that probability only where the kernels are as wide as the errors. They are not: the bandwidth
of a decision is the one that decides best, and within 1 km a kernel of 0.25° holds less than a thousandth
of itself even where every vote is for one house. So the mass is first divided by the most that any point
could hold, and the share that is left is mapped to a probability by two numbers fitted on held-out
references (Platt, "Probabilistic Outputs for Support Vector Machines", 1999).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from geo_core.density.kernel import concentration
from geo_core.density.mass import cap_probability
from geo_core.errors import GeoCoreError
from geo_core.sphere.distance import EARTH_RADIUS_KM

Floats = npt.NDArray[np.float64]

LEAST = 1e-6
"""A share nearer to 0 or 1 counts as this far from it: no confidence is ever 0 or 1."""


def kernel_mass(sigma_deg: float, radius_km: float) -> float:
    """Mass of one kernel within a radius of its own centre: no point of a mixture of such holds more."""
    return float(cap_probability(0.0, radius_km / EARTH_RADIUS_KM, concentration(sigma_deg)))


def log_odds(mass: npt.ArrayLike, most: float) -> Floats:
    """Log-odds of the share that a mass is of the most there could be; of the masses' shape.

    Parameters
    ----------
    mass
        Within a radius of a point, 0 to 1.
    most
        `kernel_mass` of the same bandwidth and radius.
    """
    share = np.clip(np.asarray(mass, np.float64) / most, LEAST, 1.0 - LEAST)
    return np.asarray(np.log(share) - np.log1p(-share))


@dataclass(frozen=True)
class ConfidenceMap:
    """A rising function from the mass within one radius to the probability that the truth lies there.

    Attributes
    ----------
    intercept, slope
        The probability's log-odds are ``intercept + slope · log_odds(mass, most)``.

    Raises
    ------
    GeoCoreError
        If one is not finite, or the slope falls.
    """

    intercept: float
    slope: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.intercept) and math.isfinite(self.slope) and self.slope >= 0):
            raise GeoCoreError(
                f"A confidence map has the intercept {self.intercept!r} and the slope {self.slope!r}; "
                "allowed are finite numbers, the slope 0 or more. Fit it anew (python -m geo_core calibrate)."
            )

    def __call__(self, mass: npt.ArrayLike, most: float) -> Floats:
        """Probabilities, inside (0, 1), of the masses' shape; the parameters are those of `log_odds`."""
        return np.asarray(expit(self.intercept + self.slope * log_odds(mass, most)))

    def of(self, mass: float, *, sigma_deg: float, radius_km: float) -> float:
        """The probability for one mass within a radius, of a density of that bandwidth."""
        return float(self(mass, kernel_mass(sigma_deg, radius_km)))
