"""A classifier for an atlas: heads trained on its references, calibrated, and put in beside them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from geo_core.atlas.fitted import FittedCells
from geo_core.atlas.manifest import FILES, MANIFEST, Manifest
from geo_core.atlas.reading import Atlas, open_atlas
from geo_core.classifier.classifier import HEADS, Classifier, partition_file
from geo_core.classifier.decoding import combine, combined_log_probabilities, log_probabilities
from geo_core.classifier.heads import Heads
from geo_core.classifier.storage import save_heads
from geo_core.embedding.weights import file_sha256
from geo_core.errors import GeoCoreError, SettingsError
from geo_core.offline.building.crossfit import Fold, crossfit
from geo_core.offline.building.fitting import draw_queries, held_out
from geo_core.offline.building.fusing import HeldOut, fit_cells
from geo_core.offline.building.placing import put_in_place
from geo_core.offline.training.calibration import Calibration, calibrate
from geo_core.offline.training.examples import Examples, examples_of
from geo_core.offline.training.settings import TrainingSettings
from geo_core.partition.files import save_partition
from geo_core.partition.making import partition_of_size
from geo_core.partition.places import Places

MIN_GROUPS = 50
"""Photographers: with fewer, five folds of them tell nothing of strangers."""


MOST_PHOTOS = 200_000
"""An atlas of more is given heads when asked to (`add_heads`), not with every build: it takes hours."""


@dataclass(frozen=True)
class Made:
    """What was added.

    Attributes
    ----------
    manifest
        The atlas's new one.
    cells
        What it says of the heads.
    calibration
        Name of the partition, or ``combined`` → its calibration on the held-out references.
    """

    manifest: Manifest
    cells: FittedCells
    calibration: dict[str, Calibration]


def add_heads(folder: Path, settings: TrainingSettings | None = None) -> Made:
    """Train heads on an atlas's references and put them into it, in one step; those it had are replaced.

    Parameters
    ----------
    folder
        The atlas.
    settings
        Of the training; by default those chosen for the starter atlas, with the partitions that suit.

    Raises
    ------
    GeoCoreError
        If there are too few photographers or photos.
    AtlasError
        If the atlas cannot be opened.
    """
    atlas = open_atlas(folder)
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    for name in (*FILES, MANIFEST):
        shutil.copyfile(folder / name, partial / name)
    made = write_heads(atlas, partial, settings or settings_for(atlas) or TrainingSettings())
    open_atlas(partial)
    put_in_place(partial, folder)
    return made


def write_heads(atlas: Atlas, folder: Path, settings: TrainingSettings) -> Made:
    """Train on the atlas's references; write heads, partitions and a new manifest into a folder."""
    examples = examples_of(atlas)
    if len(set(examples.groups)) < MIN_GROUPS:
        raise GeoCoreError(
            f"The atlas has photos of {len(set(examples.groups))} photographers; heads need {MIN_GROUPS} "
            "or more, so that some can be held out. Build it without heads."
        )
    queries = draw_queries(examples.groups).astype(np.int64)
    heads, partitions, folds = crossfit(examples, queries, atlas.manifest.embedder, settings)
    calibration = _calibrate(heads, folds, examples)
    held = [query for fold in folds for query in _held_out(heads, fold, examples)]
    heads.layers.half()  # half the file; logits change in their third digit
    files = {HEADS: save_heads(heads, folder / HEADS)}
    for name, partition in partitions.items():
        save_partition(partition, folder / partition_file(name))
        files[partition_file(name)] = file_sha256(folder / partition_file(name))
    kept = {name: digest for name, digest in atlas.manifest.files.items() if name in FILES}
    cells = fit_cells(held)
    manifest = replace(atlas.manifest, files=kept | files, cells=cells)
    (folder / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    return Made(manifest, cells, calibration)


def settings_for(atlas: Atlas) -> TrainingSettings | None:
    """The default settings with the partitions that the atlas's photos suffice for; None if they do not."""
    table, default = atlas.references, TrainingSettings()
    if atlas.manifest.groups < MIN_GROUPS or len(table) > MOST_PHOTOS:
        return None
    places = Places(table.lat, table.lon)
    # Two photos a cell, roughly: finer cells would know no photo but the one they were cut for.
    wishes = [cells for cells in default.cells if 1.75 * cells <= len(table)]
    sizes = {size: wish for wish in wishes if (size := _size(places, wish))}
    return replace(default, cells=tuple(sizes.values())) if len(sizes) > 1 else None


def _size(places: Places, wish: int) -> int:
    """Cells of the partition that comes nearest to the wish; 0 where the places give no such one."""
    try:
        return len(partition_of_size(places, wish))
    except SettingsError:
        return 0


def _calibrate(heads: Heads, folds: Sequence[Fold], examples: Examples) -> dict[str, Calibration]:
    """Set the heads' temperatures by what each fold's heads said of the photos that they never saw."""
    rows = np.concatenate([fold.queries for fold in folds])
    truth = examples.take(rows)
    found: dict[str, Calibration] = {}
    labels = []
    for number, name in enumerate(heads.identity.partitions):
        labels.append(
            np.concatenate(
                [f.partitions[number].assign(examples.lat[f.queries], examples.lon[f.queries]) for f in folds]
            )
        )
        logits = np.concatenate([fold.logits[number] for fold in folds])
        found[name] = calibrate(logits, labels[-1], truth.groups)
    heads.temperature.copy_(torch.tensor([c.temperature for c in found.values()], dtype=torch.float64))
    combined = np.concatenate([_combined(heads, fold) for fold in folds])
    found["combined"] = calibrate(combined, labels[-1], truth.groups)
    heads.combined_temperature.fill_(found["combined"].temperature)
    return found


def _calibrated(heads: Heads, fold: Fold) -> list[np.ndarray]:
    temperatures = heads.temperature.tolist()
    return [log_probabilities(one / t) for one, t in zip(fold.logits, temperatures, strict=True)]


def _combined(heads: Heads, fold: Fold) -> np.ndarray:
    return combined_log_probabilities(_calibrated(heads, fold), combine(fold.partitions))


def _held_out(heads: Heads, fold: Fold, examples: Examples) -> list[HeldOut]:
    classifier = Classifier(heads, tuple(fold.partitions))
    scores = _calibrated(heads, fold)
    found = []
    for number, row in enumerate(fold.queries):
        near = held_out(examples.vectors, examples.groups, (examples.lat, examples.lon), int(row))
        cells = classifier.evidence_of([one[number] for one in scores], near.lat, near.lon)
        found.append(HeldOut(near, cells, float(examples.lat[row]), float(examples.lon[row])))
    return found
