"""Photos to a classifier: heads on a frozen trunk, and then, if asked for, the trunk with them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from geo_core.classifier.heads import Heads
from geo_core.embedding.embedder import Embedder, load_embedder
from geo_core.embedding.weights import file_sha256
from geo_core.offline.training.checkpoint import write_tensors
from geo_core.offline.training.photos import Album, embedded, read_entries
from geo_core.offline.training.problem import Problem, pose_problem
from geo_core.offline.training.processes import ALONE, Processes
from geo_core.offline.training.run import Progress
from geo_core.offline.training.settings import TrainingSettings
from geo_core.offline.training.splits import Rows
from geo_core.offline.training.training import (
    CHECKPOINT,
    Trained,
    calibrated,
    fit_with_bar,
    make_folder,
    within_km,
    write_results,
)
from geo_core.offline.training.tuning import Task, tune_network
from geo_core.offline.training.tuning_settings import TuningSettings
from geo_core.settings import EmbedderSettings

TRUNK, FEATURES = "trunk.pt", "features"


@dataclass(frozen=True)
class PhotoTraining:
    """A classifier to be trained from photos.

    Attributes
    ----------
    sources
        As `read_catalogue` takes them.
    splits
        Rows with one of these splits take part.
    settings
        Of the heads.
    tuning
        Of the trunk; None leaves it frozen.
    embedder
        The trunk to begin with; float32 by default, so that embeddings are those of any machine.
    """

    sources: tuple[Path, ...]
    splits: tuple[str, ...] = ("reference",)
    settings: TrainingSettings = field(default_factory=TrainingSettings)
    tuning: TuningSettings | None = None
    embedder: EmbedderSettings = field(default_factory=lambda: EmbedderSettings(precision="float32"))


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a training from photos made.

    Attributes
    ----------
    trained
        Calibrated heads on the final embeddings.
    before
        The same on the embeddings before the tuning; None where the trunk stayed frozen.
    unreadable
        One line for each photo that was left out.
    """

    trained: Trained
    before: Trained | None
    unreadable: tuple[str, ...]


def train_on_photos(
    wanted: PhotoTraining, out: Path, *, resume: bool = False, processes: Processes = ALONE
) -> Outcome | None:
    """Train on photos, and write heads, partitions, trunk, curves and a report.

    Parameters
    ----------
    wanted
        What is trained on what.
    out
        The folder to write; made if need be. Embeddings are kept in its ``features``.
    resume
        Go on from the checkpoint in `out`.
    processes
        Those that share the embedding and the tuning; heads on a frozen trunk take the first one moments.

    Returns
    -------
    None in all processes but the leading one.

    Raises
    ------
    GeoCoreError
        If the photos, the settings, the weights, the folder or the checkpoint cannot be used.
    """
    entries = read_entries(wanted.sources, wanted.splits)
    embedder = load_embedder(wanted.embedder)
    make_folder(out)
    album = embedded(entries, embedder, out / FEATURES, processes)
    problem, rows = pose_problem(album.examples, embedder.identity, wanted.settings)
    if wanted.tuning is None:
        if not processes.leads:
            return None
        progress = fit_with_bar(problem, wanted.settings, out / CHECKPOINT, resume=resume)
        trained, before = calibrated(problem, progress.heads), None
    else:
        heads, before = _first_heads(problem, wanted.settings, processes)
        train, validation = ([album.entries[row].path for row in part] for part in rows)
        task = Task(problem, train, validation, embedder, heads, wanted.settings, wanted.tuning)
        progress = tune_network(task, out / CHECKPOINT, resume=resume, processes=processes)
        _write_trunk(embedder, out / TRUNK, processes)
        problem = _as_served(problem, rows, album, wanted, out, processes)
        if not processes.leads:
            return None
        trained = calibrated(problem, _moved(progress, problem))
    outcome = Outcome(trained, before, album.unreadable)
    more = _report(wanted, outcome, [album.entries[row].id for row in rows[1]], out)
    write_results(trained, progress, wanted.settings, out, more=more)
    return outcome


def _first_heads(
    problem: Problem, settings: TrainingSettings, processes: Processes
) -> tuple[Heads, Trained | None]:
    """Heads on the trunk as it is; the other processes get the leader's when the tuning begins."""
    heads = Heads(problem.identity, settings.dropout)
    if not processes.leads:
        return heads, None
    first = fit_with_bar(problem, settings).heads
    heads.load_state_dict(first.state_dict())
    return heads, calibrated(problem, first)


def _write_trunk(embedder: Embedder, path: Path, processes: Processes) -> None:
    """The trunk as a checkpoint of its network, for ``--weights``; there for all processes on return."""
    if processes.leads:
        state = embedder.network.checkpoint_of(embedder.trunk)
        write_tensors(path, {name: tensor.detach().cpu().contiguous() for name, tensor in state.items()})
    processes.wait()


def _as_served(
    problem: Problem,
    rows: tuple[Rows, Rows],
    album: Album,
    wanted: PhotoTraining,
    out: Path,
    processes: Processes,
) -> Problem:
    """The same problem with the embeddings that the written trunk computes when it serves."""
    embedder = load_embedder(replace(wanted.embedder, weights=out / TRUNK))
    examples = embedded(album.entries, embedder, out / FEATURES, processes).examples
    train, validation = (examples.take(part) for part in rows)
    return replace(problem, train=train, validation=validation, embedder=embedder.identity)


def _moved(progress: Progress, problem: Problem) -> Heads:
    """The tuned heads as heads of the tuned embedder, on the CPU."""
    heads = Heads(problem.identity)
    heads.load_state_dict(progress.heads.state_dict())
    return heads.eval()


def _report(wanted: PhotoTraining, outcome: Outcome, validation: list[str], out: Path) -> dict[str, Any]:
    """What the report says beside what it says of any training."""
    content: dict[str, Any] = {
        "sources": [str(source) for source in wanted.sources],
        "splits": list(wanted.splits),
        "unreadable": list(outcome.unreadable),
        "validation_photos": validation,
    }
    if wanted.tuning is not None and outcome.before is not None:
        content["tuning"] = asdict(wanted.tuning)
        content["validation_within_km_before_tuning"] = within_km(outcome.before)
        content["files"] = {TRUNK: file_sha256(out / TRUNK)}
    return content
