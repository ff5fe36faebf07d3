"""Confidences alone for an atlas: its heads and all that was fitted stay as they are."""

from __future__ import annotations

from pathlib import Path

from geo_core.atlas.manifest import MANIFEST, Manifest
from geo_core.atlas.reading import Atlas, open_atlas
from geo_core.errors import GeoCoreError
from geo_core.offline.building.confidences import asked_of_neighbours, with_confidence
from geo_core.offline.building.crosswise import train_crosswise
from geo_core.offline.building.fitting import MIN_QUERIES
from geo_core.offline.building.heads import settings_for
from geo_core.offline.building.placing import copied, put_in_place
from geo_core.offline.training.examples import examples_of
from geo_core.offline.training.problem import partitions_for
from geo_core.offline.training.settings import TrainingSettings


def calibrate_atlas(folder: Path, settings: TrainingSettings | None = None) -> Manifest:
    """Fit an atlas's confidences and put them into it, in one step; those it had are replaced.

    Parameters
    ----------
    folder
        The atlas.
    settings
        Of the training that made its heads; by default those that `building.heads.add_heads` takes. The
        heads themselves know every reference, so that others are trained crosswise, asked and forgotten.

    Returns
    -------
    The atlas's new manifest.

    Raises
    ------
    GeoCoreError
        If there are too few references of different photographers, or the heads were made with other
        partitions.
    AtlasError
        If the atlas cannot be opened.
    """
    atlas = open_atlas(folder)
    partial = copied(folder, (*atlas.manifest.files, MANIFEST))
    manifest = write_confidence(atlas, partial, settings)
    if manifest.confidence is None:
        raise GeoCoreError(
            f"The atlas {folder} gives fewer than {MIN_QUERIES} queries (two a photographer at most); so few "
            "cannot tell how often a claim comes true. Add photos of more photographers."
        )
    open_atlas(partial)
    put_in_place(partial, folder)
    return manifest


def write_confidence(atlas: Atlas, folder: Path, settings: TrainingSettings | None = None) -> Manifest:
    """Write claims and a new manifest into a folder that has the atlas's other files."""
    if atlas.classifier is None:
        asked, rows = asked_of_neighbours(examples_of(atlas))
    else:
        settings = settings or settings_for(atlas) or TrainingSettings()
        _check_partitions(atlas, settings)
        trained = train_crosswise(atlas, settings)
        asked, rows = trained.asked, trained.rows
    manifest = with_confidence(atlas.manifest, asked, rows, folder)
    (folder / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    return manifest


def _check_partitions(atlas: Atlas, settings: TrainingSettings) -> None:
    """What other heads say tells nothing of these."""
    own = atlas.classifier.heads.identity.partitions if atlas.classifier else ()
    trained = tuple(partitions_for(examples_of(atlas), settings))
    if own != trained:
        raise GeoCoreError(
            f"The heads of {atlas.folder} are for partitions of {', '.join(own)} cells; those that would be "
            f"trained to fit its confidences, for {', '.join(trained)}. Make both anew (python -m geo_core "
            "add-heads)."
        )
