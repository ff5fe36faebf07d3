"""Pictures on disk as batches of a network's inputs, decoded by worker processes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch.utils.data import DataLoader, Dataset

from geo_core.errors import PhotoError
from geo_core.offline.training.augmentation import augmented
from geo_core.offline.training.feed import Batch
from geo_core.offline.training.processes import Processes
from geo_core.offline.training.seeds import derived_seed
from geo_core.offline.training.tuning_settings import NO_AUGMENTATION, Augmentation, TuningSettings
from geo_core.photo.preprocessing import Preprocessing
from geo_core.photo.reading import read_photo


@dataclass(frozen=True)
class Pictures(Dataset[torch.Tensor]):
    """Row → input tensor of the photo in this epoch, whichever process asks for it.

    Attributes
    ----------
    paths
        The files.
    preprocessing
        The network's.
    augmentation
        How they are varied.
    seed, epoch
        With the row, they decide the variation.
    """

    paths: Sequence[Path]
    preprocessing: Preprocessing
    augmentation: Augmentation = NO_AUGMENTATION
    seed: int = 0
    epoch: int = 0

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, row: int) -> torch.Tensor:
        path = self.paths[row]
        try:
            photo = read_photo(path.read_bytes(), target_px=self.preprocessing.side_px)
        except OSError as error:
            raise PhotoError(f"{path} cannot be read any more ({error}); restore it and --resume.") from error
        seed = derived_seed(self.seed, "augmentation", self.epoch, row)
        return augmented(photo, self.preprocessing, self.augmentation, seed)


@dataclass(frozen=True, eq=False)
class PictureFeed:
    """A `feed.Feed` of pictures.

    Attributes
    ----------
    train_paths, validation_paths
        The files.
    preprocessing
        The network's.
    settings
        Batch size, augmentation and workers.
    seed
        Of the order, the augmentation and what the network drops.
    device
        Where the inputs are brought.
    processes
        Those that share every batch.
    """

    train_paths: Sequence[Path]
    validation_paths: Sequence[Path]
    preprocessing: Preprocessing
    settings: TuningSettings
    seed: int
    device: torch.device
    processes: Processes

    @property
    def steps(self) -> int:
        """Of an epoch; the last one may be smaller."""
        return -(-len(self.train_paths) // self.settings.batch_size)

    def training(self, epoch: int, first: int) -> Iterator[Batch]:
        """As in `Feed`; torch is seeded before each batch, so that a resumed run drops the same numbers."""
        generator = torch.Generator().manual_seed(derived_seed(self.seed, "order", epoch))
        order = torch.randperm(len(self.train_paths), generator=generator)
        batches = torch.split(order, self.settings.batch_size)[first:]
        shares = [batch[self.processes.own] for batch in batches]
        # A process without a photo computes one that does not count: the others wait for its gradients.
        rows = [share if len(share) else batch[:1] for share, batch in zip(shares, batches, strict=True)]
        pictures = Pictures(
            self.train_paths, self.preprocessing, self.settings.augmentation, self.seed, epoch
        )
        for number, images in enumerate(self._loaded(pictures, rows)):
            step = (epoch, first + number, self.processes.rank)
            torch.manual_seed(derived_seed(self.seed, "dropout", *step))
            yield Batch(images, rows[number].to(self.device), len(shares[number]), len(batches[number]))

    def validation(self) -> Iterator[Batch]:
        """As in `Feed`."""
        share = torch.arange(len(self.validation_paths))[self.processes.own]
        rows = [part for part in torch.split(share, self.settings.batch_size) if len(part)]
        images = self._loaded(Pictures(self.validation_paths, self.preprocessing), rows)
        for part, inputs in zip(rows, images, strict=True):
            yield Batch(inputs, part.to(self.device), len(part), len(part))

    def _loaded(self, pictures: Pictures, batches: Sequence[torch.Tensor]) -> Iterator[torch.Tensor]:
        loader = DataLoader(
            pictures,
            batch_sampler=[rows.tolist() for rows in batches],
            num_workers=self.settings.workers,
            pin_memory=self.device.type == "cuda",
        )
        for images in loader:
            yield images.to(self.device, memory_format=torch.channels_last, non_blocking=True)
