"""The training loop: AdamW, minibatches, early stopping, a checkpoint after every epoch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch

from geo_core.classifier.heads import Heads
from geo_core.errors import SettingsError
from geo_core.offline.training.checkpoint import read_checkpoint, write_checkpoint
from geo_core.offline.training.losses import cross_entropy, photo_weights, smoothed_targets
from geo_core.offline.training.problem import Problem
from geo_core.offline.training.run import Progress, Record
from geo_core.offline.training.settings import TrainingSettings


@dataclass(frozen=True, eq=False)
class _Lesson:
    """One head's side of the problem, as tensors: (N,) labels and weights, (C, C) targets, (V,) truth."""

    labels: torch.Tensor
    weights: torch.Tensor
    targets: torch.Tensor
    truth: torch.Tensor


def fit_heads(
    problem: Problem,
    settings: TrainingSettings,
    checkpoint: Path | None = None,
    *,
    resume: bool = False,
    report: Callable[[list[Record]], object] = lambda records: None,
) -> Progress:
    """Train one head per partition; each keeps the weights of its own best epoch.

    The trunk stays as it is, so heads share nothing but the order of the photos and the
    dropout: the sum of their losses trains each as if alone.

    Parameters
    ----------
    problem
        Photos and partitions.
    settings
        How.
    checkpoint
        Written after every epoch; None writes none.
    resume
        Go on from the checkpoint: the result is the same, bit for bit, as without the interruption,
        on the same machine with as many threads.
    report
        Called after every epoch, its checkpoint written, with its records, one a head.

    Returns
    -------
    The finished run; its heads hold their best weights and are not calibrated.

    Raises
    ------
    WeightsError
        If there is nothing to resume, or it is another run's.
    SettingsError
        If a run is to be resumed of which no checkpoint is named.
    """
    fingerprint = problem.fingerprint(settings)
    lessons = _lessons(problem, settings)
    train, validation = (torch.from_numpy(part.vectors) for part in (problem.train, problem.validation))
    with torch.random.fork_rng(devices=[]):  # seeding here disturbs nobody else's random numbers
        torch.manual_seed(settings.seed)
        progress = Progress(Heads(problem.identity, settings.dropout), settings)
        if resume:
            progress.restore(read_checkpoint(_given(checkpoint), fingerprint))
        while not progress.finished:
            losses = _epoch(progress, train, lessons, settings.batch_size)
            progress.close_epoch(_records(progress, validation, lessons, losses))
            if checkpoint is not None:
                write_checkpoint(checkpoint, fingerprint, progress.state())
            report(progress.history[-len(lessons) :])
    progress.take_best()
    return progress


def _given(checkpoint: Path | None) -> Path:
    if checkpoint is None:
        raise SettingsError("resume is set without a checkpoint; name the file to go on from.")
    return checkpoint


def _lessons(problem: Problem, settings: TrainingSettings) -> list[_Lesson]:
    lessons = []
    for partition in problem.partitions.values():
        labels = partition.assign(problem.train.lat, problem.train.lon)
        weights = photo_weights(
            problem.train.groups,
            labels,
            by_group=settings.group_weights,
            by_class=settings.class_weights,
        )
        truth = partition.assign(problem.validation.lat, problem.validation.lon)
        lessons.append(
            _Lesson(
                torch.from_numpy(labels),
                torch.from_numpy(weights).float(),
                torch.from_numpy(smoothed_targets(partition, settings.smoothing_km)),
                torch.from_numpy(truth),
            )
        )
    return lessons


def _batches(photos: int, size: int) -> Iterator[torch.Tensor]:
    """Rows of each step: every photo once, in random order."""
    order = torch.randperm(photos)
    return (order[start : start + size] for start in range(0, photos, size))


def _epoch(progress: Progress, vectors: torch.Tensor, lessons: list[_Lesson], batch_size: int) -> list[float]:
    """One pass over the photos in random order; the mean training loss of each head, nats."""
    progress.heads.train()
    sums = torch.zeros(len(lessons), dtype=torch.float64)
    for rows in _batches(len(vectors), batch_size):
        losses = torch.stack(
            [
                cross_entropy(logits, lesson.targets[lesson.labels[rows]], lesson.weights[rows])
                for logits, lesson in zip(progress.heads(vectors[rows]), lessons, strict=True)
            ]
        )
        progress.optimizer.zero_grad()
        torch.autograd.backward(losses.sum())
        progress.optimizer.step()
        sums += losses.detach() * len(rows)
    return [float(value) for value in sums / len(vectors)]


def _records(
    progress: Progress, vectors: torch.Tensor, lessons: list[_Lesson], losses: list[float]
) -> list[Record]:
    """Each head on the validation photos: plain cross-entropy, whatever it was trained with."""
    progress.heads.eval()
    with torch.no_grad():
        all_logits = progress.heads(vectors)
    return [
        Record(
            epoch=progress.epoch,
            partition=name,
            train_loss=loss,
            validation_loss=float(torch.nn.functional.cross_entropy(logits, lesson.truth)),
            validation_accuracy=float((logits.argmax(dim=1) == lesson.truth).double().mean()),
        )
        for name, loss, logits, lesson in zip(
            progress.heads.identity.partitions, losses, all_logits, lessons, strict=True
        )
    ]
