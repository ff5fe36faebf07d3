"""An embedding to its nearest references."""

from __future__ import annotations

import math
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from geo_core.errors import SettingsError
from geo_core.records import Neighbours
from geo_core.settings import check_range

Floats = npt.NDArray[np.float64]


def search(
    index: Any,
    vector: npt.NDArray[np.float32],
    places: tuple[Floats, Floats],
    *,
    k: int,
    exclude: npt.NDArray[np.int64] | None = None,
) -> Neighbours:
    """The k references nearest to an embedding, nearest first.

    Parameters
    ----------
    index
        A faiss index of squared Euclidean distance over N references.
    vector
        (D,) float32, L2 norm 1.
    places
        lat and lon of the references, each (N,), degrees.
    k
        How many; clamped to what there is.
    exclude
        Rows that must not answer: the query itself, its photographer's group.

    Returns
    -------
    Neighbours
        With Euclidean distances: faiss gives squares, and the root is taken here and nowhere else.
        Equal distances are ordered by row, so that the answer does not depend on the index.

    Raises
    ------
    SettingsError
        If k is below 1, or no reference is left.
    """
    check_range("k", k, 1, math.inf)
    excluded = np.unique(exclude) if exclude is not None else np.empty(0, np.int64)
    k = min(k, index.ntotal - excluded.size)
    if k < 1:
        raise SettingsError("Every reference of the atlas is excluded; exclude fewer, or use a larger atlas.")
    squared, rows = index.search(vector[None], k, params=_parameters(index, excluded))
    found = rows[0] >= 0  # an approximate index may find fewer than k
    squared, rows = squared[0][found].astype(np.float64), rows[0][found]
    order = np.lexsort((rows, squared))
    rows = rows[order]
    lat, lon = places
    # A float16 copy of a vector may lie a rounding error below zero.
    return Neighbours(rows, np.sqrt(np.maximum(squared[order], 0)), lat[rows], lon[rows])


def _parameters(index: Any, excluded: npt.NDArray[np.int64]) -> Any:
    if not excluded.size:
        return None
    selector = faiss.IDSelectorNot(faiss.IDSelectorBatch(excluded))
    inverted = faiss.try_extract_index_ivf(index)
    if inverted:
        parameters = faiss.SearchParametersIVF(sel=selector, nprobe=inverted.nprobe)
    else:
        parameters = faiss.SearchParameters(sel=selector)
    if isinstance(index, faiss.IndexRefine):
        return faiss.IndexRefineSearchParameters(k_factor=index.k_factor, base_index_params=parameters)
    return parameters
