"""Letters of the figures: sizes, and a line of text that stays within its width."""

from __future__ import annotations

from PIL import ImageDraw, ImageFont

from geo_core.offline.figures.worldmap import FAINT, INK, Point
from geo_core.view import lettering
from geo_core.view.lettering import fitted, plain, wrapped

__all__ = ["LARGE", "LINE", "MIDDLE", "SMALL", "fitted", "font", "plain", "wrapped", "write"]

LARGE, MIDDLE, SMALL = 30, 26, 22
"""Sizes in pixels of pictures about 1900 wide: half of them on a web page."""

LINE = {LARGE: 36, MIDDLE: 32, SMALL: 27}
"""From one line to the next, pixels."""


def font(size: int) -> ImageFont.FreeTypeFont:
    """The typeface in one of the sizes, the large one in bold."""
    return lettering.font(size, bold=size == LARGE)


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
