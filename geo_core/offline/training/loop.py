"""The training loop, for heads on stored embeddings and for a trunk with its heads alike."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from geo_core.classifier.heads import Heads
from geo_core.errors import GeoCoreError
from geo_core.offline.training.checkpoint import read_checkpoint, write_checkpoint
from geo_core.offline.training.feed import Feed, StoredEmbeddings
from geo_core.offline.training.lessons import Lesson, lessons_of, training_losses, validation_sums
from geo_core.offline.training.problem import Problem
from geo_core.offline.training.processes import ALONE, Processes
from geo_core.offline.training.run import Progress, Record
from geo_core.offline.training.settings import TrainingSettings


def fit_heads(
    problem: Problem,
    settings: TrainingSettings,
    checkpoint: Path | None = None,
    *,
    resume: bool = False,
    report: Callable[[list[Record]], object] = lambda records: None,
) -> Progress:
    """Train one head per partition on embeddings; each keeps the weights of its own best epoch.

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

    def close(records: list[Record]) -> None:
        if checkpoint is not None:
            write_checkpoint(checkpoint, fingerprint, progress.state())
        report(records)

    with torch.random.fork_rng(devices=[]):  # seeding here disturbs nobody else's random numbers
        torch.manual_seed(settings.seed)
        heads = Heads(problem.identity, settings.dropout)
        optimizer = torch.optim.AdamW(heads.parameters(), lr=settings.lr, weight_decay=settings.weight_decay)
        progress = Progress(heads, heads, optimizer, settings)
        if resume:
            progress.restore(read_checkpoint(checkpoint, fingerprint))
        fit(progress, lessons_of(problem, settings), StoredEmbeddings(problem, settings.batch_size), close)
    return progress


def fit(
    progress: Progress,
    lessons: Sequence[Lesson],
    feed: Feed,
    close_epoch: Callable[[list[Record]], object],
    *,
    close_step: Callable[[int], object] = lambda photos: None,
    processes: Processes = ALONE,
) -> None:
    """Go on with a run to its end, and take the best weights.

    Parameters
    ----------
    progress
        The run, new or restored.
    lessons
        One a head.
    feed
        Its rows are those of the lessons.
    close_epoch
        Called after every epoch with its records, one a head.
    close_step
        Called after every step with its number of photos.
    processes
        Those that train together, each with its own share of the feed.

    Raises
    ------
    GeoCoreError
        If the loss is no number any more.
    """
    forward = processes.parallel(progress.model)
    while not progress.finished:
        progress.model.train()
        for batch in feed.training(progress.epoch, progress.step):
            losses = training_losses(forward(batch.inputs), lessons, batch.rows)
            # The gradients' mean over the processes is then the gradient of the step's mean loss.
            progress.descend(losses.sum() * (batch.counted * processes.count / batch.total))
            progress.close_step(processes.sum(losses.detach() * batch.counted))
            close_step(batch.total)
        records = _records(progress, lessons, feed, processes)
        progress.close_epoch(records)
        close_epoch(records)
    progress.take_best()


def _records(progress: Progress, lessons: Sequence[Lesson], feed: Feed, processes: Processes) -> list[Record]:
    """Each head on the validation photos: plain cross-entropy, whatever it was trained with."""
    progress.model.eval()
    sums = torch.zeros((2, len(lessons)), dtype=torch.float64, device=lessons[0].truth.device)
    with torch.no_grad():
        for batch in feed.validation():
            sums += validation_sums(progress.model(batch.inputs), lessons, batch.rows)
    losses, accuracies = (processes.sum(sums) / len(lessons[0].truth)).tolist()
    train_losses = (progress.sums / len(lessons[0].labels)).tolist()
    if not all(map(math.isfinite, (*losses, *train_losses))):
        raise GeoCoreError(
            f"In epoch {progress.epoch} the loss is no number any more; lower the learning rates, "
            "or give --precision float32."
        )
    return [
        Record(progress.epoch, *values)
        for values in zip(progress.heads.identity.partitions, train_losses, losses, accuracies, strict=True)
    ]
