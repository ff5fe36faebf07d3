"""A training under way: its history, and the best weights so far."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

import torch

from geo_core.offline.evaluation.accuracy import Accuracy
from geo_core.settings import RADII_KM

JUDGED_KM = (25, 200)
"""The mean of these accuracies chooses the epoch: of photos within 1 km there are too few to tell."""


@dataclass(frozen=True)
class Epoch:
    """A row of the curves.

    Attributes
    ----------
    epoch
        0 is before the training.
    triplets
        Learned from.
    loss
        Mean over the batches that had triplets; NaN if none had.
    accuracy
        Of the nearest training photo as the answer for each validation photo.
    """

    epoch: int
    triplets: int
    loss: float
    accuracy: Accuracy

    @property
    def score(self) -> float:
        """What training is to raise."""
        return sum(self.accuracy.within_km[radius] for radius in JUDGED_KM) / len(JUDGED_KM)


@dataclass(eq=False)
class Run:
    """A training under way.

    Attributes
    ----------
    history
        One record an epoch, from 0.
    best
        The model's weights at the epoch of the highest score; of equals, the first.
    """

    history: list[Epoch] = field(default_factory=list)
    best: dict[str, torch.Tensor] = field(default_factory=dict)

    @property
    def best_epoch(self) -> int:
        """That `best` is of."""
        return max(self.history, key=lambda one: one.score).epoch

    @property
    def before(self) -> Accuracy:
        """Of the first weights."""
        return self.history[0].accuracy

    @property
    def after(self) -> Accuracy:
        """Of the best weights."""
        return self.history[self.best_epoch].accuracy

    def close(self, record: Epoch, model: torch.nn.Module) -> None:
        """Take an epoch's record, and the weights if they are the best."""
        self.history.append(record)
        if self.best_epoch == record.epoch:
            self.best = {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}

    def finished(self, epochs: int, patience: int) -> bool:
        """Whether all epochs are done, or none of the last `patience` was better."""
        done = self.history[-1].epoch
        return done >= epochs or done - self.best_epoch >= patience


def write_curves(history: list[Epoch], path: Path) -> None:
    """Write one CSV row an epoch."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["epoch", "triplets", "loss", *(f"within_{radius}_km" for radius in RADII_KM)])
        for one in history:
            shares = [one.accuracy.within_km[radius] for radius in RADII_KM]
            table.writerow([one.epoch, one.triplets, one.loss, *shares])
