"""The key below a figure of maps: what the colours and the marks mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from geo_core.offline.figures.captions import GAP, MARGIN
from geo_core.offline.figures.lettering import SMALL, font, write
from geo_core.offline.figures.marks import Mark
from geo_core.offline.figures.worldmap import FAINT, GROUND, SCALE, Colours, finished, strip

HEIGHT = 92
"""Pixels that it takes at the foot of a sheet."""

STRIP, TILE = 330, 44
"""Width of the strip of colours, and side of a mark's tile, pixels."""


@dataclass(frozen=True)
class Key:
    """What stands in a key.

    Attributes
    ----------
    ramp
        (n, 4) or (n, 3) uint8, from little to much.
    ticks
        Two or more words below the strip, evenly from its left to its right end.
    words
        What the colours mean.
    marks
        Each mark and its meaning.
    """

    ramp: Colours
    ticks: Sequence[str]
    words: str
    marks: Sequence[tuple[Mark, str]]


def paste_key(sheet: Image.Image, key: Key) -> None:
    """Put the key at the foot of the sheet."""
    draw, left, top = ImageDraw.Draw(sheet), MARGIN, sheet.height - HEIGHT + 20
    middle = top + 8
    sheet.paste(strip(key.ramp, (STRIP, 16)), (left, top))
    for number, words in enumerate(key.ticks):
        x = left + STRIP * number / (len(key.ticks) - 1)
        anchor = "ls" if number == 0 else "rs" if number == len(key.ticks) - 1 else "ms"
        draw.text((x, top + 42), words, FAINT, font(SMALL), anchor=anchor)
    left += STRIP + GAP
    for tile, words in ((None, key.words), *((_tile(mark), words) for mark, words in key.marks)):
        if tile:
            left += GAP
            sheet.paste(tile, (left, middle - TILE // 2))
            left += TILE + 4
        at = (left, middle + 7)
        write(draw, at, words, width=sheet.width - left - MARGIN, size=SMALL, faint=True)
        left += round(font(SMALL).getlength(words))


def _tile(mark: Mark) -> Image.Image:
    large = Image.new("RGB", (TILE * SCALE, TILE * SCALE), GROUND)
    mark(large, (TILE * SCALE / 2, TILE * SCALE / 2))
    return finished(large)
