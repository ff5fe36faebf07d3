"""The training loop: batches to triplets to a loss, judged by the nearest neighbours of strangers' photos."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch.nn.functional import normalize

from geo_core.embedding.projection import normalise
from geo_core.errors import GeoCoreError
from geo_core.offline.evaluation.accuracy import Accuracy
from geo_core.offline.metric.batches import draw_batches
from geo_core.offline.metric.labels import Rows
from geo_core.offline.metric.losses import LOSSES, squared_distances
from geo_core.offline.metric.mining import MINERS
from geo_core.offline.metric.pairs import nearest_in_features, strangers_first
from geo_core.offline.metric.photos import Vectors, nearest_accuracy, outputs_of
from geo_core.offline.metric.run import Epoch, Run
from geo_core.offline.metric.task import Task
from geo_core.offline.training.checkpoint import read_checkpoint, write_checkpoint
from geo_core.offline.training.seeds import derived_seed


def train_metric(
    task: Task,
    checkpoint: Path,
    *,
    resume: bool = False,
    report: Callable[[Epoch], object] = lambda record: None,
) -> Run:
    """Train to the end, and give the model its best weights.

    Parameters
    ----------
    task
        Its model is changed.
    checkpoint
        Written after every epoch.
    resume
        Go on from the checkpoint: on the same machine, with as many threads, the result is the same.
    report
        Called with each epoch's record, its checkpoint written.

    Returns
    -------
    The finished run.

    Raises
    ------
    WeightsError
        If there is nothing to resume, or it is another run's.
    GeoCoreError
        If the loss is no number any more, or no photo has a similar one.
    """
    run, settings = Run(), task.settings
    if resume:
        run = _restored(task, read_checkpoint(checkpoint, task.fingerprint))
    vectors, found = _judge(task)
    if not resume:
        run.close(Epoch(0, 0, math.nan, found), task.model)
    with torch.random.fork_rng(devices=[]):
        while not run.finished(settings.epochs, settings.patience):
            epoch = len(run.history)
            triplets, loss = _learn(task, epoch, vectors)
            vectors, found = _judge(task)
            run.close(Epoch(epoch, triplets, loss, found), task.model)
            write_checkpoint(checkpoint, task.fingerprint, _state(task, run))
            report(run.history[-1])
    task.model.load_state_dict(run.best)
    task.model.eval()
    return run


def _judge(task: Task) -> tuple[Vectors, Accuracy]:
    """The training photos' embeddings, and how well they locate the validation photos."""
    size = task.settings.batch_size
    train, validation = (
        outputs_of(task.model, photos.inputs, size) for photos in (task.train, task.validation)
    )
    found = nearest_accuracy((task.train, train), (task.validation, validation), task.network.whitening)
    return normalise(train), found


def _learn(task: Task, epoch: int, vectors: Vectors) -> tuple[int, float]:
    """One epoch: how many triplets there were, and their mean loss."""
    settings = task.settings
    batches = draw_batches(
        task.labels,
        task.train.groups,
        settings.batch_size,
        derived_seed(settings.seed, "batches", epoch),
        vectors if settings.pairs == "feature" else None,
    )
    if not batches:
        raise GeoCoreError(
            "No training photo has a similar one to learn from; raise --near-km, or give more photos."
        )
    task.model.train()
    count, losses = 0, list[float]()
    for number, (rows, inputs) in enumerate(
        zip(batches, task.train.inputs.batches(batches, epoch), strict=True)
    ):
        torch.manual_seed(derived_seed(settings.seed, "dropout", epoch, number))
        generator = torch.Generator().manual_seed(derived_seed(settings.seed, "mining", epoch, number))
        squared = squared_distances(normalize(task.model(inputs)))
        triplets = batch_triplets(task, rows, squared.detach(), generator)
        if len(triplets):
            count += len(triplets)
            losses.append(_descend(task, squared, triplets))
    if not all(map(math.isfinite, losses)):
        raise GeoCoreError(f"In epoch {epoch} the loss is no number any more; lower the learning rates.")
    return count, sum(losses) / len(losses) if losses else math.nan


def _descend(task: Task, squared: torch.Tensor, triplets: torch.Tensor) -> float:
    """One step down the gradient of the triplets' loss, which is returned."""
    anchors, near, far = triplets.T
    settings = task.settings
    loss = LOSSES[settings.loss](squared[anchors, near], squared[anchors, far], settings.margin)
    task.optimizer.zero_grad()
    torch.autograd.backward(loss)
    task.optimizer.step()
    return loss.item()


def batch_triplets(task: Task, rows: Rows, squared: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """(T, 3) places in the batch, as `mining` gives them, of these (B,) rows and their (B, B) distances."""
    settings = task.settings
    similar, different = task.labels.pairs(rows)
    similar = strangers_first(similar, task.train.groups[rows])
    if settings.pairs == "feature":
        similar = nearest_in_features(similar, squared.cpu().numpy())
    similar_, different_ = (torch.from_numpy(mask).to(squared.device) for mask in (similar, different))
    return MINERS[settings.mining](squared, similar_, different_, generator)


def _state(task: Task, run: Run) -> dict[str, Any]:
    return {
        "model": dict(task.model.state_dict()),
        "optimizer": task.optimizer.state_dict(),
        "history": [asdict(record) for record in run.history],
        "best": run.best,
    }


def _restored(task: Task, state: dict[str, Any]) -> Run:
    task.model.load_state_dict(state["model"])
    task.optimizer.load_state_dict(state["optimizer"])
    history = [Epoch(**{**one, "accuracy": Accuracy(**one["accuracy"])}) for one in state["history"]]
    return Run(history, state["best"])
