"""The game's score: one number for how far a guess lies from the truth."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

MAX_SCORE, SCORE_KM = 5000.0, 1492.7
"""A geoscore is 5000 · exp(−d / 1492.7 km): the game's score on a map of the world (OSV-5M)."""


def geoscore(error_km: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """5000 at the very place, falling by e every 1492.7 km; the errors' shape."""
    return np.asarray(MAX_SCORE * np.exp(-np.asarray(error_km, np.float64) / SCORE_KM))
