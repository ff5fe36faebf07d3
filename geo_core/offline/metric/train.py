"""Photos to a trained embedder: its weights, its curves and a report."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tqdm import tqdm

from geo_core.embedding.embedder import load_embedder
from geo_core.embedding.registry import network_named
from geo_core.embedding.systems import TRUNKS, embedder_name
from geo_core.embedding.weights import file_sha256
from geo_core.offline.evaluation.tables import as_json
from geo_core.offline.metric.loop import train_metric
from geo_core.offline.metric.run import Epoch, Run, write_curves
from geo_core.offline.metric.settings import MetricSettings
from geo_core.offline.metric.task import Task, pose_task
from geo_core.offline.training.checkpoint import write_tensors
from geo_core.offline.training.photos import read_entries
from geo_core.offline.training.training import make_folder
from geo_core.settings import EmbedderSettings, check_choice

WEIGHTS, REPORT, CHECKPOINT, CURVES = "weights.pt", "training.json", "checkpoint.pt", "curves.csv"
FEATURES = "features"


@dataclass(frozen=True)
class EmbedderTraining:
    """An embedder to be trained from photos.

    Attributes
    ----------
    sources
        As `read_catalogue` takes them.
    settings
        How.
    splits
        Rows with one of these splits take part.
    trunk
        One of `systems.TRUNKS`, and the checkpoint that it begins with, such as the paper's [L];
        float32 by default, so that the stored outputs are those of any machine.
    """

    sources: tuple[Path, ...]
    settings: MetricSettings
    splits: tuple[str, ...] = ("reference",)
    trunk: EmbedderSettings = field(default_factory=lambda: EmbedderSettings(precision="float32"))


@dataclass(frozen=True)
class Outcome:
    """What a training made.

    Attributes
    ----------
    embedder
        Name of the network that the weights are for.
    run
        With its accuracies on the validation photos.
    train
        Training photos.
    unreadable
        One line for each photo that was left out.
    """

    embedder: str
    run: Run
    train: int
    unreadable: tuple[str, ...]


def train_embedder(wanted: EmbedderTraining, out: Path, *, resume: bool = False) -> Outcome:
    """Train, and write weights, curves and a report.

    Parameters
    ----------
    wanted
        What is trained on what.
    out
        The folder to write; made if need be. Outputs of the frozen part are kept in its ``features``.
    resume
        Go on from the checkpoint in `out`.

    Raises
    ------
    GeoCoreError
        If the photos, the settings, the weights, the folder or the checkpoint cannot be used.
    """
    trunk = wanted.trunk.name or next(iter(TRUNKS))
    check_choice("embedder", trunk, tuple(TRUNKS))
    entries = read_entries(wanted.sources, wanted.splits)
    base = load_embedder(wanted.trunk)
    make_folder(out)
    network = network_named(embedder_name(wanted.settings.recipe, trunk))
    task = pose_task(entries, base, network, wanted.settings, out / FEATURES)
    run = _train_with_bar(task, out / CHECKPOINT, resume=resume)
    state = network.checkpoint_of(task.module)
    write_tensors(out / WEIGHTS, {name: t.detach().cpu().contiguous() for name, t in state.items()})
    write_curves(run.history, out / CURVES)
    outcome = Outcome(network.name, run, len(task.train.lat), task.unreadable)
    _write_report(wanted, outcome, base.identity.describe(), out)
    return outcome


def _train_with_bar(task: Task, checkpoint: Path, *, resume: bool) -> Run:
    with tqdm(total=task.settings.epochs, desc="training", unit="epoch", disable=None) as bar:

        def show(record: Epoch) -> None:
            bar.update(record.epoch - bar.n)
            bar.set_postfix(loss=f"{record.loss:.4f}", score=f"{record.score:.2f}")

        return train_metric(task, checkpoint, resume=resume, report=show)


def _write_report(wanted: EmbedderTraining, outcome: Outcome, trunk: str, out: Path) -> None:
    content = {
        "embedder": outcome.embedder,
        "trunk": trunk,
        "settings": asdict(wanted.settings),
        "sources": [str(source) for source in wanted.sources],
        "splits": list(wanted.splits),
        "training_photos": outcome.train,
        "best_epoch": outcome.run.best_epoch,
        "before": as_json(outcome.run.before),
        "after": as_json(outcome.run.after),
        "unreadable": list(outcome.unreadable),
        "files": {WEIGHTS: file_sha256(out / WEIGHTS)},
    }
    partial = out / (REPORT + ".partial")
    partial.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    partial.replace(out / REPORT)
