"""What the trained part of a network is fed with: stored outputs of its frozen part, or pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch.utils.data import DataLoader
from tqdm import tqdm

from geo_core.embedding.embedder import Embedder
from geo_core.errors import GeoCoreError
from geo_core.offline.building.features import compute_features
from geo_core.offline.data.catalogue import CatalogueEntry
from geo_core.offline.metric.labels import Rows
from geo_core.offline.training.pictures import Pictures
from geo_core.offline.training.tuning_settings import NO_AUGMENTATION, TuningSettings
from geo_core.photo.preprocessing import Preprocessing


class Inputs(Protocol):
    """The inputs of N photos."""

    def __len__(self) -> int:
        """N."""

    def batches(self, rows: Sequence[Rows], epoch: int | None = None) -> Iterator[torch.Tensor]:
        """The inputs of these rows, batch by batch; varied as the epoch says, or not at all."""


@dataclass(frozen=True, eq=False)
class StoredInputs:
    """(N, …) float32, in memory: 0.4 MB a photo for feature maps, 5 kB for pooled vectors."""

    stored: torch.Tensor
    device: torch.device

    def __len__(self) -> int:
        return len(self.stored)

    def batches(self, rows: Sequence[Rows], epoch: int | None = None) -> Iterator[torch.Tensor]:
        """As in `Inputs`; nothing is varied."""
        return (self.stored[torch.from_numpy(part)].to(self.device) for part in rows)


@dataclass(frozen=True, eq=False)
class PictureInputs:
    """Photos, decoded for every batch anew.

    Attributes
    ----------
    paths
        N files.
    preprocessing
        The network's.
    tuning
        Its augmentation and workers count.
    seed
        Of the augmentation.
    device
        Where the inputs are brought.
    """

    paths: Sequence[Path]
    preprocessing: Preprocessing
    tuning: TuningSettings
    seed: int
    device: torch.device

    def __len__(self) -> int:
        return len(self.paths)

    def batches(self, rows: Sequence[Rows], epoch: int | None = None) -> Iterator[torch.Tensor]:
        """As in `Inputs`."""
        augmentation = NO_AUGMENTATION if epoch is None else self.tuning.augmentation
        loader = DataLoader(
            Pictures(self.paths, self.preprocessing, augmentation, self.seed, epoch or 0),
            batch_sampler=[part.tolist() for part in rows],
            num_workers=self.tuning.workers,
        )
        return (images.to(self.device, memory_format=torch.channels_last) for images in loader)


def frozen_outputs(
    entries: Sequence[CatalogueEntry], embedder: Embedder, prefix: torch.nn.Sequential, scratch: Path
) -> tuple[npt.NDArray[np.float32], dict[int, str]]:
    """What the trunk and the layers that learn nothing make of each photo.

    Parameters
    ----------
    entries
        N photos.
    embedder
        With the trunk.
    prefix
        Layers without parameters behind it; may be empty.
    scratch
        A folder for finished shards; those of the same photos and network are reused.

    Returns
    -------
    outputs
        (N, …); of a photo that cannot be read, NaN.
    errors
        Row → why it cannot be read.

    Raises
    ------
    GeoCoreError
        If not one photo can be read.
    """
    trunk = torch.nn.Sequential(embedder.trunk, *prefix)
    side = embedder.preprocessing.side_px
    with torch.inference_mode():
        shape = trunk(torch.zeros((1, 3, side, side), device=embedder.device)).shape[1:]
    network = replace(
        embedder.network,
        # The shards' names hold it, so that those of different layers stay apart.
        name=f"{embedder.network.name} + {prefix}",
        pooling="own",
        channels=shape.numel(),
    )
    frozen = replace(embedder, network=network, trunk=trunk)
    with tqdm(total=len(entries), desc="embedding", unit="photo", disable=None) as bar:
        features = compute_features(entries, frozen, scratch, bar.update)
    if len(features.errors) == len(entries):
        raise GeoCoreError(f"None of the {len(entries)} photos can be read; the first: {features.errors[0]}")
    return features.pooled.reshape(len(entries), *shape), features.errors
