"""What each head is to learn, as tensors, and how far from it its logits are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from geo_core.offline.training.losses import cross_entropy, photo_weights, smoothed_targets
from geo_core.offline.training.problem import Problem
from geo_core.offline.training.settings import TrainingSettings


@dataclass(frozen=True, eq=False)
class Lesson:
    """One head's side of the problem: (N,) labels and weights, (C, C) targets, (V,) truth."""

    labels: torch.Tensor
    weights: torch.Tensor
    targets: torch.Tensor
    truth: torch.Tensor


def lessons_of(
    problem: Problem, settings: TrainingSettings, device: torch.device | None = None
) -> list[Lesson]:
    """One lesson a partition, coarse to fine, on the device; on the CPU by default."""
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
            Lesson(
                torch.from_numpy(labels).to(device),
                torch.from_numpy(weights).float().to(device),
                torch.from_numpy(smoothed_targets(partition, settings.smoothing_km)).to(device),
                torch.from_numpy(truth).to(device),
            )
        )
    return lessons


def training_losses(
    logits: Sequence[torch.Tensor], lessons: Sequence[Lesson], rows: torch.Tensor
) -> torch.Tensor:
    """(P,) mean losses of the training photos of these rows, one a head, nats."""
    return torch.stack(
        [
            cross_entropy(one, lesson.targets[lesson.labels[rows]], lesson.weights[rows])
            for one, lesson in zip(logits, lessons, strict=True)
        ]
    )


def validation_sums(
    logits: Sequence[torch.Tensor], lessons: Sequence[Lesson], rows: torch.Tensor
) -> torch.Tensor:
    """(2, P) float64: summed plain cross-entropy, and how often the most probable cell is the true one."""
    losses, hits = [], []
    for one, lesson in zip(logits, lessons, strict=True):
        truth = lesson.truth[rows]
        losses.append(torch.nn.functional.cross_entropy(one, truth).double() * len(rows))
        hits.append((one.argmax(dim=1) == truth).double().sum())
    return torch.stack([torch.stack(losses), torch.stack(hits)])
