"""Letters on pictures: one typeface with Latin, Greek and Cyrillic, and text that stays within its width."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files

from PIL import ImageFont

from geo_core.view.plain_text import one_line

_NOWHERE = "\U0010ffff"
"""No typeface has it: what is drawn for it is drawn for every letter that is missing."""


@cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Source Sans Pro, which has σ, ° and ö as Pillow's own typeface has not; size in pixels."""
    name = f"SourceSansPro-{'Semibold' if bold else 'Regular'}.otf"
    return ImageFont.truetype(str(files("font_source_sans_pro") / "files" / name), size)


def fitted(text: str, face: ImageFont.FreeTypeFont, width: float) -> str:
    """The text on one line, cut with an ellipsis if it is wider than ``width`` pixels."""
    line = plain(text)
    if face.getlength(line) <= width:
        return line
    cuts = (line[:keep].rstrip() + "…" for keep in range(len(line) - 1, -1, -1))
    return next((cut for cut in cuts if face.getlength(cut) <= width), "")


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
    """The text as one line of letters that the typeface has; an ellipsis stands for a run of others.

    They would be drawn as boxes: Chinese, Arabic, emoji. A mark on a letter that is not drawn goes with it.
    """
    line, waiting = "", None
    for letter in unicodedata.normalize("NFC", one_line(text)):
        is_mark = unicodedata.category(letter).startswith("M")
        if not _is_drawn(letter) or (is_mark and waiting is not None):
            line, waiting = line if waiting is not None else f"{line}…", ""
        elif waiting is not None and not letter.isalnum():
            waiting += letter  # between two runs it is one with them
        else:
            line, waiting = f"{line}{waiting or ''}{letter}", None
    return " ".join(f"{line}{waiting or ''}".split())


@cache
def _is_drawn(letter: str) -> bool:
    face = font(22)
    return letter == " " or bytes(face.getmask(letter)) != bytes(face.getmask(_NOWHERE))
