"""Thumbnails of references whose pictures may be stored: one zip file with its credits.

A zip opens anywhere, is read at random, and keeps the pictures beside a
``credits.csv`` that names author, licence and source of each.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from geo_core.errors import AtlasError
from geo_core.records import Reference

CREDITS = "credits.csv"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # a fixed date, so that the same pictures give the same file


def write_thumbnails(pictures: Mapping[int, bytes], references: Iterable[Reference], path: Path) -> None:
    """Pack WebP thumbnails by row, and the credits of each.

    Parameters
    ----------
    pictures
        Row → WebP bytes.
    references
        All references; those with a picture are credited.
    path
        The zip file to write.
    """
    credits = io.StringIO()
    table = csv.writer(credits)
    table.writerow(["file", "id", "author", "licence", "source"])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for reference in references:
            if reference.row in pictures:
                name = _name(reference.row)
                table.writerow([name, reference.id, reference.author, reference.licence, reference.source])
                archive.writestr(zipfile.ZipInfo(name, _EPOCH), pictures[reference.row])
        archive.writestr(zipfile.ZipInfo(CREDITS, _EPOCH), credits.getvalue())


def read_thumbnail(path: Path, row: int) -> bytes:
    """The WebP bytes of one row.

    Raises
    ------
    AtlasError
        If the file is no zip or holds no picture for that row.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.read(_name(row))
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise AtlasError(f"{path} has no thumbnail for row {row}; build the atlas anew.") from error


def _name(row: int) -> str:
    return f"{row:08d}.webp"
