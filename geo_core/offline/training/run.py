"""A training run under way: what a checkpoint holds, and when it is finished."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import torch

from geo_core.classifier.heads import Heads
from geo_core.offline.training.settings import TrainingSettings
from geo_core.offline.training.tuning_settings import TuningSettings

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
    """A part's weights at the epoch of its lowest validation loss."""

    loss: float
    epoch: int
    weights: State


class Progress:
    """A model, its optimizer, the history and the best weights so far.

    Parameters
    ----------
    model
        Inputs → one tensor of logits per head.
    heads
        The model itself or a part of it. Heads alone share no weights, so that each keeps the
        epoch of its own lowest validation loss; with a trunk, the model keeps that of their sum.
    optimizer
        Of the weights that are trained.
    settings
        At most `epochs`; stop when nothing became better in the last `patience`.
    rate
        Steps taken → factor of the learning rates; None leaves them as they are.
    scaler
        Keeps the gradients of float16 from vanishing.

    Attributes
    ----------
    epoch
        Under way or, between epochs, the next one; from 1.
    step, taken
        Steps taken in this epoch and in all.
    sums
        (P,) float64, the heads' training losses summed over the photos of this epoch.
    history
        One record per finished epoch and head.
    best
        One per part; empty before the end of the first epoch.
    """

    def __init__(
        self,
        model: torch.nn.Module,
        heads: Heads,
        optimizer: torch.optim.Optimizer,
        settings: TrainingSettings | TuningSettings,
        *,
        rate: Callable[[int], float] | None = None,
        scaler: torch.amp.GradScaler | None = None,
    ) -> None:
        self.model, self.heads, self.optimizer = model, heads, optimizer
        self.scaler = scaler or torch.amp.GradScaler("cpu", enabled=False)
        self.epoch, self.step, self.taken = 1, 0, 0
        self.sums = torch.zeros(len(heads.layers), dtype=torch.float64)
        self.history: list[Record] = []
        self.best: list[Best] = []
        self._parts = list(heads.layers) if model is heads else [model]
        self._rate, self._epochs, self._patience = rate, settings.epochs, settings.patience

    @property
    def finished(self) -> bool:
        """Whether all epochs are done, or no part has become better for `patience` epochs."""
        stale = bool(self.best) and self.epoch - 1 - max(b.epoch for b in self.best) >= self._patience
        return stale or self.epoch > self._epochs

    @property
    def best_epochs(self) -> list[int]:
        """Of each head."""
        epochs = [best.epoch for best in self.best]
        return epochs if len(epochs) == len(self.heads.layers) else epochs * len(self.heads.layers)

    def descend(self, loss: torch.Tensor) -> None:
        """One step of the optimizer down the gradient of a loss, nats."""
        if self._rate is not None:
            for group in self.optimizer.param_groups:
                group["lr"] = group["initial_lr"] * self._rate(self.taken)
        self.optimizer.zero_grad()
        torch.autograd.backward(self.scaler.scale(loss))
        self.scaler.step(self.optimizer)
        self.scaler.update()

    def close_step(self, losses: torch.Tensor) -> None:
        """Take the (P,) losses of a step, summed over its photos."""
        self.sums += losses.cpu()
        self.step += 1
        self.taken += 1

    def close_epoch(self, records: list[Record]) -> None:
        """Take an epoch's records, one a head, and keep the weights of the parts that became better."""
        losses = [record.validation_loss for record in records]
        judged = [sum(losses)] if self._parts == [self.model] else losses
        found = [Best(loss, self.epoch, _copy(part)) for loss, part in zip(judged, self._parts, strict=True)]
        pairs = zip(self.best or found, found, strict=True)
        self.best = [new if new.loss < old.loss else old for old, new in pairs]
        self.history += records
        self.epoch, self.step, self.sums = self.epoch + 1, 0, torch.zeros_like(self.sums)

    def take_best(self) -> None:
        """Give each part its best weights, and leave training."""
        for part, best in zip(self._parts, self.best, strict=True):
            part.load_state_dict(best.weights)
        self.model.eval()

    def state(self) -> dict[str, Any]:
        """All of it as tensors, numbers and strings, with torch's random state."""
        return {
            "epoch": self.epoch,
            "step": self.step,
            "taken": self.taken,
            "sums": self.sums,
            "model": dict(self.model.state_dict()),
            "optimizer": self.optimizer.state_dict(),
            "scaler": self.scaler.state_dict(),
            "rng": torch.get_rng_state(),
            "history": [asdict(record) for record in self.history],
            "best": [{"loss": b.loss, "epoch": b.epoch, "weights": b.weights} for b in self.best],
        }

    def restore(self, state: dict[str, Any]) -> None:
        """The inverse of `state`; sets torch's random state."""
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.scaler.load_state_dict(state["scaler"])
        self.epoch, self.step, self.taken = (int(state[name]) for name in ("epoch", "step", "taken"))
        self.sums = state["sums"]
        self.history = [Record(**values) for values in state["history"]]
        self.best = [Best(**values) for values in state["best"]]
        torch.set_rng_state(state["rng"])


def _copy(part: torch.nn.Module) -> State:
    return {name: tensor.detach().clone() for name, tensor in part.state_dict().items()}
