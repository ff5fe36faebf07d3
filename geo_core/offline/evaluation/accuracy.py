"""Accuracy within a distance, with intervals that know of photographers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo_core.settings import RADII_KM

DRAWS = 2000
"""Bootstrap samples: the interval's ends then wobble by less than a tenth of a point."""


@dataclass(frozen=True)
class Accuracy:
    """What one method reaches on one set of photos.

    Attributes
    ----------
    n
        Photos.
    within_km
        Radius in km → percent of the photos located within it.
    interval
        Radius in km → (low, high), the 95 % interval of that percentage.
    median_km, mean_km
        Of the error; NaN for a method that answers differently per radius.
    """

    n: int
    within_km: dict[int, float]
    interval: dict[int, tuple[float, float]]
    median_km: float
    mean_km: float


def accuracy(error_km: npt.NDArray[np.float64], groups: npt.NDArray[np.object_]) -> Accuracy:
    """Percent within each radius, and a bootstrap clustered by photographer.

    Parameters
    ----------
    error_km
        (N,) one error a photo, or (N, 5) one a radius for a method that decides per radius.
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
    low, high = np.percentile(_resampled(hits, groups), (2.5, 97.5), axis=0)
    one_answer = error_km.ndim == 1
    return Accuracy(
        n=len(hits),
        within_km=dict(zip(RADII_KM, 100 * hits.mean(axis=0), strict=True)),
        interval={r: (100 * a, 100 * b) for r, a, b in zip(RADII_KM, low, high, strict=True)},
        median_km=float(np.median(error_km)) if one_answer else float("nan"),
        mean_km=float(np.mean(error_km)) if one_answer else float("nan"),
    )


def _resampled(hits: npt.NDArray[np.bool_], groups: npt.NDArray[np.object_]) -> npt.NDArray[np.float64]:
    """(draws, radii) shares of hits, whole groups drawn with replacement."""
    names, member = np.unique(groups.astype(str), return_inverse=True)
    sizes = np.bincount(member)
    sums = np.stack([np.bincount(member, weights=column) for column in hits.T], axis=1)
    draw = np.random.default_rng(0).integers(0, len(names), (DRAWS, len(names)))
    return np.asarray(sums[draw].sum(axis=1) / sizes[draw].sum(axis=1)[:, None])
