"""The visual words that NetVLAD begins with: k-means of local descriptors."""

from __future__ import annotations

import math

import faiss
import numpy as np
import numpy.typing as npt
import torch

SAMPLE = 50_000
"""Local descriptors clustered at most."""

ITERATIONS = 25

RATIO = 100.0
"""Of the largest to the second largest share of a descriptor, on (geometric) average."""

Floats = npt.NDArray[np.float32]


def sample_descriptors(maps: torch.Tensor, seed: int) -> Floats:
    """Positions drawn at random: (N, C, H, W) → (M, C) of L2 norm 1, M at most `SAMPLE`."""
    photos, _, height, width = maps.shape
    count = photos * height * width
    drawn = np.random.default_rng(seed).choice(count, min(SAMPLE, count), replace=False)
    photo, row, column = np.unravel_index(np.sort(drawn), (photos, height, width))
    descriptors = maps[torch.from_numpy(photo), :, torch.from_numpy(row), torch.from_numpy(column)]
    return np.asarray(torch.nn.functional.normalize(descriptors).cpu().numpy(), np.float32)


def cluster_centres(descriptors: Floats, clusters: int, seed: int) -> Floats:
    """(M, C) descriptors → (K, C) centres, by k-means."""
    means = faiss.Kmeans(
        descriptors.shape[1],
        clusters,
        niter=ITERATIONS,
        seed=seed % 2**31,
        # Few descriptors are no error here, and the many are a sample already.
        min_points_per_centroid=1,
        max_points_per_centroid=SAMPLE,
    )
    means.train(descriptors)
    return np.asarray(means.centroids, np.float32)


def assignment_sharpness(descriptors: Floats, centres: Floats) -> float:
    """α of shares exp(−α d²), such that the nearest centre's is `RATIO` times the second's.

    Parameters
    ----------
    descriptors
        (M, C).
    centres
        (K, C), K ≥ 2.

    References
    ----------
    Arandjelović et al., "NetVLAD" (CVPR 2016), appendix A.
    """
    squared, _ = faiss.knn(descriptors, centres, 2)
    return math.log(RATIO) / max(float((squared[:, 1] - squared[:, 0]).mean()), 1e-12)
