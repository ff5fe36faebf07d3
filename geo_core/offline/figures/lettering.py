"""Letters: one typeface with Latin, Greek and Cyrillic, and text that stays within its width."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

from PIL import ImageDraw, ImageFont

from geo_core.offline.figures.worldmap import FAINT, INK, Point

LARGE, MIDDLE, SMALL = 30, 26, 22
"""Sizes in pixels of pictures about 1900 wide: half of them on a web page."""

LINE = {LARGE: 36, MIDDLE: 32, SMALL: 27}
"""From one line to the next, pixels."""

NO_LETTER = "\U0010ffff"
"""No typeface has it; it is drawn as whatever stands for a missing letter."""

MISSING = "\ue000"
"""Stands for each of them until runs are known: private use, so that no text holds it."""

_RUN = re.compile(rf"{MISSING}(?:[\s\-–.,•·]*{MISSING})*")

LONGEST = 300
"""Letters of a text that are looked at: no line of a figure holds more."""


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Source Sans Pro, the large size in bold: Pillow's own typeface has no σ, no ° and no ö."""
    name = f"SourceSansPro-{'Semibold' if size == LARGE else 'Regular'}.otf"
    return ImageFont.truetype(str(files("font_source_sans_pro") / "files" / name), size)


def write(
    draw: ImageDraw.ImageDraw, at: Point, text: str, *, width: float, size: int = MIDDLE, faint: bool = False
) -> None:
    """One line of text, cut where it would be wider than ``width`` pixels.

    Parameters
    ----------
    draw
        On the picture.
    at
        Where its first letter stands: left, and the line under the letters.
    text
        Anything, as `plain` shows it.
    width
        Pixels.
    size
        `LARGE`, `MIDDLE` or `SMALL`.
    faint
        For what is secondary.
    """
    face = font(size)
    draw.text(at, fitted(text, face, width), FAINT if faint else INK, face, anchor="ls")


def fitted(text: str, face: ImageFont.FreeTypeFont, width: float) -> str:
    """The text on one line, cut with an ellipsis if it is wider than ``width`` pixels."""
    line = plain(text)
    if face.getlength(line) <= width:
        return line
    return next((cut for cut in _cuts(line) if face.getlength(cut) <= width), "")


def wrapped(text: str, face: ImageFont.FreeTypeFont, width: float, most: int) -> list[str]:
    """The text on as few lines as it needs, ``most`` at most; the last may need to be cut."""
    lines = [""]
    for word in plain(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if len(lines) < most and lines[-1] and face.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def plain(text: str) -> str:
    """The text as one line of letters that the typeface has.

    Line breaks and tabs are spaces, and what is no letter is gone. Letters that the typeface lacks would be
    drawn as boxes: a run of them (Chinese, Japanese, Arabic, Hebrew …) is one ellipsis.
    """
    composed = unicodedata.normalize("NFC", " ".join(text[:LONGEST].split()))
    shown, drawn = "", True
    for letter in filter(str.isprintable, composed):
        # A mark on a letter that is not drawn would hang in the air.
        is_mark = unicodedata.category(letter).startswith("M")
        drawn = letter == " " or (_is_drawn(letter) and (drawn or not is_mark))
        shown += letter if drawn else MISSING
    return " ".join(_RUN.sub("…", shown).split())


@cache
def _is_drawn(letter: str) -> bool:
    face = font(SMALL)
    return bytes(face.getmask(letter)) != bytes(face.getmask(NO_LETTER))


def _cuts(line: str) -> list[str]:
    """Shorter and shorter, each with an ellipsis."""
    return [line[:keep].rstrip() + "…" for keep in range(len(line) - 1, -1, -1)]
