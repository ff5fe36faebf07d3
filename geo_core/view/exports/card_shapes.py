"""Boxes with round corners and smooth edges."""

from __future__ import annotations

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom; the last two are outside, pixels."""

_FINER = 4


def round_mask(size: tuple[int, int], radius: float) -> Image.Image:
    """(width, height) L: 255 within a box with corners of this radius, smooth at its edge."""
    large = Image.new("L", (size[0] * _FINER, size[1] * _FINER))
    box = (0, 0, large.width - 1, large.height - 1)
    ImageDraw.Draw(large).rounded_rectangle(box, radius * _FINER, 255)
    return large.reduce(_FINER)


def paste_box(card: Image.Image, box: Box, radius: float, colour: Colour) -> None:
    """A box of one colour; a radius of half its side makes it a disc."""
    size = (box[2] - box[0], box[3] - box[1])
    card.paste(colour, box[:2], round_mask(size, radius))
