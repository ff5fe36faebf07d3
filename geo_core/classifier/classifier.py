"""Heads and their partitions together: one embedding in, what every partition says of it out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geo_core.classifier.decoding import (
    Combination,
    cell_scores,
    combine,
    combined_log_probabilities,
    log_probabilities,
)
from geo_core.classifier.heads import Heads
from geo_core.classifier.storage import load_heads
from geo_core.partition.files import read_partition
from geo_core.partition.partition import Partition
from geo_core.records import CellEvidence

Floats = npt.NDArray[np.float64]

HEADS = "heads.pt"

COARSE = 4
"""Partitions, the coarsest first, that are multiplied with retrieval. The finest cells hold two photos
and say what the nearest neighbour says: on 2,033 held-out references of the starter atlas four heads put
10.7 % within 200 km, all six 10.3 %, retrieval alone 9.8 %."""


def partition_file(name: str) -> str:
    """File name of the partition of that name, beside `HEADS`."""
    return f"partition-{name}.npz"


@dataclass(frozen=True, eq=False)
class Classifier:
    """Calibrated heads and the partitions that they were trained for.

    Attributes
    ----------
    heads
        In evaluation mode.
    partitions
        Coarse to fine, in the heads' order.

    Raises
    ------
    WeightsError
        If the partitions are not the heads' own.
    """

    heads: Heads
    partitions: tuple[Partition, ...]

    def __post_init__(self) -> None:
        self.heads.identity.check_partitions(self.partitions)

    @cached_property
    def combination(self) -> Combination:
        """The finest partition's mean places, and the cells that they lie in."""
        return combine(self.partitions)

    def log_probabilities(self, vectors: npt.NDArray[np.float32]) -> list[Floats]:
        """Of the cells of each partition: (N, D) float32 → P arrays (N, C_p)."""
        return [log_probabilities(logits) for logits in self.heads.logits(vectors)]

    def combined(self, log_probability: list[Floats]) -> Floats:
        """Of the places of `combination`: P arrays (N, C_p) → (N, J)."""
        temperature = float(self.heads.combined_temperature)
        return combined_log_probabilities(log_probability, self.combination, temperature)

    def evidence(self, vector: npt.NDArray[np.float32], lat: Floats, lon: Floats) -> CellEvidence:
        """What the heads say of one photo, and of the places of its neighbours.

        Parameters
        ----------
        vector
            (D,) float32, the photo's embedding.
        lat, lon
            (k,) degrees, where its neighbours are.
        """
        return self.evidence_of([one[0] for one in self.log_probabilities(vector[None])], lat, lon)

    def evidence_of(self, log_probability: list[Floats], lat: Floats, lon: Floats) -> CellEvidence:
        """The same from P arrays (C_p,) of log-probabilities."""
        combined = self.combined([one[None] for one in log_probability])[0]
        order = np.argsort(-combined, kind="stable")
        names = self.heads.identity.partitions
        coarse = list(zip(self.partitions, log_probability, strict=True))[:COARSE]
        return CellEvidence(
            scores=tuple(cell_scores(*pair) for pair in zip(names, log_probability, strict=True)),
            lat=self.combination.lat[order],
            lon=self.combination.lon[order],
            log_probability=combined[order],
            log_factor=np.mean([one[partition.assign(lat, lon)] for partition, one in coarse], axis=0),
            places=tuple((partition.mean_lat, partition.mean_lon) for partition in self.partitions),
        )


def read_classifier(folder: Path, *, embedder: str) -> Classifier:
    """Read heads and their partitions out of a folder.

    Parameters
    ----------
    folder
        An atlas with heads, or what ``train`` wrote.
    embedder
        Digest of the embedder whose embeddings they will be given.

    Raises
    ------
    WeightsError
        If the heads are missing, damaged or another embedder's.
    AtlasError
        If a partition is missing or damaged.
    """
    heads = load_heads(folder / HEADS, embedder=embedder)
    names = heads.identity.partitions
    return Classifier(heads, tuple(read_partition(folder / partition_file(name)) for name in names))
