"""The table of a class set: one CSV that says where each photo was taken."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

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
    "set_zip": "The file is no ZIP archive, or a damaged one; pack the folder again.",
    "set_files": "It holds {given} files; allowed are up to {allowed}. Pack fewer.",
    "set_unpacked": "It would unpack to {given_mib} MiB; allowed are up to {allowed_mib} MiB. "
    "Pack fewer or smaller photos.",
    "set_outside": "Its name leads out of the archive; pack the folder again.",
    "set_namesake": "The archive holds two files of this name; the first counts.",
    "set_password": "It is protected by a password; pack it without one.",
    "set_large": "It has {given_mib} MiB; allowed are up to {allowed_mib} MiB. Save it smaller.",
    "set_member": "It cannot be unpacked: the archive is damaged there. Pack it again.",
    "set_row_file": "Line {line} names no file; write the photo's file name.",
    "set_row_degrees": "{table}, line {line} holds lat {lat!r}, lon {lon!r}; both must be degrees, "
    "such as 48.2 and 16.4.",
    "set_row_far": "{table}, line {line} holds lat {lat!r}, lon {lon!r}; allowed is ±90 and ±180.",
    "set_row_swapped": "{table}, line {line} holds lat {lat!r}, lon {lon!r}; allowed is ±90 and ±180. "
    "They seem to be swapped.",
    "set_row_zero": "{table}, line {line} holds 0, 0: what is written where nothing is known. "
    "Write the place.",
    "set_row_again": "The table names it twice; the first row counts.",
    "set_twin": "Another file of the set is the same picture; it is played once.",
    "set_missing": "The table names it, and there is no such photo.",
    "set_unnamed": "No row of the table names it; add one.",
    "set_unplaced": "No row of the table names it, and the photo itself says no place; add one.",
    "set_full": "Allowed are up to {allowed} photos; forget some first.",
}
"""An error's code → what it says of a set, or of one of its files or rows."""


class ClassSetError(GeoCoreError):
    """A ZIP file or folder is no set of photos to guess, or a part of it cannot be used.

    Attributes
    ----------
    problems
        Those that its ``reasons`` tell of.
    """

    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Problem:
    """What is wrong with one file or row; the rest of the set is played all the same.

    Attributes
    ----------
    file
        Its name as given.
    error
        What was found, what is allowed, what to do. It is kept without its traceback.
    """

    file: str
    error: GeoCoreError

    def __post_init__(self) -> None:
        # The frames of a traceback hold the photo, or the whole archive.
        self.error.__traceback__ = self.error.__cause__ = self.error.__context__ = None

    @classmethod
    def of(cls, file: str, code: str, /, **values: float | str) -> Self:
        """A file's problem by its code in `REFUSALS`."""
        return cls(file, ClassSetError.of(code, REFUSALS, **values))

    @property
    def message(self) -> str:
        """What the error says, in English."""
        return str(self.error)


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
            row = _row(named, name, number)
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


def _row(cells: dict[str, str], table: str, line: int) -> Row | Problem:
    file = cells.get("file", "")
    if not file:
        return Problem.of(table, "set_row_file", line=line)
    given = {axis: cells.get(axis, "") for axis in ("lat", "lon")}
    lat, lon = (_degrees(text) for text in given.values())
    if lat is None or lon is None:
        return Problem.of(file, "set_row_degrees", table=table, line=line, **given)
    if abs(lat) > 90 or abs(lon) > 180:
        swapped = abs(lon) <= 90 and abs(lat) <= 180
        return Problem.of(
            file, "set_row_swapped" if swapped else "set_row_far", table=table, line=line, **given
        )
    if lat == lon == 0:
        return Problem.of(file, "set_row_zero", table=table, line=line)
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
            problems.append(Problem.of(row.file, "set_row_again"))
        else:
            found[name] = row
    return found, problems


def plain_name(file: str) -> str:
    """A file name to compare by: tables and archives of several systems write it differently."""
    return file.replace("\\", "/").removeprefix("./").casefold()
