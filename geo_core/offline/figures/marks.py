"""The marks on a map: a star for the answer, a ring for the truth, dots for neighbours."""

from __future__ import annotations

import math
from collections.abc import Callable

from PIL import Image, ImageDraw

from geo_core.offline.figures.worldmap import GROUND, SCALE, Point, pixel

ANSWER, TRUTH, NEIGHBOUR, LIGHT = (255, 87, 51), (70, 240, 150), (86, 180, 233), (255, 255, 255)
"""The marks are told apart by their shapes first; their colours differ in lightness too."""

STAR, RING, DOT = 10, 13, 6
"""Radii, pixels of the finished map: the star stands free within the ring where the answer is right."""

Mark = Callable[[Image.Image, Point], None]
"""Draws upon a picture that is still `SCALE` times larger, about a pixel of it."""


def put(mark: Mark, large: Image.Image, place: Point) -> None:
    """Draw a mark at a place (lat, lon) of a map, in halves at both edges if it lies at ±180°."""
    x, y = pixel(*place, large.size)
    for aside in (-large.width, 0, large.width):
        mark(large, (x + aside, y))


def star(large: Image.Image, centre: Point) -> None:
    """Red, in a white and then a dark edge."""
    draw = ImageDraw.Draw(large)
    for share, colour in ((1.5, GROUND), (1.25, LIGHT), (0.9, ANSWER)):
        draw.polygon(_corners(centre, share * STAR * SCALE), colour)


def ring(large: Image.Image, centre: Point) -> None:
    """Green, in a dark edge; its middle is left free."""
    draw, thick = ImageDraw.Draw(large), 3 * SCALE
    draw.ellipse(_box(centre, RING * SCALE + thick // 2), outline=GROUND, width=2 * thick)
    draw.ellipse(_box(centre, RING * SCALE), outline=TRUTH, width=thick)


def dot(large: Image.Image, centre: Point) -> None:
    """Blue, in a dark edge."""
    ImageDraw.Draw(large).ellipse(_box(centre, DOT * SCALE), NEIGHBOUR, GROUND, SCALE)


def _corners(centre: Point, radius: float) -> list[Point]:
    """Of a star of five points, one of them up."""
    reaches = [radius if corner % 2 == 0 else radius * 0.46 for corner in range(10)]
    turns = [math.pi * corner / 5 for corner in range(10)]
    return [
        (centre[0] + r * math.sin(turn), centre[1] - r * math.cos(turn))
        for r, turn in zip(reaches, turns, strict=True)
    ]


def _box(centre: Point, radius: float) -> tuple[float, float, float, float]:
    return (centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)
