"""Everything that decides a training run, and its fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from geo_core.classifier.heads import HeadsIdentity, partition_digest
from geo_core.embedding.identity import EmbedderIdentity
from geo_core.errors import GeoCoreError, SettingsError
from geo_core.offline.training.examples import Examples
from geo_core.offline.training.settings import TrainingSettings
from geo_core.offline.training.splits import Rows, split_rows
from geo_core.partition.making import partition_of_size
from geo_core.partition.partition import Partition
from geo_core.partition.places import Places

CHECKPOINT_VERSION = 2
"""Raised when a checkpoint comes to hold other things, so that old ones are refused with words."""


@dataclass(frozen=True, eq=False)
class Problem:
    """What is to be learned from what.

    Attributes
    ----------
    train, validation
        Photos, no photographer on both sides.
    partitions
        Name → partition, coarse to fine.
    embedder
        Whose embeddings the photos carry.
    """

    train: Examples
    validation: Examples
    partitions: Mapping[str, Partition]
    embedder: EmbedderIdentity

    def __post_init__(self) -> None:
        if len(self.train) == 0 or len(self.validation) == 0:
            raise GeoCoreError(
                f"{len(self.train)} training and {len(self.validation)} validation photos are given; "
                "training needs at least one of each."
            )
        if both := set(self.train.groups) & set(self.validation.groups):
            raise GeoCoreError(
                f"The photographer {min(both)!r} is in training and in validation; split by groups."
            )

    @property
    def identity(self) -> HeadsIdentity:
        """What the heads that solve it belong to."""
        return HeadsIdentity(
            embedder=self.embedder.digest,
            embedder_text=self.embedder.describe(),
            dimension=self.embedder.dimension,
            partitions=tuple(self.partitions),
            cells=tuple(len(partition) for partition in self.partitions.values()),
            partition_digests=tuple(partition_digest(p) for p in self.partitions.values()),
        )

    def fingerprint(self, settings: TrainingSettings, tuning: Mapping[str, Any] | None = None) -> str:
        """Equal for runs of which one may go on where the other stopped: only `epochs` may differ.

        Parameters
        ----------
        settings
            Of the heads.
        tuning
            All that decides how the trunk is trained, as JSON knows it; None where it is frozen.
        """
        kept = {name: value for name, value in asdict(settings).items() if name != "epochs"}
        decisive = [CHECKPOINT_VERSION, kept, asdict(self.identity), tuning]
        digest = hashlib.sha256(json.dumps(decisive, sort_keys=True).encode())
        for examples in (self.train, self.validation):
            for array in (examples.vectors, examples.lat, examples.lon):
                digest.update(array.tobytes())
            digest.update(json.dumps(examples.groups.tolist()).encode())
        return digest.hexdigest()[:16]


def pose_problem(
    examples: Examples, embedder: EmbedderIdentity, settings: TrainingSettings
) -> tuple[Problem, tuple[Rows, Rows]]:
    """The examples, split by photographer, and the recipe's partitions of the training ones.

    Returns
    -------
    The problem, and which rows of the examples are for training and for validation.
    """
    rows = split_rows(examples.groups, settings.validation_share, settings.seed)
    train, validation = (examples.take(part) for part in rows)
    return Problem(train, validation, partitions_for(train, settings), embedder), rows


def partitions_for(train: Examples, settings: TrainingSettings) -> dict[str, Partition]:
    """The recipe's partitions of the training photos' places, named by their cells, coarse to fine.

    Validation photos take no part: else the mean place of a small cell would be theirs.

    Raises
    ------
    SettingsError
        If there are too few places for so many cells, or too few for two.
    """
    places = Places(train.lat, train.lon)
    made = [partition_of_size(places, cells) for cells in settings.cells_of_recipe]
    if min(map(len, made)) < 2:
        raise SettingsError(
            f"The {len(train)} training photos lie so close together that a partition comes out as one cell; "
            "give photos of more places, or ask for other numbers of cells."
        )
    # Two wishes may come out as one partition; equal counts are then one head, not two.
    return {str(len(partition)): partition for partition in made}
