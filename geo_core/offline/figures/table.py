"""Tables as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from geo_core.errors import GeoCoreError
from geo_core.offline.figures.captions import GAP, MARGIN
from geo_core.offline.figures.lettering import LINE, MIDDLE, SMALL, fitted, font, plain, wrapped, write
from geo_core.offline.figures.worldmap import FAINT, GROUND, INK

ROW, WIDEST, BETWEEN = 34, 560, 30
"""Height of a row, width of a column's text at most, and the space between columns, pixels."""

BEST, RULE = (240, 180, 80), (58, 66, 78)
"""As the best bars of Figure 8."""


@dataclass(frozen=True)
class Table:
    """What a picture shows.

    Attributes
    ----------
    head, rows
        Texts, equally many a row.
    text_columns
        Columns from the left that are words; the others are numbers and stand to the right.
    best
        (row, column) of cells that are marked.
    parted
        Rows above which a line is drawn.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    text_columns: int
    best: frozenset[tuple[int, int]] = frozenset()
    parted: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if not self.rows or {len(row) for row in self.rows} != {len(self.head)}:
            raise GeoCoreError(
                f"A table of {len(self.head)} columns needs rows of so many cells; given are "
                f"{sorted({len(row) for row in self.rows}) or 'none'}."
            )


def draw_tables(tables: Sequence[Table], words: str = "") -> Image.Image:
    """Tables below each other.

    Parameters
    ----------
    tables
        At least one.
    words
        What stands above them, on as many lines as it needs.

    Returns
    -------
    An RGB picture.

    Raises
    ------
    GeoCoreError
        If there is no table.
    """
    if not tables:
        raise GeoCoreError("No table is given; the figure needs one or more.")
    width = max(_edges(table)[-1] for table in tables) - BETWEEN + MARGIN
    lines = wrapped(words, font(MIDDLE), width - 2 * MARGIN, most=6) if words else []
    heights = [ROW * (len(table.rows) + 1) + GAP for table in tables]
    top = MARGIN + LINE[MIDDLE] * len(lines) + (GAP if lines else 0)
    sheet = Image.new("RGB", (width, top + sum(heights) + MARGIN - GAP), GROUND)
    draw = ImageDraw.Draw(sheet)
    for number, line in enumerate(lines, start=1):
        write(draw, (MARGIN, MARGIN + number * LINE[MIDDLE] - 8), line, width=width - 2 * MARGIN)
    for table, height in zip(tables, heights, strict=True):
        _paste(draw, table, top, width)
        top += height
    return sheet


def _edges(table: Table) -> list[int]:
    """Where columns begin, and where the last one ends with the space behind it, pixels."""
    face, edges = font(SMALL), [MARGIN]
    for column in zip(table.head, *table.rows, strict=True):
        widest = max(face.getlength(plain(text)) for text in column)
        edges.append(edges[-1] + round(min(widest, WIDEST)) + BETWEEN)
    return edges


def _paste(draw: ImageDraw.ImageDraw, table: Table, top: int, width: int) -> None:
    edges = _edges(table)
    for number, row in enumerate((table.head, *table.rows)):
        base = top + ROW * (number + 1) - 10
        if number - 1 in table.parted | {0}:
            draw.line([(MARGIN, base - ROW + 10), (width - MARGIN, base - ROW + 10)], RULE, 2)
        for column, text in enumerate(row):
            is_words = column < table.text_columns
            is_best = (number - 1, column) in table.best
            colour = BEST if is_best else INK if is_words and number else FAINT
            _write(draw, text, (edges[column], edges[column + 1] - BETWEEN, base), colour, is_words)


def _write(
    draw: ImageDraw.ImageDraw,
    text: str,
    box: tuple[int, int, int],
    colour: tuple[int, int, int],
    is_words: bool,
) -> None:
    """Text between the left and the right edge of a box, on its base line."""
    left, right, base = box
    shown = fitted(text, font(SMALL), right - left + 1)
    at, anchor = ((left, base), "ls") if is_words else ((right, base), "rs")
    draw.text(at, shown, colour, font(SMALL), anchor=anchor)
