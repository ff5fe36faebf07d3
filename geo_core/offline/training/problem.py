"""Everything that decides a training run, and its fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from geo_core.classifier.heads import HeadsIdentity, partition_digest
from geo_core.embedding.identity import EmbedderIdentity
from geo_core.errors import GeoCoreError
from geo_core.offline.training.examples import Examples
from geo_core.offline.training.settings import TrainingSettings
from geo_core.partition.making import partition_of_size
from geo_core.partition.partition import Partition
from geo_core.partition.places import Places


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

    def fingerprint(self, settings: TrainingSettings) -> str:
        """Equal for runs of which one may go on where the other stopped: only `epochs` may differ."""
        kept = {name: value for name, value in asdict(settings).items() if name != "epochs"}
        digest = hashlib.sha256(json.dumps([kept, asdict(self.identity)], sort_keys=True).encode())
        for examples in (self.train, self.validation):
            for array in (examples.vectors, examples.lat, examples.lon):
                digest.update(array.tobytes())
            digest.update(json.dumps(examples.groups.tolist()).encode())
        return digest.hexdigest()[:16]


def partitions_for(train: Examples, settings: TrainingSettings) -> dict[str, Partition]:
    """The recipe's partitions of the training photos' places, named by their cells, coarse to fine.

    Validation photos take no part: else the mean place of a small cell would be theirs.

    Raises
    ------
    SettingsError
        If there are too few places for so many cells.
    """
    places = Places(train.lat, train.lon)
    made = [partition_of_size(places, cells) for cells in settings.cells_of_recipe]
    # Two wishes may come out as one partition; equal counts are then one head, not two.
    return {str(len(partition)): partition for partition in made}
