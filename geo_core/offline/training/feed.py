"""What the training loop is fed with: batches of inputs and the rows that they are of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import torch

from geo_core.offline.training.problem import Problem


@dataclass(frozen=True, eq=False)
class Batch:
    """The share that one process has of a step.

    Attributes
    ----------
    inputs
        (B, …) as the model takes them.
    rows
        (B,) int64, which photos they are.
    counted
        How many of them count: all, or none in a process for which the batch was too small.
    total
        Photos of the step in all processes.
    """

    inputs: torch.Tensor
    rows: torch.Tensor
    counted: int
    total: int


class Feed(Protocol):
    """Batches of the training photos and of the validation photos."""

    def training(self, epoch: int, first: int) -> Iterator[Batch]:
        """The batches of an epoch (from 1), without the `first` ones."""

    def validation(self) -> Iterator[Batch]:
        """The validation photos, each in one of the processes."""


class StoredEmbeddings:
    """The whole embeddings of a problem, which lie in memory: nothing is varied, no trunk runs.

    The order comes from torch's random state, which the checkpoint keeps: an epoch is a matter
    of moments, so that runs go on between epochs only.
    """

    def __init__(self, problem: Problem, batch_size: int) -> None:
        self._train, self._validation = (
            torch.from_numpy(part.vectors) for part in (problem.train, problem.validation)
        )
        self._batch_size = batch_size

    def training(self, epoch: int, first: int) -> Iterator[Batch]:
        """As in `Feed`."""
        order = torch.randperm(len(self._train))
        for rows in torch.split(order, self._batch_size)[first:]:
            yield Batch(self._train[rows], rows, len(rows), len(rows))

    def validation(self) -> Iterator[Batch]:
        """As in `Feed`: one batch."""
        count = len(self._validation)
        yield Batch(self._validation, torch.arange(count), count, count)
