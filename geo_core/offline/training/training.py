"""An atlas to trained, calibrated heads and the files beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import torch
from tqdm import tqdm

from geo_core.atlas.reading import open_atlas
from geo_core.classifier.decoding import combine, combined_log_probabilities, log_probabilities
from geo_core.classifier.heads import Heads
from geo_core.classifier.storage import save_heads
from geo_core.embedding.weights import file_sha256
from geo_core.errors import GeoCoreError
from geo_core.offline.evaluation.accuracy import Accuracy
from geo_core.offline.training.calibration import Calibration, calibrate
from geo_core.offline.training.curves import write_curves
from geo_core.offline.training.curves_picture import draw_curves
from geo_core.offline.training.examples import examples_of
from geo_core.offline.training.loop import fit_heads
from geo_core.offline.training.problem import Problem, pose_problem
from geo_core.offline.training.run import Progress, Record
from geo_core.offline.training.settings import TrainingSettings
from geo_core.offline.training.validation import accuracies
from geo_core.partition.files import save_partition

HEADS, REPORT, CHECKPOINT = "heads.pt", "training.json", "checkpoint.pt"
CURVES, PICTURE = "curves.csv", "curves.png"

COMBINED = "combined"
"""Stands beside the partitions' names for all of them together."""


@dataclass(frozen=True, eq=False)
class Trained:
    """What a run made.

    Attributes
    ----------
    problem
        Photos and partitions.
    heads
        Calibrated.
    calibration
        Name of the partition, or `COMBINED` → its calibration.
    accuracies
        Name of the row → accuracy on the validation photos.
    """

    problem: Problem
    heads: Heads
    calibration: dict[str, Calibration]
    accuracies: dict[str, Accuracy]


def train_classifier(atlas: Path, out: Path, settings: TrainingSettings, *, resume: bool = False) -> Trained:
    """Train on an atlas's references, and write heads, partitions, curves and a report.

    Parameters
    ----------
    atlas
        The folder; it is only read.
    out
        The folder to write; made if need be.
    settings
        How.
    resume
        Go on from the checkpoint in `out`.

    Raises
    ------
    GeoCoreError
        If the atlas, the settings, the folder or the checkpoint cannot be used.
    """
    opened = open_atlas(atlas)
    problem, _ = pose_problem(examples_of(opened), opened.manifest.embedder, settings)
    make_folder(out)
    progress = fit_with_bar(problem, settings, out / CHECKPOINT, resume=resume)
    trained = calibrated(problem, progress.heads)
    write_results(trained, progress, settings, out)
    return trained


def make_folder(out: Path) -> None:
    """Make the folder of the results if need be.

    Raises
    ------
    GeoCoreError
        If it cannot be made.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GeoCoreError(f"{out} cannot be made ({error}); name another folder to write to.") from error


def fit_with_bar(
    problem: Problem, settings: TrainingSettings, checkpoint: Path | None = None, *, resume: bool = False
) -> Progress:
    """`fit_heads` under a progress bar."""
    with tqdm(total=settings.epochs, desc="training", unit="epoch", disable=None) as bar:

        def show(records: list[Record]) -> None:
            bar.update(records[0].epoch - bar.n)
            bar.set_postfix({r.partition: f"{r.validation_loss:.3f}" for r in records})

        return fit_heads(problem, settings, checkpoint, resume=resume, report=show)


def calibrated(problem: Problem, heads: Heads) -> Trained:
    """Temperatures fitted to the validation photos, and the accuracies with them."""
    validation, partitions = problem.validation, problem.partitions
    truth = {name: p.assign(validation.lat, validation.lon) for name, p in partitions.items()}
    logits = dict(zip(partitions, heads.logits(validation.vectors), strict=True))
    found = {name: calibrate(logits[name], truth[name], validation.groups) for name in partitions}
    heads.temperature.copy_(torch.tensor([c.temperature for c in found.values()], dtype=torch.float64))
    scores = [log_probabilities(one) for one in heads.logits(validation.vectors)]
    combined = combined_log_probabilities(scores, combine(list(partitions.values())))
    found[COMBINED] = calibrate(combined, truth[list(partitions)[-1]], validation.groups)
    heads.combined_temperature.fill_(found[COMBINED].temperature)
    return Trained(problem, heads, found, accuracies(problem, scores, found[COMBINED].temperature))


def write_results(
    trained: Trained,
    progress: Progress,
    settings: TrainingSettings,
    out: Path,
    *,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Write heads, partitions, curves, their picture and the report.

    Parameters
    ----------
    trained
        Calibrated.
    progress
        The finished run.
    settings
        Of the heads.
    out
        The folder.
    more
        What else the report says; its ``files`` (name → SHA-256) join those written here.
    """
    problem = trained.problem
    write_curves(progress.history, out / CURVES)
    draw_curves(progress.history, out / PICTURE)
    files = {HEADS: save_heads(trained.heads, out / HEADS)}
    for name, partition in problem.partitions.items():
        path = out / f"partition-{name}.npz"
        save_partition(partition, path)
        files[path.name] = file_sha256(path)
    content = {
        "settings": asdict(settings),
        "cells": list(trained.heads.identity.cells),
        "embedder": asdict(problem.embedder) | {"digest": problem.embedder.digest},
        "train": {"photos": len(problem.train), "groups": len(set(problem.train.groups))},
        "validation": {"photos": len(problem.validation), "groups": len(set(problem.validation.groups))},
        "best_epochs": dict(zip(problem.partitions, progress.best_epochs, strict=True)),
        "calibration": {name: asdict(calibration) for name, calibration in trained.calibration.items()},
        "validation_within_km": within_km(trained),
        **more,
        "files": files | more.get("files", {}),
    }
    partial = out / (REPORT + ".partial")
    partial.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    partial.replace(out / REPORT)


def within_km(trained: Trained) -> dict[str, dict[int, float]]:
    """Name of the row → radius in km → percent of the validation photos located within it."""
    return {name: dict(result.within_km) for name, result in trained.accuracies.items()}
