"""The table of a class set: one CSV that says where each photo was taken."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo_core.errors import GeoCoreError

COLUMNS = {
    "file": ("file", "filename", "file name", "image", "photo"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "lng", "long", "longitude"),
    "title": ("title", "place", "name"),
    "author": ("author", "photographer"),
    "licence": ("licence", "license"),
}
"""The names that a column may have; the first three are needed."""

NEEDED = ("file", "lat", "lon")
LONGEST = 300
"""Letters of a title or author that are kept."""


REFUSALS: Mapping[str, str] = {
    "set_folder": "{given} is no folder; name one with photos and a CSV.",
    "set_photos": "It holds {given} photos; allowed are up to {allowed}. Take some out.",
    "set_empty": "It holds no photo that can be played. {reasons}",
    "set_bare": "It holds no photo that can be played. Put photos and a CSV into it.",
    "set_tables": "It holds {given} tables ({some}); leave one in it.",
    "set_table": "It holds no CSV; add one with the columns file, lat and lon, "
    "or allow the places in the photos to be used.",
    "set_file": "It cannot be read ({reason}); check the file.",
    "set_csv": "{file} is no CSV that can be read; save it anew as CSV.",
    "set_text": "{file} is no text; save the table as CSV in UTF-8.",
    "set_columns": "{file} has no column {missing}; its first line must name file, lat and lon, "
    "and may name title, author and licence.",
}
"""An error's code → what it says of a set."""


class ClassSetError(GeoCoreError):
    """A ZIP file or folder is no set of photos to guess."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with one file or row; the rest of the set is played all the same.

    Attributes
    ----------
    file
        Its name as given.
    message
        What was found, what is allowed, what to do.
    """

    file: str
    message: str


@dataclass(frozen=True)
class Row:
    """One photo's line: its file as written, (lat, lon) in degrees, its credit."""

    file: str
    truth: tuple[float, float]
    title: str
    author: str
    licence: str


def read_table(data: bytes, name: str) -> tuple[list[Row], list[Problem]]:
    """The rows of a CSV, by its header.

    Parameters
    ----------
    data
        UTF-8 with or without its mark, UTF-16 with its mark, or Windows-1252; parted by comma,
        semicolon or tab.
    name
        The file's, for messages.

    Raises
    ------
    ClassSetError
        If it is no such table: then no row of it can be read.
    """
    text = _decoded(data, name)
    header, delimiter = _header(text, name)
    rows: list[Row] = []
    problems: list[Problem] = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            if number == 1 or not any(cell.strip() for cell in cells):
                continue
            named = {column: cells[at].strip()[:LONGEST] for column, at in header.items() if at < len(cells)}
            row = _row(named, f"{name}, line {number}")
            if isinstance(row, Row):
                rows.append(row)
            else:
                problems.append(row)
    except csv.Error as error:
        raise ClassSetError.of("set_csv", REFUSALS, file=name) from error
    return rows, problems


def _decoded(data: bytes, name: str) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ClassSetError.of("set_text", REFUSALS, file=name)


def _header(text: str, name: str) -> tuple[dict[str, int], str]:
    """Column → its place, and what parts the cells."""
    first = text.partition("\n")[0].rstrip("\r")
    best: dict[str, int] = {}
    for delimiter in (",", ";", "\t"):
        cells = [cell.strip().casefold() for cell in next(csv.reader([first], delimiter=delimiter), [])]
        found = {
            column: next(i for i, cell in enumerate(cells) if cell in names)
            for column, names in COLUMNS.items()
            if any(cell in names for cell in cells)
        }
        if all(column in found for column in NEEDED):
            return found, delimiter
        best = max(best, found, key=len)
    missing = ", ".join(column for column in NEEDED if column not in best)
    raise ClassSetError.of("set_columns", REFUSALS, file=name, missing=missing)


def _row(cells: dict[str, str], where: str) -> Row | Problem:
    file = cells.get("file", "")
    if not file:
        return Problem(where, "The row names no file; write the photo's file name.")
    lat, lon = (_degrees(cells.get(axis, "")) for axis in ("lat", "lon"))
    given = f"lat {cells.get('lat', '')!r}, lon {cells.get('lon', '')!r}"
    if lat is None or lon is None:
        return Problem(file, f"{where} holds {given}; both must be degrees, such as 48.2 and 16.4.")
    if abs(lat) > 90 or abs(lon) > 180:
        swapped = " They seem to be swapped." if abs(lon) <= 90 and abs(lat) <= 180 else ""
        return Problem(file, f"{where} holds {given}; allowed is ±90 and ±180.{swapped}")
    if lat == lon == 0:
        return Problem(file, f"{where} holds 0, 0: what is written where nothing is known. Write the place.")
    return Row(file, (lat, lon), cells.get("title", ""), cells.get("author", ""), cells.get("licence", ""))


def _degrees(text: str) -> float | None:
    """A number with a decimal point, or a decimal comma."""
    try:
        number = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def by_file(rows: Sequence[Row]) -> tuple[dict[str, Row], list[Problem]]:
    """Rows by the file as written, forward slashes and small letters; the first of two stays."""
    found: dict[str, Row] = {}
    problems: list[Problem] = []
    for row in rows:
        name = plain_name(row.file)
        if name in found:
            problems.append(Problem(row.file, "The table names it twice; the first row counts."))
        else:
            found[name] = row
    return found, problems


def plain_name(file: str) -> str:
    """A file name to compare by: tables and archives of several systems write it differently."""
    return file.replace("\\", "/").removeprefix("./").casefold()
