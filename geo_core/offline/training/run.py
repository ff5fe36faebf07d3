"""A training run under way: what a checkpoint holds, and when it is finished."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import torch

from geo_core.classifier.heads import Heads
from geo_core.offline.training.settings import TrainingSettings

State = dict[str, torch.Tensor]


@dataclass(frozen=True)
class Record:
    """One head after one epoch: a row of the curves.

    Attributes
    ----------
    epoch
        From 1.
    partition
        The head's.
    train_loss
        Mean over the epoch, with dropout, smoothing and weights, nats.
    validation_loss
        Mean cross-entropy, nats.
    validation_accuracy
        Share of the validation photos whose true cell was the most probable one, 0 to 1.
    """

    epoch: int
    partition: str
    train_loss: float
    validation_loss: float
    validation_accuracy: float


@dataclass(frozen=True, eq=False)
class Best:
    """A head's weights at the epoch of its lowest validation loss."""

    loss: float
    epoch: int
    weights: State


class Progress:
    """Heads, optimizer, history and the best weights so far.

    Attributes
    ----------
    heads, optimizer
        As they are after `epoch`.
    epoch
        Under way or, between epochs, the next one; from 1.
    history
        One record per epoch and head.
    best
        One per head; empty before the first epoch.
    """

    def __init__(self, heads: Heads, settings: TrainingSettings) -> None:
        self.heads = heads
        self.optimizer = torch.optim.AdamW(
            heads.parameters(), lr=settings.lr, weight_decay=settings.weight_decay
        )
        self.epoch = 1
        self.history: list[Record] = []
        self.best: list[Best] = []
        self._epochs, self._patience = settings.epochs, settings.patience

    @property
    def finished(self) -> bool:
        """Whether all epochs are done, or no head has become better for `patience` epochs."""
        stale = bool(self.best) and self.epoch - 1 - max(b.epoch for b in self.best) >= self._patience
        return stale or self.epoch > self._epochs

    def close_epoch(self, records: list[Record]) -> None:
        """Take an epoch's records, one a head, and keep the weights of the heads that became better."""
        found = [
            Best(record.validation_loss, record.epoch, _copy(layer))
            for record, layer in zip(records, self.heads.layers, strict=True)
        ]
        pairs = zip(self.best or found, found, strict=True)
        self.best = [new if new.loss < old.loss else old for old, new in pairs]
        self.history += records
        self.epoch += 1

    def take_best(self) -> None:
        """Give each head its best weights, and leave training."""
        for layer, best in zip(self.heads.layers, self.best, strict=True):
            layer.load_state_dict(best.weights)
        self.heads.eval()

    def state(self) -> dict[str, Any]:
        """All of it as tensors, numbers and strings, with torch's random state."""
        return {
            "epoch": self.epoch,
            "heads": dict(self.heads.state_dict()),
            "optimizer": self.optimizer.state_dict(),
            "rng": torch.get_rng_state(),
            "history": [asdict(record) for record in self.history],
            "best": [{"loss": b.loss, "epoch": b.epoch, "weights": b.weights} for b in self.best],
        }

    def restore(self, state: dict[str, Any]) -> None:
        """The inverse of `state`; sets torch's random state."""
        self.heads.load_state_dict(state["heads"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.epoch = int(state["epoch"])
        self.history = [Record(**values) for values in state["history"]]
        self.best = [Best(**values) for values in state["best"]]
        torch.set_rng_state(state["rng"])


def _copy(layer: torch.nn.Module) -> State:
    return {name: tensor.detach().clone() for name, tensor in layer.state_dict().items()}
