"""Reliability diagrams: what was claimed to the right, how often it came true upwards, a panel a radius."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

from geo_core.errors import GeoCoreError
from geo_core.offline.evaluation.confidence_tables import change
from geo_core.offline.evaluation.reliability import Reliability
from geo_core.offline.evaluation.verdict import Verdict
from geo_core.offline.figures.captions import GAP, MARGIN
from geo_core.offline.figures.lettering import LARGE, LINE, SMALL, font, write
from geo_core.offline.figures.worldmap import FAINT, GROUND, INK, SCALE, Point, finished
from geo_core.settings import RADII_KM

SIDE, NAMES, BETWEEN = 250, 250, 70
"""Of a panel; width of the names before the panels; space between panels, pixels."""

GRID = (58, 66, 78)

COLOURS = {"mass": (150, 160, 174), "confidence": (240, 180, 80)}
"""The masses pale and hollow, the confidences bright and full: told apart without colours, too."""

FEW = 10
"""Photos of a bin below which no line leads to its dot: one photo more or less would move it by a tenth."""

LARGEST, SMALLEST = 15.0, 3.0
"""Radius of the dot of all photos, whose area is their number, and of the least, pixels."""


def draw_reliability(verdicts: Sequence[Verdict]) -> Image.Image:
    """A row a verdict, a panel a radius; on the diagonal, claims come true as often as they say.

    Parameters
    ----------
    verdicts
        At least one.

    Returns
    -------
    An RGB picture.

    Raises
    ------
    GeoCoreError
        If there is none.
    """
    if not verdicts:
        raise GeoCoreError("No verdict is given; the figure needs one or more.")
    row = SIDE + 2 * LINE[SMALL] + 2 * GAP
    head = MARGIN + LINE[LARGE] + GAP
    height = head + row * len(verdicts) + 2 * LINE[SMALL] + MARGIN
    sheet = Image.new("RGB", (_left(len(RADII_KM)) - BETWEEN + MARGIN, height), GROUND)
    draw = ImageDraw.Draw(sheet)
    for column, radius in enumerate(RADII_KM):
        write(draw, (_left(column), MARGIN + LINE[LARGE] - 8), f"{radius} km", width=SIDE, size=LARGE)
    for number, verdict in enumerate(verdicts):
        top = head + row * number
        _names(draw, verdict, top)
        for column, radius in enumerate(RADII_KM):
            sheet.paste(_panel(verdict, radius), (_left(column), top))
            _scale(draw, (_left(column), top))
            at = (_left(column), top + SIDE + 2 * LINE[SMALL] - 4)
            write(draw, at, change(verdict, radius), width=SIDE + BETWEEN, size=SMALL)
    _key(draw, height)
    return sheet


def _left(column: int) -> int:
    """Of a panel, pixels."""
    return MARGIN + NAMES + GAP + column * (SIDE + BETWEEN)


def _names(draw: ImageDraw.ImageDraw, verdict: Verdict, top: int) -> None:
    write(draw, (MARGIN, top + LINE[LARGE] - 8), verdict.method, width=NAMES, size=LARGE)
    for number, words in enumerate((verdict.photos, f"n = {verdict.n:,}"), start=1):
        at = (MARGIN, top + LINE[LARGE] + number * LINE[SMALL] - 8)
        write(draw, at, words, width=NAMES, size=SMALL, faint=True)


def _scale(draw: ImageDraw.ImageDraw, corner: tuple[int, int]) -> None:
    """0, 50 and 100 % below a panel and beside it."""
    for half, mark in enumerate(("0", "50", "100 %")):
        x, y = corner[0] + SIDE * half // 2, corner[1] + SIDE
        draw.text((x, y + LINE[SMALL] - 5), mark, FAINT, font(SMALL), anchor="ms")
        if half:
            draw.text((corner[0] - 8, y - SIDE * half // 2), mark.split()[0], FAINT, font(SMALL), anchor="rm")


def _key(draw: ImageDraw.ImageDraw, height: int) -> None:
    words = (
        "right: what was claimed; up: how often it came true; grey rings: masses, yellow dots: confidences, "
        "their area the photos; below: calibration error before → after (by chance)"
    )
    at = (MARGIN, height - MARGIN)
    write(draw, at, words, width=_left(len(RADII_KM)), size=SMALL, faint=True)


def _panel(verdict: Verdict, radius: int) -> Image.Image:
    large = Image.new("RGB", (SIDE * SCALE + 1, SIDE * SCALE + 1), GROUND)
    draw, end = ImageDraw.Draw(large), SIDE * SCALE
    for half in (0, end // 2, end):
        draw.line([(half, 0), (half, end)], GRID, SCALE)
        draw.line([(0, half), (end, half)], GRID, SCALE)
    draw.line([(0, end), (end, 0)], INK, SCALE)
    for name, curve in verdict.curves.items():
        _curve(draw, curve, radius, name)
    return finished(large)


def _curve(draw: ImageDraw.ImageDraw, curve: Reliability, radius: int, name: str) -> None:
    colour, end, total = COLOURS[name], SIDE * SCALE, int(curve.count[radius].sum())
    pairs = zip(curve.claimed[radius].tolist(), curve.true[radius].tolist(), strict=True)
    points: list[Point] = [(end * claimed, end * (1.0 - true)) for claimed, true in pairs]
    counts = curve.count[radius].tolist()
    joined = [point for point, photos in zip(points, counts, strict=True) if photos >= FEW]
    if len(joined) > 1:
        draw.line(joined, colour, SCALE)
    for (x, y), photos in zip(points, counts, strict=True):
        size = SCALE * max(SMALLEST, LARGEST * math.sqrt(photos / total))
        box = (x - size, y - size, x + size, y + size)
        full = name == "confidence"
        draw.ellipse(box, colour if full else None, GROUND if full else colour, SCALE)
