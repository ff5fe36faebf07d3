"""Accuracy within a distance, with intervals that know of photographers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo_core.settings import RADII_KM
from geo_core.sphere.geoscore import geoscore

DRAWS = 2000
"""Bootstrap samples: the interval's ends then wobble by less than a tenth of a point."""


@dataclass(frozen=True)
class Accuracy:
    """What one method reaches on one set of photos.

    Attributes
    ----------
    n
        Photos.
    groups
        Photographers or sequences among them.
    within_km
        Radius in km → percent of the photos located within it.
    interval
        Radius in km → (low, high), the 95 % interval of that percentage; NaN where there is but one group.
    median_km, mean_km, geoscore
        Median and mean error, mean score; NaN for a method that answers differently per radius.
    """

    n: int
    groups: int
    within_km: dict[int, float]
    interval: dict[int, tuple[float, float]]
    median_km: float
    mean_km: float
    geoscore: float


def accuracy(error_km: npt.NDArray[np.float64], groups: npt.NDArray[np.object_]) -> Accuracy:
    """Percent within each radius, and a bootstrap clustered by photographer.

    Parameters
    ----------
    error_km
        (N,) one error a photo, or (N, 5) one a radius for a method that decides per radius; N ≥ 1.
    groups
        (N,) photographer or sequence: whole groups are drawn, because photos of one
        photographer succeed and fail together.

    Returns
    -------
    Accuracy
        ``<=`` counts as within (the field's protocol).
    """
    per_radius = error_km if error_km.ndim == 2 else np.repeat(error_km[:, None], len(RADII_KM), axis=1)
    hits = per_radius <= np.array(RADII_KM)
    names, member = np.unique(groups.astype(str), return_inverse=True)
    low, high = np.percentile(_resampled(hits, member), (2.5, 97.5), axis=0)
    if len(names) < 2:  # one group drawn again and again is always itself: that says nothing
        low, high = np.full((2, len(RADII_KM)), np.nan)
    one_answer = error_km.ndim == 1
    return Accuracy(
        n=len(hits),
        groups=len(names),
        within_km={r: float(share) for r, share in zip(RADII_KM, 100 * hits.mean(axis=0), strict=True)},
        interval={r: (float(100 * a), float(100 * b)) for r, a, b in zip(RADII_KM, low, high, strict=True)},
        median_km=float(np.median(error_km)) if one_answer else float("nan"),
        mean_km=float(np.mean(error_km)) if one_answer else float("nan"),
        geoscore=float(np.mean(geoscore(error_km))) if one_answer else float("nan"),
    )


def _resampled(hits: npt.NDArray[np.bool_], member: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    """(draws, radii) shares of hits, whole groups drawn with replacement."""
    sizes = np.bincount(member)
    sums = np.stack([np.bincount(member, weights=column) for column in hits.T], axis=1)
    random = np.random.default_rng(0)
    shares = np.empty((DRAWS, hits.shape[1]))
    for number in range(DRAWS):  # one at a time: all at once, 25,600 photos alone would take gigabytes
        times = np.bincount(random.integers(0, len(sizes), len(sizes)), minlength=len(sizes))
        shares[number] = times @ sums / (times @ sizes)
    return shares
