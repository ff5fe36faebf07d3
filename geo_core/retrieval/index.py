"""The faiss index: built offline, opened once, searched by `search`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from geo_core.errors import AtlasError, SettingsError

Vectors = npt.NDArray[np.float32] | npt.NDArray[np.float16]

EXACT_FACTORY = "SQfp16"
"""Exact search over float16 vectors: the numbers that the atlas stores, at half of float32's size."""

LARGE_FACTORY = "IVF{cells},RaBitQfs,Refine(SQ8)"
"""Above `EXACT_LIMIT`: 0.993 recall@100 at 0.82 ms over 5 million vectors, with nprobe 8."""

EXACT_LIMIT = 200_000
"""Vectors up to which an exact search stays below 20 ms on one thread."""

RERANKED = 4
"""A refined index looks again at four times k: with it, the recall above was measured."""

BLOCK = 16_384
"""Vectors turned into float32 at once: 34 MB at 512 dimensions."""

TRAINING_PER_LIST, MIN_TRAINING = 40, 65_536
"""Vectors that train an index: faiss asks for 39 a list; of a small atlas, all."""


def default_factory(count: int) -> str:
    """The faiss factory string for that many vectors."""
    if count <= EXACT_LIMIT:
        return EXACT_FACTORY
    # Four times the square root, rounded to a power of two: faiss's own advice for IVF.
    return LARGE_FACTORY.format(cells=2 ** round(np.log2(4 * np.sqrt(count))))


def build_index(vectors: Vectors, factory: str) -> Any:
    """Train and fill an index of squared Euclidean distance.

    Parameters
    ----------
    vectors
        (N, D) float32 or float16, L2 norm 1; may be mapped from a file: it is read in blocks.
    factory
        A faiss factory string.

    Raises
    ------
    SettingsError
        If faiss does not know the string.
    """
    try:
        index = faiss.index_factory(vectors.shape[1], factory, faiss.METRIC_L2)
    except RuntimeError as error:
        raise SettingsError(
            f"faiss knows no index {factory!r}; 'SQfp16' and 'Flat' are exact ones."
        ) from error
    inverted = faiss.try_extract_index_ivf(index)
    wanted = max(MIN_TRAINING, TRAINING_PER_LIST * inverted.nlist if inverted else 0)
    index.train(np.asarray(vectors[:: -(-len(vectors) // wanted)], np.float32))
    for block in blocks_of(vectors):
        index.add(block)
    if isinstance(index, faiss.IndexRefine):
        index.k_factor = RERANKED
    return index


def blocks_of(vectors: Vectors) -> Iterator[npt.NDArray[np.float32]]:
    """The vectors in order, `BLOCK` at a time, in float32."""
    for start in range(0, len(vectors), BLOCK):
        yield np.asarray(vectors[start : start + BLOCK], np.float32)


def set_nprobe(index: Any, nprobe: int) -> None:
    """How many lists an index with inverted lists visits; for any other index, nothing."""
    inverted = faiss.try_extract_index_ivf(index)
    if inverted and nprobe:
        inverted.nprobe = nprobe


def save_index(index: Any, path: Path) -> None:
    """Write an index to a file."""
    faiss.write_index(index, str(path))


def open_index(path: Path) -> Any:
    """Read an index from a file.

    Raises
    ------
    AtlasError
        If the file is missing or no index.
    """
    # Under load, one thread a query keeps medians at 1 ms where two threads have 8.
    faiss.omp_set_num_threads(1)
    try:
        return faiss.read_index(str(path))
    except RuntimeError as error:
        raise AtlasError(f"{path} is no readable faiss index; build or fetch the atlas anew.") from error
