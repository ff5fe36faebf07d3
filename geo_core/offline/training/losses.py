"""What a head is to answer and how much each photo counts: targets, weights, cross-entropy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch

from geo_core.partition.partition import Partition
from geo_core.sphere.distance import great_circle_km

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def smoothed_targets(partition: Partition, smoothing_km: float) -> npt.NDArray[np.float32]:
    """What a photo of each cell is to be classified as: near cells are nearly right.

    Parameters
    ----------
    partition
        C cells.
    smoothing_km
        τ of exp(−d/τ), d the great-circle distance in km of the cells' mean places; 0 gives one-hot rows.

    Returns
    -------
    (C, C) float32, rows summing to 1, the largest on the diagonal.

    References
    ----------
    Haas, Skreta, Alberti and Finn, "PIGEON: Predicting Image Geolocations" (CVPR 2024), haversine
    smoothing. They measure from the photo; from its cell's mean place, the limit τ → 0 is one-hot.
    """
    if smoothing_km == 0:
        return np.eye(len(partition), dtype=np.float32)
    lat, lon = partition.mean_lat, partition.mean_lon
    rows = np.empty((len(partition), len(partition)), np.float32)
    for cell in range(len(partition)):  # a row at a time: thousands of cells fit into the memory
        similarity = np.exp(-great_circle_km(lat[cell], lon[cell], lat, lon) / smoothing_km)
        rows[cell] = similarity / similarity.sum()
    return rows


def group_weights(groups: npt.NDArray[np.object_]) -> Floats:
    """(N,) weights 1/√(photos of the photographer), of mean 1: many shots of one street are not many."""
    _, member, sizes = np.unique(groups.astype(str), return_inverse=True, return_counts=True)
    return _mean_one(1.0 / np.sqrt(sizes[member]))


def class_weights(labels: Integers) -> Floats:
    """(N,) weights 1/√(photos of the cell), of mean 1; labels are (N,) cells."""
    return _mean_one(1.0 / np.sqrt(np.bincount(labels)[labels]))


def photo_weights(
    groups: npt.NDArray[np.object_], labels: Integers, *, by_group: bool, by_class: bool
) -> Floats:
    """(N,) product of the wanted weights, of mean 1."""
    weights = np.ones(len(labels))
    if by_group:
        weights = weights * group_weights(groups)
    if by_class:
        weights = weights * class_weights(labels)
    return _mean_one(weights)


def cross_entropy(logits: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """The weighted mean of −Σ target · log softmax(logits), nats.

    Parameters
    ----------
    logits
        (B, C).
    targets
        (B, C), rows summing to 1.
    weights
        (B,), of mean 1 over all photos; a batch is divided by its number of photos, not by its
        weights, so that a photo counts the same in every batch.
    """
    losses = -(targets * torch.log_softmax(logits, dim=1)).sum(dim=1)
    return (losses * weights).mean()


def _mean_one(weights: Floats) -> Floats:
    return np.asarray(weights / weights.mean())
