"""How many neighbours really have a say."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo_core.errors import GeoCoreError


def effective_number(weight: npt.ArrayLike) -> float:
    """As many equal votes as these unequal ones are worth: (Σw)² / Σw².

    Parameters
    ----------
    weight
        Shape (k,), not negative; need not sum to 1.

    Returns
    -------
    1 where one vote holds all, k where all are equal.

    Raises
    ------
    GeoCoreError
        If there is no positive weight, or one is negative or not finite.

    Notes
    -----
    Kish's effective sample size (L. Kish, "Survey Sampling", 1965).

    Examples
    --------
    >>> effective_number([0.5, 0.5, 0.0])
    2.0
    """
    w = np.asarray(weight, np.float64)
    top = float(w.max(initial=0.0))
    if w.ndim != 1 or not np.all(np.isfinite(w)) or np.any(w < 0) or top <= 0:
        raise GeoCoreError(f"Weights must be a (k,) of finite numbers ≥ 0, not all 0; given {w!r}.")
    w = w / top  # squares of tiny weights would vanish
    return float(w.sum() ** 2 / np.square(w).sum())
