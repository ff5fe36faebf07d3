"""Opening an atlas: everything checked, nothing trusted."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from geo_core.atlas.manifest import (
    EMBEDDINGS,
    INDEX,
    PROJECTION,
    REFERENCES,
    THUMBNAILS,
    Manifest,
    check_files,
    read_manifest,
)
from geo_core.atlas.references import ReferenceTable, read_references
from geo_core.atlas.thumbnails import read_thumbnail
from geo_core.classifier.classifier import Classifier, read_classifier
from geo_core.embedding.identity import EmbedderIdentity
from geo_core.embedding.projection import Projection
from geo_core.errors import AtlasError
from geo_core.records import Embedding
from geo_core.retrieval.index import open_index, set_nprobe


@dataclass(frozen=True, eq=False)
class Atlas:
    """Everything built offline that serving needs.

    Attributes
    ----------
    folder
        Where it lies.
    manifest
        Its table of contents.
    projection
        The embedder's last step; None where there is none.
    index
        The faiss index.
    references
        Credits and places.
    embeddings
        (N, D) float16, mapped from the file.
    classifier
        None where the atlas has no heads.
    """

    folder: Path
    manifest: Manifest
    projection: Projection | None
    index: Any
    references: ReferenceTable
    embeddings: npt.NDArray[np.float16]
    classifier: Classifier | None = None

    def embedding(self, row: int) -> Embedding:
        """The stored embedding of a reference, in float32 and of norm 1 again."""
        vector = np.asarray(self.embeddings[row], np.float32)
        return Embedding(vector / np.linalg.norm(vector), self.manifest.embedder.digest)

    def thumbnail(self, row: int) -> bytes:
        """The stored thumbnail of a reference, WebP.

        Raises
        ------
        AtlasError
            If the reference has none.
        """
        return read_thumbnail(self.folder / THUMBNAILS, row)

    def check_query(self, query: Embedding) -> None:
        """Refuse an embedding by an embedder other than the one that made this atlas.

        Raises
        ------
        AtlasError
            Naming both.
        """
        own = self.manifest.embedder.digest
        if query.embedder != own:
            raise AtlasError(
                f"The query was embedded by {query.embedder}, the atlas by {own}; embed it with the atlas's "
                "own embedder."
            )

    def check_embedder(self, identity: EmbedderIdentity) -> None:
        """Refuse an embedder other than the one that made this atlas.

        Raises
        ------
        AtlasError
            Naming both.
        """
        own = self.manifest.embedder
        if identity.digest != own.digest:
            raise AtlasError(
                f"The atlas {self.folder} was made with {own.describe()}; the embedder given is "
                f"{identity.describe()}. Use the atlas's own embedder, or build an atlas with yours."
            )


def open_atlas(folder: Path) -> Atlas:
    """Open an atlas, checking version, checksums and shapes.

    Raises
    ------
    AtlasError
        Naming the file that is missing, damaged or too new.
    """
    manifest = read_manifest(folder)
    check_files(folder, manifest.files)
    references = read_references(folder / REFERENCES)
    embeddings = _read_embeddings(folder / EMBEDDINGS)
    index = open_index(folder / INDEX)
    set_nprobe(index, manifest.index_nprobe)
    expected = (manifest.references, manifest.embedder.dimension)
    shapes = {
        EMBEDDINGS: embeddings.shape,
        INDEX: (index.ntotal, index.d),
        REFERENCES: (len(references), expected[1]),
    }
    for name, shape in shapes.items():
        if shape != expected:
            raise AtlasError(
                f"{folder / name} holds {shape}, the manifest says {expected}; build the atlas anew."
            )
    digest = manifest.embedder.digest
    return Atlas(
        folder=folder,
        manifest=manifest,
        projection=_read_projection(folder / PROJECTION),
        index=index,
        references=references,
        embeddings=embeddings,
        classifier=read_classifier(folder, embedder=digest) if manifest.cells else None,
    )


def _read_embeddings(path: Path) -> npt.NDArray[np.float16]:
    try:
        embeddings = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise AtlasError(f"{path} holds no array ({error}); build the atlas anew.") from error
    if embeddings.dtype != np.float16 or embeddings.ndim != 2:
        raise AtlasError(f"{path} holds {embeddings.dtype} {embeddings.shape}; expected float16 (N, D).")
    return np.asarray(embeddings)


def _read_projection(path: Path) -> Projection | None:
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            if not arrays.files:
                return None
            return Projection(arrays["mean"], arrays["matrix"])
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise AtlasError(f"{path} holds no projection ({error}); build the atlas anew.") from error
