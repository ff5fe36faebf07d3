"""Photos with places, out of folders and tables, to examples: each embedded once and kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from geo_core.embedding.embedder import Embedder
from geo_core.embedding.projection import normalise
from geo_core.errors import GeoCoreError
from geo_core.offline.building.features import SHARD, Features, compute_features
from geo_core.offline.data.catalogue import CatalogueEntry, read_catalogue
from geo_core.offline.training.examples import Examples
from geo_core.offline.training.processes import ALONE, Processes


@dataclass(frozen=True, eq=False)
class Album:
    """N photos that can be read.

    Attributes
    ----------
    entries
        Their files, places and photographers.
    examples
        The same with their embeddings, in the same order.
    unreadable
        One line for each photo that was left out.
    """

    entries: Sequence[CatalogueEntry]
    examples: Examples
    unreadable: tuple[str, ...]


def read_entries(sources: Iterable[Path], splits: Iterable[str]) -> list[CatalogueEntry]:
    """The photos of the sources whose split is one of those named.

    Raises
    ------
    GeoCoreError
        If a source cannot be used, or no photo has such a split.
    """
    wanted = set(splits)
    entries = [e for s in sources for e in read_catalogue(s, keep_thumbnails=False) if e.split in wanted]
    if not entries:
        raise GeoCoreError(f"No photo has the split {', '.join(sorted(wanted))}; name another with --split.")
    return entries


def embedded(
    entries: Sequence[CatalogueEntry], embedder: Embedder, scratch: Path, processes: Processes = ALONE
) -> Album:
    """Embeddings of all photos that can be read.

    Parameters
    ----------
    entries
        The photos.
    embedder
        Without projection.
    scratch
        A folder for finished shards; those of the same photos and network are reused.
    processes
        Those that share the shards; in the end each has all.

    Raises
    ------
    GeoCoreError
        If not one photo can be read.
    """
    shards = [entries[start : start + SHARD] for start in range(0, len(entries), SHARD)]
    shared = shards[processes.own]
    with tqdm(
        total=sum(map(len, shared)),
        desc="embedding",
        unit="photo",
        disable=None if processes.leads else True,
    ) as bar:
        for shard in shared:
            compute_features(shard, embedder, scratch, bar.update)
    processes.wait()
    features = compute_features(entries, embedder, scratch)
    kept = [row for row in range(len(entries)) if row not in features.errors]
    if not kept:
        raise GeoCoreError(f"None of the {len(entries)} photos can be read; the first: {features.errors[0]}")
    readable = [entries[row] for row in kept]
    return Album(readable, _examples(readable, features, kept), tuple(_lines(entries, features)))


def _examples(entries: Sequence[CatalogueEntry], features: Features, rows: Sequence[int]) -> Examples:
    return Examples(
        normalise(features.pooled[rows]),
        np.array([entry.lat for entry in entries]),
        np.array([entry.lon for entry in entries]),
        np.array([entry.group for entry in entries], dtype=object),
    )


def _lines(entries: Sequence[CatalogueEntry], features: Features) -> Iterable[str]:
    return (f"{entries[row].path}: {text}" for row, text in features.errors.items())
