"""Photos and their places, read from a table that somebody else wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geo_core.errors import GeoCoreError
from geo_core.offline.data.columns import Columns, columns_of, missing_columns
from geo_core.offline.data.footer import footer_start
from geo_core.offline.data.photographers import photographer
from geo_core.offline.data.plain_text import first_line, read_text, shown
from geo_core.offline.data.rows import SWAPPED, Line, read_lines


@dataclass(frozen=True)
class PlacedPhotos:
    """N photos with P places each.

    Attributes
    ----------
    ids
        As written; each once.
    places
        (N, P, 2) float64: latitude and longitude in degrees, in range.
    groups
        Photographers; empty text where unknown.
    bad
        A line for each row that was left out, with its number and the reason.
    notes
        What else the reader of a result has to know.
    """

    ids: tuple[str, ...]
    places: npt.NDArray[np.float64]
    groups: tuple[str, ...]
    bad: tuple[str, ...]
    notes: tuple[str, ...]


def read_table(path: Path, wanted: Sequence[tuple[str, ...]]) -> PlacedPhotos:
    """The rows of a table with a header.

    Parameters
    ----------
    path
        A CSV file in UTF-8; separated by commas, semicolons or tabs; with any line ends.
    wanted
        The places that are needed, as `columns.columns_of` takes them.

    Raises
    ------
    GeoCoreError
        If the file or its header cannot be used, no row can, or two rows of one photo contradict.
    """
    text = read_text(path)
    header = first_line(text)
    found = columns_of(header, wanted)
    if found is None:
        raise missing_columns(path, header, wanted)
    columns, notes = found
    return placed_photos(path, text, columns, notes, headed=True)


def placed_photos(
    path: Path, text: str, columns: Columns, notes: Sequence[str] = (), *, headed: bool
) -> PlacedPhotos:
    """The rows of a text whose columns are known; raises as `read_table` does.

    A row without a usable place is left out and listed in ``bad``: it is never dropped unsaid.
    """
    lines = list(read_lines(path, text, columns))
    if headed:
        lines = lines[1 + next(i for i, line in enumerate(lines) if line.cells) :]
    end = footer_start(lines)
    written = [line for line in lines[:end] if line.cells]
    rows = [line for line in written if not line.problem]
    if not rows:
        first = next((f" Line {line.number}: {line.problem}" for line in lines if line.problem), "")
        raise GeoCoreError(f"{path} has no row that can be used; needed is one photo a row.{first}")
    kept = _once(path, rows)
    notes = [*notes, *_footer_note(lines[end:]), *_swap_note(written)]
    if len(kept) < len(rows):
        notes.append(f"rows that repeat an earlier one exactly, and count once: {len(rows) - len(kept)}.")
    return PlacedPhotos(
        ids=tuple(row.id for row in kept),
        places=np.array([row.places for row in kept]),
        groups=tuple(_group(row, columns) for row in kept),
        bad=tuple(f"{path}, line {line.number}: {line.problem}" for line in written if line.problem),
        notes=tuple(f"{path}: {note}" for note in notes),
    )


def _once(path: Path, rows: Sequence[Line]) -> list[Line]:
    """The rows without exact repetitions."""
    first: dict[str, Line] = {}
    for row in rows:
        earlier = first.setdefault(row.id, row)
        if earlier.places != row.places:
            raise GeoCoreError(
                f"{path}: lines {earlier.number} and {row.number} give {shown(row.id)} different places; "
                "allowed is one place a photo. Remove one of them."
            )
    return list(first.values())


def _group(row: Line, columns: Columns) -> str:
    known = columns.group is not None and columns.group < len(row.cells)
    return photographer(row.cells[columns.group]) if known and columns.group is not None else ""


def _footer_note(footer: Sequence[Line]) -> list[str]:
    if not footer:
        return []
    text = next((f": {shown(','.join(line.cells))}" for line in footer if line.cells), ", all blank")
    return [f"footer ignored, {len(footer)} line(s) from line {footer[0].number} on{text}."]


def _swap_note(lines: Sequence[Line]) -> list[str]:
    count = sum(line.problem.endswith(SWAPPED) for line in lines)
    if not count:
        return []
    return [
        f"latitude and longitude may be swapped: {count} of {len(lines)} rows lie out of range as they stand "
        "and would fit the other way round. Nothing was corrected; mend the header."
    ]
