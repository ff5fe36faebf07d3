"""Which column of a table is the photo, its places and its photographer, by the header alone."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geo_core.errors import GeoCoreError

PREDICTED = ("predicted_", "pred_", "")
"""Prefixes of the columns of an answer, the surest first."""

TRUE = ("gt_", "true_")
"""Prefixes of the columns of the truth, beside answers."""

TRUTH = (*TRUE, "")
"""Prefixes of the columns of the truth in a file of its own."""

IDS = ("id", "img_id", "file", "photo_id", "name")
GROUPS = ("group", "photographer", "author")
LATITUDES = ("lat", "latitude")
LONGITUDES = ("lon", "long", "longitude", "lng")


@dataclass(frozen=True)
class Columns:
    """Where in a row everything stands, counted from 0.

    Attributes
    ----------
    delimiter
        Between cells.
    quoted
        Whether cells may stand in quotation marks.
    id, group
        The photo, and its photographer or None.
    places
        (lat, lon) of each place asked for.
    width
        Most cells a row may have.
    names
        What messages call the columns of ``places``.
    """

    delimiter: str
    quoted: bool
    id: int
    group: int | None
    places: tuple[tuple[int, int], ...]
    width: int
    names: tuple[tuple[str, str], ...]


def columns_of(header: str, wanted: Sequence[tuple[str, ...]]) -> tuple[Columns, list[str]] | None:
    """The columns that a header line names, in any order and in upper or lower case.

    Parameters
    ----------
    header
        The line; cells are separated by commas, semicolons or tabs.
    wanted
        For each place that is needed, the prefixes that its columns may have, the surest first.

    Returns
    -------
    The columns and a note for each choice that was not the only one; None where one is missing.
    """
    for delimiter in ",;\t":
        try:
            (cells,) = csv.reader([header], delimiter=delimiter, skipinitialspace=True, strict=True)
        except (csv.Error, ValueError):
            continue
        names = [cell.strip().lower() for cell in cells]
        notes: list[str] = []
        id_ = _first(names, IDS, "the photo", notes)
        places = [_place(names, prefixes, notes) for prefixes in wanted]
        known = [(lat, lon) for lat, lon in places if lat is not None and lon is not None]
        if id_ is None or len(known) < len(places):
            continue
        group = _first(names, GROUPS, "the photographer", [])  # a group is one by definition: no note
        called = tuple((cells[lat].strip(), cells[lon].strip()) for lat, lon in known)
        return Columns(delimiter, True, id_, group, tuple(known), len(cells), called), notes
    return None


def missing_columns(path: Path, header: str, wanted: Sequence[tuple[str, ...]]) -> GeoCoreError:
    """What to say where `columns_of` finds nothing."""
    begins = f"begins with {header[:200]!r}" if header else "is empty"
    remedy = ", or give the truth in a file of its own (--truth)" if TRUE in wanted else ""
    needed = [" or ".join(IDS)]
    for prefixes in wanted:
        for axis in ("lat", "lon"):
            needed.append(" or ".join(prefix + axis for prefix in reversed(prefixes)))
    return GeoCoreError(
        f"{path} {begins}; needed is a header line, separated by commas, semicolons or tabs, "
        f"with a column {', a column '.join(needed)}, in any order. Rename the columns{remedy}."
    )


def _place(names: Sequence[str], prefixes: Sequence[str], notes: list[str]) -> tuple[int | None, int | None]:
    """Latitude and longitude of one family where there is one, else of any."""
    for prefix in prefixes:
        lat, lon = ([prefix + name for name in axis] for axis in (LATITUDES, LONGITUDES))
        if set(lat) & set(names) and set(lon) & set(names):
            prefixes = (prefix, *(p for p in prefixes if p != prefix))
            break
    lat_names, lon_names = ([p + name for p in prefixes for name in axis] for axis in (LATITUDES, LONGITUDES))
    return _first(names, lat_names, "the latitude", notes), _first(names, lon_names, "the longitude", notes)


def _first(names: Sequence[str], allowed: Sequence[str], what: str, notes: list[str]) -> int | None:
    found = [name for name in allowed for each in names if each == name]
    if len(found) > 1:
        notes.append(f"{len(found)} columns could be {what} ({', '.join(found)}): {found[0]} is used.")
    return names.index(found[0]) if found else None
