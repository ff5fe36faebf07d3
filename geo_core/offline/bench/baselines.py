"""What others do for the same result: written plainly, as one would meet it."""

from __future__ import annotations

import io
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt
from PIL import Image

from geo_core.records import Density
from geo_core.sphere.coordinates import latlon_to_vector

Vectors = npt.NDArray[np.float32]


def decode_fully(data: bytes, side_px: int) -> npt.NDArray[np.uint8]:
    """Every pixel decoded, then resized."""
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(picture.convert("RGB").resize((side_px, side_px), Image.Resampling.BICUBIC))


def search_naively(references: Vectors, query: Vectors, k: int) -> npt.NDArray[np.intp]:
    """All distances, all sorted."""
    return np.argsort(np.linalg.norm(references - query, axis=1))[:k]


def scikit_learn_search(references: Vectors, k: int) -> Callable[[Vectors], object] | None:
    """A BallTree, or None where scikit-learn is not installed."""
    if find_spec("sklearn") is None:
        return None
    from sklearn.neighbors import NearestNeighbors

    tree = NearestNeighbors(n_neighbors=k, algorithm="ball_tree", n_jobs=1).fit(references)
    return lambda query: tree.kneighbors(query[None])


def map_naively(density: Density) -> npt.NDArray[np.float64]:
    """The 1° map in float64, one kernel after the other."""
    lat, lon = np.meshgrid(89.5 - np.arange(180), np.arange(360) - 179.5, indexing="ij")
    grid = latlon_to_vector(lat, lon)
    kappa = 1 / np.radians(density.sigma_deg) ** 2
    total = np.zeros(lat.shape)
    for centre, log_weight in zip(
        latlon_to_vector(density.lat, density.lon), density.log_weight, strict=True
    ):
        total += np.exp(log_weight) * np.exp(kappa * (grid @ centre - 1))
    return total


def scikit_learn_map(density: Density) -> Callable[[], object] | None:
    """KernelDensity with the haversine metric, or None where scikit-learn is not installed."""
    if find_spec("sklearn") is None:
        return None
    from sklearn.neighbors import KernelDensity

    estimator = KernelDensity(bandwidth=np.radians(density.sigma_deg), metric="haversine")
    centres = np.radians(np.stack([density.lat, density.lon], axis=1))
    estimator.fit(centres, sample_weight=np.maximum(np.exp(density.log_weight), 1e-300))
    lat, lon = np.meshgrid(89.5 - np.arange(180), np.arange(360) - 179.5, indexing="ij")
    grid = np.radians(np.stack([lat.ravel(), lon.ravel()], axis=1))
    return lambda: estimator.score_samples(grid)
