"""Where the rows of a table end and a footer begins: totals, comments, blank lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geo_core.offline.data.rows import Line
from geo_core.settings import PHOTO_SUFFIXES

# What summaries write where a photo's name would be; a photo is never called by a decimal fraction.
_SUMMARY = re.compile(
    r"#.*|-?\d*\.\d+|(total|sum|mean|median|average|avg|std|min|max|count|n|acc|accuracy)s?([ :(@=].*)?",
    re.IGNORECASE | re.DOTALL,
)


def footer_start(lines: Sequence[Line]) -> int:
    """The position of the first line of the footer; ``len(lines)`` where there is none.

    Notes
    -----
    A footer is the longest end of the file with no row in it; or one that begins with a blank line and
    a line that is no row, and has no more rows than such lines, because the figures under a second
    header often look like a row. So a bad row among good ones is never taken for a footer.
    """
    start, rows, asides = len(lines), 0, 0
    next_is_aside = False
    for position in range(len(lines) - 1, -1, -1):
        line = lines[position]
        if line.cells:
            next_is_aside = _aside(line)
            rows, asides = rows + (not next_is_aside), asides + next_is_aside
        if rows == 0 or (not line.cells and next_is_aside and rows <= asides):
            start = position
    return start


def _aside(line: Line) -> bool:
    """Whether the line could stand in a footer."""
    if line.id.lower().endswith(tuple(PHOTO_SUFFIXES)):
        return False
    return line.foreign or bool(_SUMMARY.fullmatch(line.id))
