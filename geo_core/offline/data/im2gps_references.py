"""The authors' reference files: three cell arrays, a photo's file name, its feature and its place in each.

Their `predict_gps.m` reads ``file_gps`` as latitude, longitude, and divides each feature by its norm.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import h5py
import numpy as np
import numpy.typing as npt

from geo_core.errors import GeoCoreError
from geo_core.offline.data import mat5, mat73
from geo_core.offline.data.catalogue import UNKNOWN
from geo_core.records import Reference

ARRAYS = ("file_ids", "file_features", "file_gps")

ROWS = 16_384
"""Rows handed over at once: 17 MB of embeddings at 512 dimensions."""

MAX_ROWS = 10**9
"""Of one file: a damaged one may claim any number."""

COLLECTION = "reference features of Vo, Jacobs and Hays, Revisiting IM2GPS (2017)"

# Flickr's own file name behind any folder or place: photo_secret_server_owner.jpg
_FLICKR_FILE = re.compile(r"(?:^|[_/\\])(\d+)_[0-9a-f]+_\d+_(\d+@N\d\d)(?:\.\w+)?$")

Row = tuple[str, npt.NDArray[np.float16], float, float]
Cell = npt.NDArray[np.generic]


@dataclass(frozen=True, eq=False)
class ReferenceRows:
    """Consecutive rows of a file, without those that cannot be used.

    Attributes
    ----------
    ids
        N file names.
    vectors
        (N, D) float16, L2 norm 1 before rounding.
    lat, lon
        (N,) float64, degrees.
    read
        How many rows were read for it.
    left_out
        Why → how many of them were left out.
    negative
        Whether any feature has a negative number.
    """

    ids: tuple[str, ...]
    vectors: npt.NDArray[np.float16]
    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]
    read: int
    left_out: Mapping[str, int]
    negative: bool


def count_rows(path: Path) -> int:
    """How many rows a file has.

    Raises
    ------
    GeoCoreError
        If it is no MATLAB file with the three arrays, or they differ in length.
    """
    counts = {name: _counts(path).get(name) for name in ARRAYS}
    if None in counts.values() or len(set(counts.values())) != 1:
        said = ", ".join(f"{name} {'none' if n is None else n}" for name, n in counts.items())
        raise GeoCoreError(f"{path} has the cell arrays {said}; needed are all three, of one length.")
    count = counts[ARRAYS[0]] or 0
    if count > MAX_ROWS:
        raise GeoCoreError(
            f"{path} claims {count} rows; allowed are {MAX_ROWS}. It is damaged; fetch it anew."
        )
    return count


def read_rows(path: Path, dimension: int, *, start: int = 0) -> Iterator[ReferenceRows]:
    """The rows of a file from one on, `ROWS` at a time.

    Parameters
    ----------
    path
        A MATLAB file of version 5, 6, 7 or 7.3.
    dimension
        D of the features.
    start
        Rows to pass over.

    Raises
    ------
    GeoCoreError
        If the file is damaged.
    """
    cells = mat73.cells if h5py.is_hdf5(path) else mat5.cells
    try:
        rows = zip(*(cells(path, name, start) for name in ARRAYS), strict=True)
        for _ in range(start, count_rows(path), ROWS):
            yield _checked(islice(rows, ROWS), dimension)
    except (OSError, ValueError) as error:
        raise GeoCoreError(f"{path} cannot be read: {error}; fetch it anew.") from error


def reference_of(row: int, id_: str, lat: float, lon: float) -> Reference:
    """What a file's name tells of a photo: Flickr's page and owner; a licence it does not tell."""
    found = _FLICKR_FILE.search(id_)
    photo, owner = found.groups() if found else ("", "")
    return Reference(
        row=row,
        id=id_,
        lat=lat,
        lon=lon,
        coord_source="given",
        place="",
        country="",
        author=f"{owner} at Flickr" if owner else UNKNOWN,
        licence=UNKNOWN,
        source=f"https://www.flickr.com/photos/{owner}/{photo}" if owner else COLLECTION,
        group=f"author:{owner}" if owner else f"photo:{id_}",
        source_photo=id_,
        thumbnail_url="",  # its licence is unknown
        thumbhash=b"",
        has_thumbnail=False,
    )


def _counts(path: Path) -> Mapping[str, int]:
    try:
        counts = mat73.cell_counts if h5py.is_hdf5(path) else mat5.cell_counts
        return counts(path)
    except (OSError, ValueError) as error:
        raise GeoCoreError(
            f"{path} is no MATLAB file of version 5 to 7.3: {error}; fetch it anew."
        ) from error


def _checked(block: Iterable[tuple[Cell, ...]], dimension: int) -> ReferenceRows:
    rows: list[Row] = []
    left_out: Counter[str] = Counter()
    with np.errstate(invalid="ignore"):  # some NaNs complain when they are cast
        for cells in block:
            row = _row(cells, dimension)
            if isinstance(row, str):
                left_out[row] += 1
            else:
                rows.append(row)
    vectors = np.array([row[1] for row in rows], np.float16).reshape(len(rows), dimension)
    return ReferenceRows(
        ids=tuple(row[0] for row in rows),
        vectors=vectors,
        lat=np.array([row[2] for row in rows], np.float64),
        lon=np.array([row[3] for row in rows], np.float64),
        read=len(rows) + left_out.total(),
        left_out=left_out,
        negative=bool((vectors < 0).any()),
    )


def _row(cells: tuple[Cell, ...], dimension: int) -> Row | str:
    """Name, feature of norm 1, latitude and longitude; or why the row cannot be used."""
    text, feature, gps = (cell.reshape(-1) for cell in cells)
    # Half a surrogate pair is no text that a table could hold.
    name = str(text[0]).encode("utf-8", "replace").decode().strip() if text.size == 1 else ""
    if text.dtype.kind != "U" or not name:
        return "without a file name"
    if feature.size != dimension or feature.dtype.kind not in "iuf":
        return f"whose feature is not {dimension} numbers"
    vector = feature.astype(np.float64)
    # Divided by it first: the square of a large number would overflow.
    largest = np.abs(vector).max()
    if not np.isfinite(largest):
        return "whose feature is not finite"
    if largest == 0:
        return "whose feature is zero"
    vector /= largest
    if gps.size != 2 or gps.dtype.kind not in "iuf" or not np.isfinite(gps.astype(np.float64)).all():
        return "without two numbers for its place"
    lat, lon = (float(degrees) for degrees in gps.astype(np.float64))
    if abs(lat) > 90 or abs(lon) > 180:
        swapped = abs(lat) <= 180 and abs(lon) <= 90
        hint = ", but would fit as longitude, latitude" if swapped else ""
        return f"whose place lies outside ±90°, ±180°{hint}"
    if lat == lon == 0:
        return "whose place is exactly (0, 0)"
    return name, (vector / np.linalg.norm(vector)).astype(np.float16), lat, lon
