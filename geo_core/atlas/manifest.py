"""An atlas's table of contents: format, embedder, counts, checksums."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from geo_core.atlas.fitted import Fitted, FittedCells, FittedConfidence
from geo_core.density.confidence import ConfidenceMap
from geo_core.embedding.identity import EmbedderIdentity
from geo_core.embedding.weights import file_sha256
from geo_core.errors import AtlasError, GeoCoreError
from geo_core.settings import RADII_KM

FORMAT = "geo_core atlas"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"

EMBEDDINGS = "embeddings.npy"
PROJECTION = "projection.npz"
INDEX = "index.faiss"
REFERENCES = "references.parquet"
THUMBNAILS = "thumbnails.zip"
FILES = (EMBEDDINGS, PROJECTION, INDEX, REFERENCES, THUMBNAILS)


@dataclass(frozen=True)
class Manifest:
    """The contents of ``manifest.json``.

    Attributes
    ----------
    name
        The atlas's name.
    embedder
        Whose embeddings it holds.
    references, groups
        Counts.
    index_factory, index_recall
        What kind of index; its recall@100 against exact search on its own references.
    index_nprobe
        Lists an IVF index visits; 0 for an exact index.
    fitted
        See `Fitted`.
    files
        File name → SHA-256, hexadecimal.
    cells
        See `FittedCells`; None where the atlas has no classifier.
    confidence
        See `FittedConfidence`; None where it was not fitted, as in older atlases.
    """

    name: str
    embedder: EmbedderIdentity
    references: int
    groups: int
    index_factory: str
    index_recall: float
    index_nprobe: int
    fitted: Fitted
    files: Mapping[str, str]
    cells: FittedCells | None = None
    confidence: FittedConfidence | None = None

    def to_json(self) -> str:
        """The text of the file; the same manifest gives the same text."""
        content = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(self)}
        content["embedder"]["digest"] = self.embedder.digest
        return json.dumps(content, indent=1, sort_keys=True) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """Read and check ``manifest.json``.

    Raises
    ------
    AtlasError
        If there is no atlas, its format is unknown or newer, or a field is missing.
    """
    path = folder / MANIFEST
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise AtlasError(
            f"There is no atlas in {folder} (no {MANIFEST}); name a folder made by build-atlas."
        ) from error
    except (OSError, ValueError) as error:
        raise AtlasError(f"{path} is damaged ({error}); build or fetch the atlas anew.") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise AtlasError(f"{path} is no manifest of an atlas; name a folder made by build-atlas.")
    version = content.get("format_version")
    if version != FORMAT_VERSION:
        raise AtlasError(
            f"{path} has format version {version!r}; this program reads {FORMAT_VERSION}. "
            "Update the program, or build the atlas anew."
        )
    return _parse(content, path)


def _parse(content: dict[str, Any], path: Path) -> Manifest:
    try:
        embedder = {k: v for k, v in content["embedder"].items() if k != "digest"}
        plain = set(Manifest.__dataclass_fields__) - {"embedder", "fitted", "cells", "confidence"}
        manifest = Manifest(
            **{k: content[k] for k in plain},
            embedder=EmbedderIdentity(**embedder),
            fitted=Fitted(**content["fitted"]),
            cells=_parse_cells(content.get("cells")),
            confidence=_parse_confidence(content.get("confidence")),
        )
        missing = set(FILES) - set(manifest.files)
    except (KeyError, TypeError, AttributeError, GeoCoreError) as error:
        raise AtlasError(f"{path} lacks or garbles a field ({error}); build the atlas anew.") from error
    if missing:
        raise AtlasError(f"{path} lists no {', '.join(sorted(missing))}; build the atlas anew.")
    return manifest


def _parse_cells(content: dict[str, Any] | None) -> FittedCells | None:
    if content is None:
        return None
    return FittedCells(**{**content, "fused": Fitted(**content["fused"])})


def _parse_confidence(content: dict[str, Any] | None) -> FittedConfidence | None:
    if content is None:
        return None
    maps = {
        method: {str(r): ConfidenceMap(**one[str(r)]) for r in RADII_KM}
        for method, one in content["maps"].items()
    }
    return FittedConfidence(maps, queries=content["queries"])


def check_files(folder: Path, files: Mapping[str, str]) -> None:
    """Compare every file's SHA-256 with the manifest's.

    Raises
    ------
    AtlasError
        Naming the first file that is missing or differs.
    """
    for name, expected in files.items():
        if Path(name).name != name:
            raise AtlasError(f"The manifest in {folder} names {name!r}, which lies outside; do not trust it.")
        path = folder / name
        if not path.is_file():
            raise AtlasError(f"{path} is missing; build or fetch the atlas anew.")
        found = file_sha256(path)
        if found != expected:
            raise AtlasError(
                f"{path} is damaged: its SHA-256 is {found[:12]}…, the manifest says {expected[:12]}…; "
                "build or fetch the atlas anew."
            )
