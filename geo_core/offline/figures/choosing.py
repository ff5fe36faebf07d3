"""Which photos a figure shows: those named, and some of each source of many."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from geo_core.errors import GeoCoreError
from geo_core.offline.data.catalogue import CatalogueEntry, read_catalogue
from geo_core.settings import PHOTO_SUFFIXES, check_range

Item = TypeVar("Item")

TABLES = ("manifest.csv", "credits.csv")
"""Tables beside a photo that may say where it was taken."""

MOST = 100
"""Photos of a source: a figure of more is no figure."""


def chosen(sources: Sequence[Path], split: str | None, count: int) -> list[CatalogueEntry]:
    """The photos to show: each that is named, and some of each other source.

    Parameters
    ----------
    sources
        Photos that carry their place, or whose row stands in a table beside them (`TABLES`); and whatever
        `read_catalogue` reads.
    split
        Of the sources that are no photos; ``test`` where they have one, unless given.
    count
        So many of each of these, evenly spread over it.

    Raises
    ------
    GeoCoreError
        If a source cannot be read, or has no such split.
    """
    check_range("count", count, 1, MOST)
    return [entry for source in sources for entry in _of(source, split, count)]


def _of(source: Path, split: str | None, count: int) -> list[CatalogueEntry]:
    if source.is_file() and source.suffix.lower() in PHOTO_SUFFIXES:
        return _beside(source) or read_catalogue(source, keep_thumbnails=False)
    entries = read_catalogue(source, keep_thumbnails=False)
    split = split or ("test" if any(entry.split == "test" for entry in entries) else None)
    entries = [entry for entry in entries if split in (None, entry.split)]
    if not entries:
        raise GeoCoreError(f"{source} has no row with the split {split!r}; name another.")
    return spread(entries, count)


def spread(entries: Sequence[Item], count: int) -> list[Item]:
    """So many of them, or all if there are fewer, evenly spread from the first to the last."""
    rows = np.linspace(0, len(entries) - 1, min(count, len(entries))).round().astype(int)
    return [entries[i] for i in rows]


def _beside(photo: Path) -> list[CatalogueEntry]:
    tables = [photo.parent / name for name in TABLES if (photo.parent / name).is_file()]
    rows = [row for table in tables for row in read_catalogue(table, keep_thumbnails=False)]
    return [row for row in rows if row.path.samefile(photo)][:1]
