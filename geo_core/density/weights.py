"""How much each neighbour's vote counts, from its embedding distance (section 3.2)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo_core.errors import GeoCoreError
from geo_core.settings import DensitySettings

Floats = npt.NDArray[np.float64]


def log_weights(distance: npt.ArrayLike, settings: DensitySettings) -> Floats:
    """Logarithms of the neighbours' weights, which sum to 1.

    Parameters
    ----------
    distance
        Shape (k,), Euclidean distances of embeddings of norm 1, 0 to 2.
    settings
        Its ``weighting``, with ``m`` or ``temperature``, is read.

    Returns
    -------
    (k,) float64, natural logarithms; −inf where an exact copy leaves nothing to the others.

    Raises
    ------
    GeoCoreError
        If there is no distance, or one is negative or not finite.

    Notes
    -----
    In logarithms throughout: with m = 100 the weights span hundreds of decades.

    Examples
    --------
    >>> np.exp(log_weights([1.0, 2.0], DensitySettings(m=1))).round(3).tolist()
    [0.667, 0.333]
    """
    d = np.asarray(distance, np.float64)
    if d.ndim != 1 or d.size == 0 or not np.all(np.isfinite(d)) or np.any(d < 0):
        raise GeoCoreError(f"Distances must be a filled (k,) of finite numbers ≥ 0; given {d!r}.")
    raw = _power(d, settings.m) if settings.weighting == "power" else _softmax(d, settings.temperature)
    raw = raw - raw.max()
    return np.asarray(raw - np.log(np.exp(raw).sum()))


def _power(distance: Floats, m: float) -> Floats:
    """Log of w = s^m, s = 1/distance (the paper, section 3.2), up to a constant."""
    if m == 0:
        return np.zeros_like(distance)
    copies = distance == 0
    if np.any(copies):
        # The limit of s^m as the distance vanishes: copies share all, the rest is left none.
        return np.where(copies, 0.0, -np.inf)
    return -m * np.log(distance)


def _softmax(distance: Floats, temperature: float) -> Floats:
    """Log of exp(cosine / temperature); for unit vectors the cosine is 1 − distance²/2."""
    return (1.0 - distance**2 / 2.0) / temperature
