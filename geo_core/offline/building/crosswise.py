"""What heads say of references that they never saw, for all that is fitted on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from geo_core.atlas.reading import Atlas
from geo_core.classifier.classifier import Classifier
from geo_core.classifier.decoding import combine, combined_log_probabilities, log_probabilities
from geo_core.classifier.heads import Heads
from geo_core.errors import GeoCoreError
from geo_core.methods.method import Evidence
from geo_core.offline.building.claims import Asked
from geo_core.offline.building.crossfit import Fold, crossfit
from geo_core.offline.building.fitting import draw_queries, held_out
from geo_core.offline.building.fusing import HeldOut
from geo_core.offline.training.calibration import Calibration, calibrate
from geo_core.offline.training.examples import Examples, examples_of
from geo_core.offline.training.settings import TrainingSettings
from geo_core.partition.partition import Partition

MIN_GROUPS = 50
"""Photographers: with fewer, five folds of them tell nothing of strangers."""


@dataclass(frozen=True, eq=False)
class Crosswise:
    """Heads, and what is known of references that the heads of their fold never saw.

    Attributes
    ----------
    heads
        The mean of all folds', calibrated.
    partitions
        Name → partition, coarse to fine.
    calibration
        Name of the partition, or ``combined`` → its calibration on the held-out references.
    queries, rows
        Held-out references, and (N,) int64 which rows of the atlas they are.
    """

    heads: Heads
    partitions: dict[str, Partition]
    calibration: dict[str, Calibration]
    queries: list[HeldOut]
    rows: npt.NDArray[np.int64]

    @property
    def asked(self) -> list[Asked]:
        """The queries as a method sees them, and their true places."""
        return [(Evidence(q.neighbours, q.cells), (q.lat, q.lon)) for q in self.queries]


def train_crosswise(atlas: Atlas, settings: TrainingSettings) -> Crosswise:
    """Train heads on the atlas's references, and ask those that never saw its photographer about each query.

    Raises
    ------
    GeoCoreError
        If there are too few photographers.
    """
    examples = examples_of(atlas)
    if len(set(examples.groups)) < MIN_GROUPS:
        raise GeoCoreError(
            f"The atlas has photos of {len(set(examples.groups))} photographers; heads need {MIN_GROUPS} "
            "or more, so that some can be held out. Build it without heads."
        )
    queries = draw_queries(examples.groups).astype(np.int64)
    heads, partitions, folds = crossfit(examples, queries, atlas.manifest.embedder, settings)
    calibration = _calibrate(heads, folds, examples)
    held = [query for fold in folds for query in _held_out(heads, fold, examples)]
    rows = np.concatenate([fold.queries for fold in folds])
    return Crosswise(heads, partitions, calibration, held, rows)


def _calibrate(heads: Heads, folds: Sequence[Fold], examples: Examples) -> dict[str, Calibration]:
    """Set the heads' temperatures by what each fold's heads said of the photos that they never saw."""
    rows = np.concatenate([fold.queries for fold in folds])
    truth = examples.take(rows)
    found: dict[str, Calibration] = {}
    labels = []
    for number, name in enumerate(heads.identity.partitions):
        labels.append(
            np.concatenate(
                [f.partitions[number].assign(examples.lat[f.queries], examples.lon[f.queries]) for f in folds]
            )
        )
        logits = np.concatenate([fold.logits[number] for fold in folds])
        found[name] = calibrate(logits, labels[-1], truth.groups)
    heads.temperature.copy_(torch.tensor([c.temperature for c in found.values()], dtype=torch.float64))
    combined = np.concatenate([_combined(heads, fold) for fold in folds])
    found["combined"] = calibrate(combined, labels[-1], truth.groups)
    heads.combined_temperature.fill_(found["combined"].temperature)
    return found


def _calibrated(heads: Heads, fold: Fold) -> list[np.ndarray]:
    temperatures = heads.temperature.tolist()
    return [log_probabilities(one / t) for one, t in zip(fold.logits, temperatures, strict=True)]


def _combined(heads: Heads, fold: Fold) -> np.ndarray:
    return combined_log_probabilities(_calibrated(heads, fold), combine(fold.partitions))


def _held_out(heads: Heads, fold: Fold, examples: Examples) -> list[HeldOut]:
    classifier = Classifier(heads, tuple(fold.partitions))
    scores = _calibrated(heads, fold)
    found = []
    for number, row in enumerate(fold.queries):
        near = held_out(examples.vectors, examples.groups, (examples.lat, examples.lon), int(row))
        cells = classifier.evidence_of([one[number] for one in scores], near.lat, near.lon)
        found.append(HeldOut(near, cells, float(examples.lat[row]), float(examples.lon[row])))
    return found
