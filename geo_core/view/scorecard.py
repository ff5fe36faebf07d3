"""A game as one picture: the world with every round's truth and guesses, and who has how many points."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

from geo_core.sphere.coordinates import latlon_to_vector, vector_to_latlon
from geo_core.view.board import TRUTH_COLOUR
from geo_core.view.lettering import fitted, font
from geo_core.view.surface import surface

WIDTH, MAP_HEIGHT = 1600, 800
MARGIN, ROW = 40, 52
HEAD = 96
GROUND, INK, FAINT, OUTLINE = "#0b1020", "#f4f7fc", "#aab6cb", "#0b1220"
TRUTH_PX, GUESS_PX = 15, 10
STEP_DEG = 2.0
"""Of a great circle, from one corner of its line to the next."""

Latlon = tuple[float, float]


@dataclass(frozen=True)
class RoundMarks:
    """One round: where it was, (lat, lon) in degrees, and each guess with its player's colour."""

    truth: Latlon
    guesses: Sequence[tuple[Latlon, str]]


@dataclass(frozen=True)
class ScoreRow:
    """One player's line: colour, sign of a letter or two, name, and the words behind it."""

    colour: str
    sign: str
    name: str
    points: str
    detail: str


def scorecard(title: str, note: str, rounds: Sequence[RoundMarks], rows: Sequence[ScoreRow]) -> bytes:
    """Draw it.

    Parameters
    ----------
    title, note
        Above: who has won, and what was played.
    rounds
        Numbered on the map from 1.
    rows
        The players, the best first.

    Returns
    -------
    A PNG, `WIDTH` pixels wide, without metadata.
    """
    image = Image.new("RGB", (WIDTH, HEAD + MAP_HEIGHT + MARGIN + ROW * len(rows)), GROUND)
    draw = ImageDraw.Draw(image)
    large, small = font(38, bold=True), font(24)
    draw.text((MARGIN, 44), fitted(title, large, WIDTH - 2 * MARGIN), INK, large, anchor="ls")
    draw.text((MARGIN, 80), fitted(note, small, WIDTH - 2 * MARGIN), FAINT, small, anchor="ls")
    earth = Image.fromarray(surface()).resize((WIDTH, MAP_HEIGHT), Image.Resampling.LANCZOS)
    _marks(ImageDraw.Draw(earth), rounds)
    image.paste(earth, (0, HEAD))
    for number, row in enumerate(rows):
        _row(draw, HEAD + MAP_HEIGHT + MARGIN // 2 + ROW * number + ROW // 2, row)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _marks(draw: ImageDraw.ImageDraw, rounds: Sequence[RoundMarks]) -> None:
    for one in rounds:
        for guess, colour in one.guesses:
            for piece in _great_circle(guess, one.truth):
                draw.line(piece, OUTLINE, 5, "curve")
                draw.line(piece, colour, 3, "curve")
    for one in rounds:
        for guess, colour in one.guesses:
            draw.circle(_pixel(guess), GUESS_PX, colour, OUTLINE, 2)
    for number, one in enumerate(rounds, 1):
        at = _pixel(one.truth)
        draw.circle(at, TRUTH_PX, TRUTH_COLOUR, OUTLINE, 2)
        draw.text(at, str(number), OUTLINE, font(20, bold=True), anchor="mm")


def _row(draw: ImageDraw.ImageDraw, y: float, row: ScoreRow) -> None:
    sign, name, detail = font(20, bold=True), font(30, bold=True), font(24)
    width = WIDTH - 2 * MARGIN - 800
    draw.circle((MARGIN + 18, y), 18, row.colour, OUTLINE, 2)
    draw.text((MARGIN + 18, y), fitted(row.sign, sign, 34), OUTLINE, sign, anchor="mm")
    draw.text((MARGIN + 56, y + 10), fitted(row.name, name, 480), INK, name, anchor="ls")
    draw.text((MARGIN + 760, y + 10), fitted(row.points, name, 210), INK, name, anchor="rs")
    draw.text((MARGIN + 800, y + 9), fitted(row.detail, detail, width), FAINT, detail, anchor="ls")


def _pixel(at: Latlon) -> tuple[float, float]:
    lat, lon = at
    return (lon + 180) % 360 * WIDTH / 360, (90 - lat) * MAP_HEIGHT / 180


def _great_circle(start: Latlon, end: Latlon) -> Iterator[list[tuple[float, float]]]:
    """The line's pixels, in as many pieces as the map's edge cuts it into."""
    a, b = latlon_to_vector(*start), latlon_to_vector(*end)
    angle = float(np.arctan2(np.linalg.norm(np.cross(a, b)), a @ b))
    if np.sin(angle) < 1e-6:  # the same place, or opposite ones: no line, or every line
        return
    t = np.linspace(0, 1, 2 + int(np.degrees(angle) / STEP_DEG))[:, None]
    lat, lon = vector_to_latlon(np.sin((1 - t) * angle) * a + np.sin(t * angle) * b)
    points = [_pixel(place) for place in zip(lat.tolist(), lon.tolist(), strict=True)]
    piece = points[:1]
    for before, point in pairwise(points):
        if abs(point[0] - before[0]) > WIDTH / 2:
            yield from [piece] if len(piece) > 1 else []
            piece = []
        piece.append(point)
    if len(piece) > 1:
        yield piece
