"""The authors' reference files to an atlas, however many rows they have.

What is in memory at once: `ROWS` rows of a file, 16 bytes a row to count names and photographers, and
the index as serving holds it.
"""

from __future__ import annotations

import shutil
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from tqdm import tqdm

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
from geo_core.embedding.embedder import load_embedder
from geo_core.embedding.identity import EmbedderIdentity
from geo_core.embedding.im2gps_vgg import NAME
from geo_core.embedding.weights import file_sha256
from geo_core.errors import GeoCoreError
from geo_core.offline.building.fitting import NOT_FITTED
from geo_core.offline.building.placing import put_in_place
from geo_core.offline.building.recall import choose_nprobe
from geo_core.offline.building.reference_shards import read_shard, write_shards
from geo_core.offline.data.im2gps_references import reference_of
from geo_core.records import Reference
from geo_core.retrieval.index import build_index, default_factory, save_index
from geo_core.settings import EmbedderSettings


@dataclass(frozen=True)
class ImportSettings:
    """How the files become an atlas.

    Attributes
    ----------
    name
        Written into its manifest.
    weights
        The checkpoint that embeds queries for it.
    index_factory
        A faiss factory string; chosen by size when None.
    """

    name: str
    weights: Path
    index_factory: str | None = None


def import_references(
    files: Sequence[Path], folder: Path, settings: ImportSettings
) -> tuple[Manifest, list[str]]:
    """Make an atlas of the files; killed at any moment, it leaves the old one or none, and goes on.

    Returns
    -------
    The manifest, and what there is to say about the rows.

    Raises
    ------
    GeoCoreError
        If a file is damaged or no row can be used.
    WeightsError
        If the checkpoint is missing or of another network.
    """
    embedder = load_embedder(
        EmbedderSettings(name=NAME, weights=settings.weights, device="cpu", precision="float32")
    )
    scratch = folder.with_name(folder.name + ".shards")
    shards = write_shards(files, embedder.network.channels, scratch)
    tally = _Tally(shards)
    if not tally.rows:
        why = "; ".join(tally.notes()) or "there is none"
        raise GeoCoreError(f"None of the {tally.read} rows of {len(files)} files can be used: {why}.")
    # Rectified features have no negative number, and of 512 unrectified ones some always are.
    pooling = "max" if tally.negative else "rectified max"
    network = replace(embedder.network, pooling=pooling)
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    _write_rows(shards, tally, network.channels, partial)
    manifest = _write_index_and_manifest(
        partial, tally, settings, replace(embedder, network=network).identity
    )
    open_atlas(partial)  # what cannot be opened is not put in place
    put_in_place(partial, folder)
    shutil.rmtree(scratch)
    return manifest, [*tally.notes(), f"pooling is {pooling!r}: {_WHY[pooling]}"]


_WHY = {
    "max": "some features are negative, as they are before the last ReLU",
    "rectified max": "no feature is negative, as after the last ReLU",
}


class _Tally:
    """What is counted over all shards."""

    def __init__(self, shards: Sequence[Path]) -> None:
        self.rows = self.read = 0
        self.negative = False
        self.left_out: Counter[str] = Counter()
        for shard in shards:
            rows = read_shard(shard)
            self.rows += len(rows.ids)
            self.read += rows.read
            self.negative |= rows.negative
            self.left_out.update(rows.left_out)
        self.names, self.groups = array("q"), array("q")

    def count(self, reference: Reference) -> None:
        """Note its name and its photographer, as 64 bits each."""
        self.names.append(hash(reference.id))
        self.groups.append(hash(reference.group))

    def notes(self) -> list[str]:
        """One line for each thing worth saying."""
        lines = [f"{count} of {self.read} rows {why}: left out" for why, count in self.left_out.items()]
        twins = len(self.names) - _distinct(self.names)
        if twins:
            lines.append(f"{twins} rows have a file name that another row has; all are kept and vote")
        return lines


def _distinct(numbers: array[int]) -> int:
    return len(np.unique(np.array(numbers, np.int64)))


def _write_rows(shards: Sequence[Path], tally: _Tally, dimension: int, folder: Path) -> None:
    header = {"descr": "<f2", "fortran_order": False, "shape": (tally.rows, dimension)}
    with (folder / EMBEDDINGS).open("wb") as stream:
        np.lib.format.write_array_header_1_0(stream, header)
        for shard in shards:
            stream.write(read_shard(shard).vectors.tobytes())
    np.savez(folder / PROJECTION)
    write_thumbnails({}, (), folder / THUMBNAILS)
    write_references(_references(shards, tally), folder / REFERENCES)


def _references(shards: Sequence[Path], tally: _Tally) -> Iterator[Reference]:
    row = 0
    for shard in tqdm(shards, desc="references", unit="shard", disable=None):
        rows = read_shard(shard)
        for id_, lat, lon in zip(rows.ids, rows.lat.tolist(), rows.lon.tolist(), strict=True):
            reference = reference_of(row, id_, lat, lon)
            tally.count(reference)
            yield reference
            row += 1


def _write_index_and_manifest(
    folder: Path, tally: _Tally, settings: ImportSettings, embedder: EmbedderIdentity
) -> Manifest:
    vectors = np.load(folder / EMBEDDINGS, mmap_mode="r", allow_pickle=False)
    factory = settings.index_factory or default_factory(tally.rows)
    index = build_index(vectors, factory)
    nprobe, recall = choose_nprobe(index, vectors)
    save_index(index, folder / INDEX)
    manifest = Manifest(
        name=settings.name,
        embedder=embedder,
        references=tally.rows,
        groups=_distinct(tally.groups),
        index_factory=factory,
        index_recall=recall,
        index_nprobe=nprobe,
        fitted=NOT_FITTED,
        files={name: file_sha256(folder / name) for name in FILES},
    )
    (folder / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    return manifest
