"""A trunk trained together with its heads: pictures in, six losses summed, checkpoints on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tqdm import tqdm

from geo_core.classifier.heads import Heads
from geo_core.embedding.device import choose_dtype
from geo_core.embedding.embedder import Embedder
from geo_core.offline.training.checkpoint import read_checkpoint, write_checkpoint
from geo_core.offline.training.learner import Learner
from geo_core.offline.training.lessons import lessons_of
from geo_core.offline.training.loop import fit
from geo_core.offline.training.pictures import PictureFeed
from geo_core.offline.training.problem import Problem
from geo_core.offline.training.processes import ALONE, Processes
from geo_core.offline.training.run import Progress, Record
from geo_core.offline.training.schedule import warmup_cosine
from geo_core.offline.training.settings import TrainingSettings
from geo_core.offline.training.tuning_settings import TuningSettings
from geo_core.settings import Precision


@dataclass(frozen=True, eq=False)
class Task:
    """What is tuned on what.

    Attributes
    ----------
    problem
        Photos, with the embeddings of the trunk as it is, and partitions.
    train, validation
        The problem's photos as files, in its order.
    embedder
        Without projection; its trunk is changed.
    heads
        To begin with: trained on those embeddings, so that the first gradients that reach the
        trunk are not those of random heads (Kumar et al., "Fine-Tuning can Distort Pretrained
        Features", ICLR 2022).
    settings, tuning
        How.
    """

    problem: Problem
    train: Sequence[Path]
    validation: Sequence[Path]
    embedder: Embedder
    heads: Heads
    settings: TrainingSettings
    tuning: TuningSettings


def tune_network(
    task: Task, checkpoint: Path, *, resume: bool = False, processes: Processes = ALONE
) -> Progress:
    """Train trunk and heads.

    Parameters
    ----------
    task
        Its embedder's trunk and its heads are changed.
    checkpoint
        Written by the leading process after every epoch and every `checkpoint_steps` steps.
    resume
        Go on from the checkpoint: on the same machine, with as many processes and threads, the result
        is the same, bit for bit, as without the interruption.
    processes
        Those that train together.

    Returns
    -------
    The finished run; trunk and heads hold the weights of the best epoch, the heads not calibrated.

    Raises
    ------
    WeightsError
        If there is nothing to resume, or it is another run's.
    GeoCoreError
        If the loss is no number any more.
    """
    tuning, device = task.tuning, task.embedder.device
    dtype = training_dtype(device, tuning.precision)
    learner = Learner(task.embedder, task.heads, tuning.tune, dtype)
    feed = PictureFeed(
        task.train,
        task.validation,
        task.embedder.preprocessing,
        tuning,
        task.settings.seed,
        device,
        processes,
    )
    progress = Progress(
        learner,
        task.heads,
        learner.optimizer(tuning, task.settings.weight_decay),
        tuning,
        rate=warmup_cosine(tuning.epochs * feed.steps, tuning.warmup),
        scaler=torch.amp.GradScaler(device.type, enabled=dtype == torch.float16),
    )
    fingerprint = task.problem.fingerprint(task.settings, tuning.deciding() | {"dtype": str(dtype)})
    if resume:
        progress.restore(read_checkpoint(checkpoint, fingerprint))

    def save() -> None:
        if processes.leads:
            write_checkpoint(checkpoint, fingerprint, progress.state())

    def close_step(photos: int) -> None:
        if progress.step % tuning.checkpoint_steps == 0:
            save()
        bar.update(photos)

    def close_epoch(records: list[Record]) -> None:
        save()
        bar.set_postfix(epoch=records[0].epoch, **{r.partition: f"{r.validation_loss:.3f}" for r in records})

    done = (progress.epoch - 1) * len(task.train) + progress.step * tuning.batch_size
    with (
        torch.random.fork_rng(devices=[]),
        tqdm(
            total=tuning.epochs * len(task.train),
            initial=done,
            desc="tuning",
            unit="photo",
            disable=None if processes.leads else True,
        ) as bar,
    ):
        lessons = lessons_of(task.problem, task.settings, device)
        fit(progress, lessons, feed, close_epoch, close_step=close_step, processes=processes)
    return progress


def training_dtype(device: torch.device, wanted: Precision) -> torch.dtype:
    """As `choose_dtype`, but two cases of ``auto`` are others than in serving.

    CUDA without bfloat16 computes in float16, whose gradients are scaled. The CPU stays with float32:
    the gradients of depthwise convolutions have no fast bfloat16 there (EfficientNet-Lite2, batches
    of 16, seconds of processor a photo: last stages 0.17 against 0.24, whole trunk 0.39 against 0.37).
    """
    if wanted == "auto" and device.type == "cpu":
        return torch.float32
    chosen = choose_dtype(device, wanted)
    narrow = wanted == "auto" and device.type == "cuda" and chosen == torch.float32
    return torch.float16 if narrow else chosen
