"""Where photos were really taken: benchmark tables and lists, and photos that say it themselves."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from geo_core.errors import GeoCoreError
from geo_core.offline.data.catalogue import CatalogueEntry, entry_of, photos_in, read_catalogue
from geo_core.offline.data.columns import TRUTH, Columns, columns_of, missing_columns
from geo_core.offline.data.matching import match
from geo_core.offline.data.photographers import photographer
from geo_core.offline.data.placed_photos import PlacedPhotos, placed_photos
from geo_core.offline.data.plain_text import first_line, listing, read_text
from geo_core.offline.data.rows import read_lines

_NAMES = (("latitude", "longitude"),)

# Lists without a header, told apart by their first line. YFCC100M's rows put longitude first; with a line
# number in front they have 25 cells (the lists of YFCC4k), without 23. The authors' own list for YFCC4k
# (0aaaa.r.imagedata.txt) is "path latitude longitude".
_YFCC = {
    25: Columns("\t", False, 1, 3, ((13, 12),), 25, _NAMES),
    23: Columns("\t", False, 0, 1, ((11, 10),), 23, _NAMES),
}
_MANY = 1000
"""Cells that a line of a plain list may have: only the first three are looked at."""


def read_truths(source: Path) -> PlacedPhotos:
    """True places, one a photo.

    Parameters
    ----------
    source
        A table with a header (``*_places365.csv``, a ``manifest.csv``), a list without one (YFCC4k's),
        or a folder: of photos that carry their place in EXIF or, as those of the Im2GPS test set do,
        in JPEG comments, or with a ``manifest.csv``.

    Raises
    ------
    GeoCoreError
        If it is none of these, or contradicts itself.
    """
    if source.is_dir():
        return _from_folder(source)
    text = read_text(source)
    header = first_line(text)
    if found := columns_of(header, (TRUTH,)):
        columns, notes = found
        return placed_photos(source, text, columns, notes, headed=True)
    listed = _list_columns(source, header)
    if listed is None:
        raise missing_columns(source, header, (TRUTH,))
    order = "longitude before latitude, as in YFCC100M" if listed.width in _YFCC else "latitude, longitude"
    note = f"no header: read as a list with the photo and {order}."
    return placed_photos(source, text, listed, [note], headed=False)


def read_benchmark(folder: Path, truth: Path) -> tuple[list[CatalogueEntry], list[str]]:
    """Photos of a folder with the places that somebody published for them, and notes on what did not fit.

    Raises
    ------
    GeoCoreError
        As `read_truths` does, or if no photo has a truth.
    """
    files, truths = photos_in(folder), read_truths(truth)
    names = [file.relative_to(folder).as_posix() for file in files]
    pairs, notes = match(names, truths.ids)
    if not pairs:
        raise GeoCoreError(
            f"No photo of {folder} is named in {truth}; the names have to agree, with or without folders "
            f"and file suffix. {truth} begins with {truths.ids[0]!r}."
        )
    entries = []
    for file, row in pairs:
        lat, lon = truths.places[row, 0].tolist()
        author = truths.groups[row] or photographer("", truths.ids[row])
        said = {"lat": repr(lat), "lon": repr(lon), "author": author, "coord_source": truth.name}
        entries.append(entry_of(said, files[file], (truth, row), keep_thumbnails=False))
    for count, what in (
        (len(files) - len(pairs), f"photos of {folder} without a truth"),
        (len(truths.ids) - len(pairs), f"photos of {truth} that {folder} lacks"),
    ):
        if count:
            notes.append(f"{what}: {count:,}.")
    return entries, [*truths.notes, *listing("rows that cannot be used, left out", truths.bad), *notes]


def _list_columns(source: Path, line: str) -> Columns | None:
    for delimiter in ("\t", ",", ";", " "):
        plain = Columns(delimiter, False, 0, None, ((1, 2),), _MANY, _NAMES)
        columns = _YFCC.get(line.count("\t") + 1, plain) if delimiter == "\t" else plain
        try:
            (read,) = read_lines(source, line, columns)
        except ValueError:
            continue
        if not read.problem and read.cells:
            return columns
    return None


def _from_folder(folder: Path) -> PlacedPhotos:
    entries = read_catalogue(folder, keep_thumbnails=False)
    return PlacedPhotos(
        ids=tuple(entry.path.relative_to(folder).as_posix() for entry in entries),
        places=np.array([[(entry.lat, entry.lon)] for entry in entries]),
        groups=tuple("" if entry.group.startswith("photo:") else entry.group for entry in entries),
        bad=(),
        notes=(),
    )
