"""The paper's equation 1 read literally, in the plane of degrees: a variant kept for comparison.

It does not know that ±180° is one meridian, nor that meridians meet at the poles: wrong there by
thousands of kilometres, on purpose.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from geo_core.density.ascent import View, climb
from geo_core.density.kernel import plane_log_density
from geo_core.density.mode_seeking import APART, STARTS, Peak, gather
from geo_core.records import Density

Floats = npt.NDArray[np.float64]


class PlaneSurface:
    """A Gaussian mixture over (lat, lon) as something to climb; lengths in degrees."""

    def __init__(self, density: Density) -> None:
        self.sigma = density.sigma_deg
        self.centres = np.stack([density.lat, density.lon], axis=1)
        self._offset = density.log_weight - math.log(2.0 * math.pi * self.sigma**2)

    def look(self, points: Floats) -> View:
        """Density, slope and curvature at (n, 2) places."""
        away = self.centres - points[:, None, :]
        exponent = self._offset - np.square(away).sum(axis=2) / (2.0 * self.sigma**2)
        top = exponent.max(axis=1)
        share = np.exp(exponent - top[:, None])
        total = share.sum(axis=1)
        share /= total[:, None]
        shift = np.einsum("nk,nkc->nc", share, away)
        spread = np.einsum("nk,nkc,nkd->ncd", share, away, away)
        covariance = (spread - shift[:, :, None] * shift[:, None, :]) / self.sigma**2
        entries = [covariance[:, 0, 0] - 1.0, covariance[:, 0, 1], covariance[:, 1, 1] - 1.0]
        frame = np.broadcast_to(np.eye(2), (len(points), 2, 2))
        return View(top + np.log(total), shift, np.stack(entries, axis=1), frame, points + shift)

    def settle(self, points: Floats) -> Floats:
        """The plane is flat: points stay where they are."""
        return points


def plane_mode(density: Density) -> Peak:
    """The point of highest density in the plane of degrees.

    Parameters
    ----------
    density
        k kernels; its ``kernel`` is not read.

    Returns
    -------
    The peak; its log density is per square degree, not per steradian.
    """
    surface = PlaneSurface(density)
    seen = plane_log_density(density, density.lat, density.lon)
    starts, _ = gather(surface.centres, seen, APART * surface.sigma, STARTS)
    summits = climb(surface, surface.centres[starts])
    best = int(np.argmax(summits.log_density))
    lat, lon = summits.points[best]
    return Peak(float(lat), float(lon), float(summits.log_density[best]))
