"""Embeddings and references to the files of an atlas, put in place in one step."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geo_core.atlas.manifest import (
    EMBEDDINGS,
    FILES,
    INDEX,
    MANIFEST,
    PROJECTION,
    REFERENCES,
    THUMBNAILS,
    Manifest,
)
from geo_core.atlas.reading import open_atlas
from geo_core.atlas.references import write_references
from geo_core.atlas.thumbnails import write_thumbnails
from geo_core.embedding.identity import EmbedderIdentity
from geo_core.embedding.projection import Projection
from geo_core.embedding.weights import file_sha256
from geo_core.offline.building.calibrating import write_confidence
from geo_core.offline.building.fitting import NOT_FITTED, fit_decision
from geo_core.offline.building.heads import settings_for, write_heads
from geo_core.offline.building.placing import put_in_place
from geo_core.offline.building.recall import choose_nprobe
from geo_core.records import Reference
from geo_core.retrieval.index import build_index, default_factory, save_index


@dataclass(frozen=True)
class Contents:
    """What an atlas is made of.

    Attributes
    ----------
    name
        Written into the manifest.
    embedder
        Whose embeddings these are.
    projection
        Its last step; None where there is none.
    embeddings
        (N, D) float16, L2 norm 1 before rounding.
    references
        N, in the order of the rows.
    thumbnails
        N WebP pictures; empty bytes where there is none.
    """

    name: str
    embedder: EmbedderIdentity
    projection: Projection | None
    embeddings: npt.NDArray[np.float16]
    references: Sequence[Reference]
    thumbnails: Sequence[bytes]


def write_atlas(
    contents: Contents,
    folder: Path,
    *,
    index_factory: str | None = None,
    fit: bool = True,
    heads: bool = True,
) -> Manifest:
    """Write everything beside the target, open it once, then swap it in.

    Parameters
    ----------
    contents
        The same contents give the same bytes.
    folder
        The atlas to make or replace.
    index_factory
        A faiss factory string; chosen by size when None.
    fit
        Whether to fit the decision per radius, and how far it is to be believed, on the references.
    heads
        Whether to train a classifier on them, if they suffice.
    """
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    factory = index_factory or default_factory(len(contents.embeddings))
    nprobe, recall = _write_files(contents, partial, factory)
    manifest = Manifest(
        name=contents.name,
        embedder=contents.embedder,
        references=len(contents.references),
        groups=len({r.group for r in contents.references}),
        index_factory=factory,
        index_recall=recall,
        index_nprobe=nprobe,
        fitted=fit_decision(contents.embeddings.astype(np.float32), contents.references)
        if fit
        else NOT_FITTED,
        files={name: file_sha256(partial / name) for name in FILES},
    )
    (partial / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    atlas = open_atlas(partial)  # what cannot be opened is not put in place
    if heads and (settings := settings_for(atlas)):
        manifest = write_heads(atlas, partial, settings).manifest
        open_atlas(partial)
    elif fit:
        manifest = write_confidence(atlas, partial)
    put_in_place(partial, folder)
    return manifest


def _write_files(contents: Contents, folder: Path, factory: str) -> tuple[int, float]:
    np.save(folder / EMBEDDINGS, contents.embeddings, allow_pickle=False)
    projection = contents.projection
    arrays = {"mean": projection.mean, "matrix": projection.matrix} if projection else {}
    np.savez(folder / PROJECTION, allow_pickle=False, **arrays)
    write_references(contents.references, folder / REFERENCES)
    pictures = {row: picture for row, picture in enumerate(contents.thumbnails) if picture}
    write_thumbnails(pictures, contents.references, folder / THUMBNAILS)
    vectors = contents.embeddings.astype(np.float32)
    index = build_index(vectors, factory)
    chosen = choose_nprobe(index, vectors)
    save_index(index, folder / INDEX)
    return chosen
