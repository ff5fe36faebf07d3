"""Photos to an atlas: features shard by shard, a whitening, and the files."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from tqdm import tqdm

from geo_core.atlas.manifest import Manifest
from geo_core.atlas.reading import open_atlas
from geo_core.embedding.embedder import Embedder, load_embedder
from geo_core.embedding.projection import Projection, normalise
from geo_core.errors import GeoCoreError
from geo_core.offline.building.features import Features, compute_features
from geo_core.offline.building.whitening import MIN_PHOTOS, fit_whitening
from geo_core.offline.building.writing import Contents, write_atlas
from geo_core.offline.data.catalogue import CatalogueEntry
from geo_core.records import Reference
from geo_core.settings import EmbedderSettings


@dataclass(frozen=True)
class BuildSettings:
    """How an atlas is built.

    Attributes
    ----------
    name
        Written into its manifest.
    embedder
        The network; float32 by default, so that the atlas does not depend on the machine's bfloat16.
    projection_from
        An atlas whose projection is taken instead of fitting one: needed below `MIN_PHOTOS` photos.
    index_factory
        A faiss factory string; chosen by size when None.
    fit
        Whether to fit temperature and bandwidths on the references.
    heads
        Whether to train a classifier on them, if they suffice.
    """

    name: str
    embedder: EmbedderSettings = field(default_factory=lambda: EmbedderSettings(precision="float32"))
    projection_from: Path | None = None
    index_factory: str | None = None
    fit: bool = True
    heads: bool = True


def build_atlas(
    entries: Sequence[CatalogueEntry], folder: Path, settings: BuildSettings
) -> tuple[Manifest, list[str]]:
    """Build an atlas of the entries in a folder; killed at any moment, it leaves the old one or none.

    Returns
    -------
    The manifest, and one line for each photo that was left out because it could not be read.

    Raises
    ------
    GeoCoreError
        If two entries share an id, or no photo can be read.
    """
    _check_ids(entries)
    embedder = load_embedder(settings.embedder)
    scratch = folder.with_name(folder.name + ".shards")
    with tqdm(total=len(entries), desc="embedding", unit="photo", disable=None) as bar:
        features = compute_features(entries, embedder, scratch, bar.update)
    problems = [f"{entries[i].path}: {text}" for i, text in features.errors.items()]
    entries, features = _without_errors(entries, features)
    projection = _projection(features, embedder, settings)
    vectors = normalise(projection.apply(features.pooled) if projection else features.pooled)
    contents = Contents(
        name=settings.name,
        embedder=replace(embedder, projection=projection).identity,
        projection=projection,
        embeddings=vectors.astype(np.float16),
        references=_references(entries, features),
        thumbnails=features.thumbnail,
    )
    manifest = write_atlas(
        contents, folder, index_factory=settings.index_factory, fit=settings.fit, heads=settings.heads
    )
    shutil.rmtree(scratch)
    return manifest, problems


def _check_ids(entries: Sequence[CatalogueEntry]) -> None:
    seen: dict[str, Path] = {}
    for entry in entries:
        if entry.id in seen:
            raise GeoCoreError(
                f"{seen[entry.id]} and {entry.path} share the name {entry.id!r}; rename one of them."
            )
        seen[entry.id] = entry.path


def _without_errors(
    entries: Sequence[CatalogueEntry], features: Features
) -> tuple[list[CatalogueEntry], Features]:
    kept = [i for i in range(len(entries)) if i not in features.errors]
    if not kept:
        first = next(iter(features.errors.values()), "there are none")
        raise GeoCoreError(f"None of the {len(entries)} photos could be read: {first}")
    return [entries[i] for i in kept], Features(
        pooled=features.pooled[kept],
        thumbhash=tuple(features.thumbhash[i] for i in kept),
        thumbnail=tuple(features.thumbnail[i] for i in kept),
        errors={},
    )


def _projection(features: Features, embedder: Embedder, settings: BuildSettings) -> Projection | None:
    exponent = embedder.network.whitening
    if settings.projection_from is None:
        if exponent is None or len(features.pooled) < MIN_PHOTOS:
            return None
        return fit_whitening(features.pooled, exponent=exponent)
    donor = open_atlas(settings.projection_from)
    own = replace(embedder, projection=donor.projection)
    donor.check_embedder(own.identity)
    return donor.projection


def _references(entries: Sequence[CatalogueEntry], features: Features) -> list[Reference]:
    shared: tuple[str, ...] = (
        "id",
        "lat",
        "lon",
        "coord_source",
        "place",
        "country",
        "author",
        "licence",
        "source",
    )
    shared += ("group", "source_photo", "thumbnail_url")
    return [
        Reference(
            row=row,
            thumbhash=features.thumbhash[row],
            has_thumbnail=bool(features.thumbnail[row]),
            **{name: getattr(entry, name) for name in shared},
        )
        for row, entry in enumerate(entries)
    ]
