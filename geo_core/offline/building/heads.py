"""A classifier for an atlas: heads trained on its references, calibrated, and put in beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from geo_core.atlas.fitted import FittedCells
from geo_core.atlas.manifest import FILES, MANIFEST, Manifest
from geo_core.atlas.reading import Atlas, open_atlas
from geo_core.classifier.classifier import HEADS, partition_file
from geo_core.classifier.storage import save_heads
from geo_core.embedding.weights import file_sha256
from geo_core.errors import SettingsError
from geo_core.offline.building.confidences import with_confidence
from geo_core.offline.building.crosswise import MIN_GROUPS, train_crosswise
from geo_core.offline.building.fitting import MIN_QUERIES
from geo_core.offline.building.fusing import NOT_FITTED_CELLS, fit_cells
from geo_core.offline.building.placing import copied, put_in_place
from geo_core.offline.training.calibration import Calibration
from geo_core.offline.training.settings import TrainingSettings
from geo_core.partition.files import save_partition
from geo_core.partition.making import partition_of_size
from geo_core.partition.places import Places

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
    partial = copied(folder, (*FILES, MANIFEST))
    made = write_heads(atlas, partial, settings or settings_for(atlas) or TrainingSettings())
    open_atlas(partial)
    put_in_place(partial, folder)
    return made


def write_heads(atlas: Atlas, folder: Path, settings: TrainingSettings) -> Made:
    """Train on the atlas's references; write heads, partitions, claims and a new manifest into a folder."""
    trained = train_crosswise(atlas, settings)
    heads = trained.heads
    heads.layers.half()  # half the file; logits change in their third digit
    files = {HEADS: save_heads(heads, folder / HEADS)}
    for name, partition in trained.partitions.items():
        save_partition(partition, folder / partition_file(name))
        files[partition_file(name)] = file_sha256(folder / partition_file(name))
    kept = {name: digest for name, digest in atlas.manifest.files.items() if name in FILES}
    cells = fit_cells(trained.queries) if len(trained.queries) >= MIN_QUERIES else NOT_FITTED_CELLS
    manifest = replace(atlas.manifest, files=kept | files, cells=cells)
    manifest = with_confidence(manifest, trained.asked, trained.rows, folder)
    (folder / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    return Made(manifest, cells, trained.calibration)


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
