"""The lines of a table, each either a photo with its places or a stated problem."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from geo_core.errors import GeoCoreError
from geo_core.offline.data.columns import Columns
from geo_core.offline.data.plain_text import shown

SWAPPED = " They would fit the other way round."
"""The end of the problem of a row whose latitude can only be a longitude."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)

_NOTHING = frozenset(
    ("", "-", "nan", "none", "null", "na", "n/a", "inf", "-inf", "unknown", "error", "failed")
)
"""What tables write where there is no number."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, or more where a quoted cell holds line breaks.

    Attributes
    ----------
    number
        In the file, from 1.
    cells
        Stripped; none where the line is blank.
    id
        The photo's name.
    places
        (lat, lon) in degrees, in range, of each place asked for.
    problem
        Why it is no row that can be used; empty where it is one.
    foreign
        Whether it has not even the form of a row: other cells, no name, words where numbers belong.
    """

    number: int
    cells: tuple[str, ...] = ()
    id: str = ""
    places: tuple[tuple[float, float], ...] = ()
    problem: str = ""
    foreign: bool = False


def read_lines(path: Path, text: str, columns: Columns) -> Iterator[Line]:
    """Every line of the text, the header too.

    Raises
    ------
    GeoCoreError
        If quotation marks are broken; the message names the line.
    """
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=columns.delimiter,
        quoting=csv.QUOTE_MINIMAL if columns.quoted else csv.QUOTE_NONE,
        skipinitialspace=True,
        strict=True,  # else one lost quotation mark would swallow the rest of the file
    )
    number = 1
    try:
        for cells in reader:
            yield _line(number, tuple(cell.strip() for cell in cells), columns)
            number = reader.line_num + 1
    except csv.Error as error:
        raise GeoCoreError(
            f"{path}, line {number}: {error}. A cell with a separator in it stands in quotation marks, "
            "and a quotation mark inside is doubled. Mend that line."
        ) from error


def _line(number: int, cells: tuple[str, ...], columns: Columns) -> Line:
    if not any(cells):
        return Line(number)
    id_ = cells[columns.id] if columns.id < len(cells) else ""
    needed = 1 + max(columns.id, *(position for place in columns.places for position in place))
    whole = shown(",".join(cells))
    if len(cells) < needed or any(cells[columns.width :]):
        problem = f"{whole} has {len(cells)} cells, the header {columns.width}."
        return Line(number, cells, id_, problem=problem, foreign=True)
    if not id_:
        return Line(number, cells, problem=f"{whole} names no photo.", foreign=True)
    places = []
    for (lat, lon), names in zip(columns.places, columns.names, strict=True):
        place, problem, foreign = _place((cells[lat], cells[lon]), names)
        if problem:
            return Line(number, cells, id_, problem=f"{shown(id_)}: {problem}", foreign=foreign)
        places.append(place)
    return Line(number, cells, id_, tuple(places))


def _place(texts: tuple[str, str], names: tuple[str, str]) -> tuple[tuple[float, float], str, bool]:
    """(lat, lon); why they are none; whether there is something else than a number or nothing."""
    for text, name in zip(texts, names, strict=True):
        if not _NUMBER.fullmatch(text):
            said = f"{name} is {shown(text) if text else 'empty'}, needed are decimal degrees"
            point = " (a point, not a comma)" if "," in text else ""
            return (0.0, 0.0), f"{said}{point}.", text.lower() not in _NOTHING
    lat, lon = map(float, texts)
    if abs(lat) <= 90 and abs(lon) <= 180:
        return (lat, lon), "", False
    hint = SWAPPED if abs(lon) <= 90 and abs(lat) <= 180 else ""
    return (0.0, 0.0), f"({names[0]} {lat:g}, {names[1]} {lon:g}) lies outside ±90°, ±180°.{hint}", False
