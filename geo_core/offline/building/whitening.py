"""PCA whitening fitted on the references.

Jégou and Chum, "Negative evidences and co-occurences in image retrieval"
(ECCV 2012), with any exponent: 0 rotates only, 0.5 whitens fully.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo_core.embedding.network import DIMENSION, SOFT_WHITENING
from geo_core.embedding.projection import Projection
from geo_core.errors import GeoCoreError

LEAST_EIGENVALUE = 1e-10
"""Share of the largest one; below it lies the rounding of float32 features."""

MIN_PHOTOS = 2 * DIMENSION
"""Fewer photos cannot tell the directions of small variance apart: take another atlas's projection."""


def fit_whitening(
    pooled: npt.NDArray[np.float32], *, dimension: int = DIMENSION, exponent: float = SOFT_WHITENING
) -> Projection:
    """Centre, rotate onto the leading principal axes and scale each by λ^−exponent.

    Parameters
    ----------
    pooled
        (N, C) float32, N at least the dimension.
    dimension
        D, how many axes are kept.
    exponent
        Of the eigenvalues.

    Raises
    ------
    GeoCoreError
        If there are fewer photos or channels than dimensions.
    """
    if min(pooled.shape) < dimension:
        raise GeoCoreError(
            f"{pooled.shape[0]} photos of {pooled.shape[1]} channels cannot be whitened to {dimension} "
            "dimensions; give more photos or take the projection of another atlas."
        )
    mean = pooled.mean(axis=0, dtype=np.float64)
    centred = pooled.astype(np.float64) - mean
    wide = pooled.shape[1] > pooled.shape[0]
    # Of a wide matrix, the products of its rows are the smaller matrix with the same eigenvalues.
    products = centred @ centred.T if wide else centred.T @ centred
    values, axes = np.linalg.eigh(products / (len(pooled) - 1))
    leading = np.argsort(values)[::-1][:dimension]
    # A channel that is the same in every photo has an eigenvalue of 0, and nothing to be scaled up.
    axes, values = axes[:, leading], np.maximum(values[leading], LEAST_EIGENVALUE * values.max())
    if wide:
        axes = centred.T @ axes
        axes /= np.linalg.norm(axes, axis=0)
    # An axis and its negative are equally principal: the sign is fixed so that rebuilding gives the same.
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(dimension)])
    return Projection(mean.astype(np.float32), (axes * values**-exponent).astype(np.float32))
