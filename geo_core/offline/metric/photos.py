"""The photos that an embedder is trained on, and how well it finds the nearest of them."""

from __future__ import annotations

from dataclasses import dataclass

import faiss
import numpy as np
import numpy.typing as npt
import torch

from geo_core.embedding.projection import normalise
from geo_core.offline.building.whitening import MIN_PHOTOS, fit_whitening
from geo_core.offline.evaluation.accuracy import Accuracy, accuracy
from geo_core.offline.metric.inputs import Inputs
from geo_core.sphere.distance import great_circle_km

Floats = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Photos:
    """N photos: (N,) latitudes and longitudes in degrees, (N,) photographers, N inputs."""

    lat: Floats
    lon: Floats
    groups: npt.NDArray[np.object_]
    inputs: Inputs


@torch.inference_mode()
def outputs_of(model: torch.nn.Module, inputs: Inputs, batch_size: int) -> Vectors:
    """What the model makes of all photos, not normalised: (N, D)."""
    model.eval()
    rows = np.arange(len(inputs), dtype=np.int64)
    parts = [rows[start : start + batch_size] for start in range(0, len(rows), batch_size)]
    return np.concatenate([model(batch).float().cpu().numpy() for batch in inputs.batches(parts)])


def nearest_accuracy(
    references: tuple[Photos, Vectors], queries: tuple[Photos, Vectors], whitening: float | None
) -> Accuracy:
    """How well the nearest reference locates the queries, as an atlas of the references would.

    Parameters
    ----------
    references, queries
        Photos and their outputs, (N, D) and (Q, D).
    whitening
        As in `Network`.
    """
    (places, stored), (asked, vectors) = references, queries
    if whitening is not None and len(stored) >= MIN_PHOTOS:
        projection = fit_whitening(stored, exponent=whitening)
        stored, vectors = projection.apply(stored), projection.apply(vectors)
    _, nearest = faiss.knn(normalise(vectors), normalise(stored), 1)
    rows = nearest[:, 0]
    return accuracy(great_circle_km(places.lat[rows], places.lon[rows], asked.lat, asked.lon), asked.groups)
