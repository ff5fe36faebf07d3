"""The kernel of equation 1: von Mises–Fisher on the sphere, Gaussian on the plane of degrees."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from geo_core.records import Density
from geo_core.sphere.coordinates import latlon_to_vector

Floats = npt.NDArray[np.float64]

TILE = 1024
"""Points evaluated at once: with 100 kernels 0.8 MB, which stays in the cache."""

LEAST_EXPONENT = -700.0
"""Exponentials are not taken of less: those that underflow are ten times slower, and count for nothing."""

DOT_KAPPA = 1e7
"""Up to here 1 − cos from a dot product errs by less than 1e-8 in the log density; above, chords."""


def concentration(sigma_deg: float) -> float:
    """κ = 1/σ² with σ in radians, so that the kernel narrows to the plane's Gaussian."""
    return 1.0 / math.radians(sigma_deg) ** 2


def log_peak(kappa: float) -> float:
    """Log of the kernel's height at its centre, per steradian.

    The normaliser κ / (4π sinh κ) times e^κ is κ / (2π (1 − e^{−2κ})): no overflow at any κ
    (Fisher, "Dispersion on a sphere", Proc. R. Soc. A 217, 1953).
    """
    return math.log(kappa / (2.0 * math.pi)) - math.log(-math.expm1(-2.0 * kappa))


def log_density(density: Density, vectors: npt.ArrayLike) -> Floats:
    """Log of equation 1 with a von Mises–Fisher kernel.

    The density's ``kernel`` names how the answer is sought; the sphere is where it lives, so
    this is read whatever that name.

    Parameters
    ----------
    density
        k kernels.
    vectors
        Shape (N, 3), unit vectors.

    Returns
    -------
    (N,) float64, natural logarithm, per steradian.
    """
    points = np.asarray(vectors, np.float64).reshape(-1, 3)
    centres = latlon_to_vector(density.lat, density.lon)
    kappa = concentration(density.sigma_deg)
    out = np.empty(len(points))
    for begin in range(0, len(points), TILE):
        part = slice(begin, begin + TILE)
        exponent = _exponents(points[part], centres, kappa)
        exponent += density.log_weight
        out[part] = log_sum_exp(exponent)
    return out + log_peak(kappa)


def plane_log_density(density: Density, lat: npt.ArrayLike, lon: npt.ArrayLike) -> Floats:
    """Log of equation 1 read literally: a Gaussian in the plane of degrees.

    Parameters
    ----------
    density
        k kernels.
    lat, lon
        Shape (N,), degrees; a longitude of 181° is far from one of −179° here, by design.

    Returns
    -------
    (N,) float64, natural logarithm, per square degree.
    """
    d_lat = np.subtract.outer(np.asarray(lat, np.float64), density.lat)
    d_lon = np.subtract.outer(np.asarray(lon, np.float64), density.lon)
    variance = density.sigma_deg**2
    peak = -math.log(2.0 * math.pi * variance)
    return log_sum_exp(density.log_weight + peak - (d_lat**2 + d_lon**2) / (2.0 * variance))


def log_sum_exp(exponent: Floats) -> Floats:
    """Log of the sum of exponentials over the last axis, which it overwrites.

    Terms of −inf are allowed, but not only them.
    """
    top = exponent.max(axis=-1, keepdims=True)
    exponent -= top
    np.clip(exponent, LEAST_EXPONENT, 0.0, out=exponent)
    total = np.exp(exponent, out=exponent).sum(axis=-1)
    return np.asarray(top[..., 0] + np.log(total))


def _exponents(points: Floats, centres: Floats, kappa: float) -> Floats:
    """(N, k) of κ (cos − 1) of the angles between, exact enough for this κ."""
    if kappa <= DOT_KAPPA:
        exponent = points @ (kappa * centres.T)
        exponent -= kappa
        return np.asarray(exponent)
    # Near its centre 1 − dot keeps no digit of a very narrow kernel; half the squared chord does.
    chord = points[:, None, :] - centres[None, :, :]
    return np.asarray(np.einsum("nkc,nkc->nk", chord, chord) * (-kappa / 2.0))
