"""Accuracies side by side (the paper's Figure 8): a panel a distance, a bar a method, whiskers for doubt."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PIL import Image, ImageDraw

from geo_core.errors import GeoCoreError
from geo_core.offline.evaluation.accuracy import Accuracy
from geo_core.offline.figures.captions import GAP, MARGIN
from geo_core.offline.figures.lettering import LARGE, LINE, MIDDLE, SMALL, font, write
from geo_core.offline.figures.worldmap import FAINT, GROUND, INK
from geo_core.settings import RADII_KM

LEVELS = dict(zip(RADII_KM, ("street", "city", "region", "country", "continent"), strict=True))

NAMES, LENGTH, NUMBER, BETWEEN = 400, 210, 62, 34
"""Widths of the methods' names, of a bar that reaches its panel's end, of the number behind it, and of the
space between panels, pixels."""

ROW, THICK, WHISKER = 36, 22, 8
"""Heights of a row, of its bar and of half a whisker's ends, pixels."""

BAR, BEST, GRID = (38, 137, 148), (240, 180, 80), (58, 66, 78)
"""The best of a panel differs in lightness too, and its number is brighter."""

SCALES = (1, 2, 4, 6, 10, 20, 30, 40, 50, 60, 80, 100)
"""Percent at the end of a panel."""


def draw_bars(results: Mapping[str, Accuracy]) -> Image.Image:
    """The accuracies of one data set.

    Parameters
    ----------
    results
        Name of the method → its accuracy; at least one.

    Returns
    -------
    An RGB picture.

    Raises
    ------
    GeoCoreError
        If there is no method.
    """
    return draw_data_sets({"": results})


def draw_data_sets(data_sets: Mapping[str, Mapping[str, Accuracy]]) -> Image.Image:
    """The accuracies of several data sets, one below the other, on the same scales.

    Parameters
    ----------
    data_sets
        Name of the data set → name of the method → accuracy; at least one of each.

    Raises
    ------
    GeoCoreError
        If there is no data set, or one has no method.
    """
    if not data_sets or not all(data_sets.values()):
        raise GeoCoreError("There is nothing to draw; give one accuracy or more of each data set.")
    tops = {radius: _scale(data_sets, radius) for radius in RADII_KM}
    head = LINE[LARGE] + LINE[SMALL] + 6
    height = head + sum(_height(*item) for item in data_sets.items()) + 2 * MARGIN
    sheet = Image.new("RGB", (_left(len(RADII_KM)) - BETWEEN + MARGIN, height), GROUND)
    draw, top = ImageDraw.Draw(sheet), MARGIN + LINE[LARGE]
    for number, radius in enumerate(RADII_KM):
        _head(draw, (_left(number), top), radius, tops[radius])
    top = MARGIN + head
    for title, results in data_sets.items():
        _data_set(draw, (title, results), tops, top)
        top += _height(title, results)
    return sheet


def _height(title: str, results: Mapping[str, Accuracy]) -> int:
    return (LINE[LARGE] + GAP if title else 0) + ROW * len(results) + 2 * LINE[SMALL]


def _left(number: int) -> int:
    """Of a panel, pixels."""
    return MARGIN + NAMES + GAP + number * (LENGTH + NUMBER + BETWEEN)


def _scale(data_sets: Mapping[str, Mapping[str, Accuracy]], radius: int) -> int:
    """The panel's end: the least of `SCALES` that holds every bar and whisker."""
    shown = [result for results in data_sets.values() for result in results.values()]
    most = max(max(r.within_km[radius], _finite(r.interval[radius][1])) for r in shown)
    return next(scale for scale in SCALES if scale >= min(most, 100))


def _head(draw: ImageDraw.ImageDraw, at: tuple[int, int], radius: int, scale: int) -> None:
    """The distance, its name, and the marks of the panel's scale."""
    words = f"{radius} km"
    write(draw, (at[0], at[1] - 10), words, width=LENGTH, size=LARGE)
    after = font(LARGE).getlength(words) + 12
    write(draw, (at[0] + after, at[1] - 10), LEVELS[radius], width=LENGTH, size=SMALL, faint=True)
    for half, mark in enumerate(("0", f"{scale / 2:g}", f"{scale} %")):
        tick = (at[0] + LENGTH * half // 2, at[1] + LINE[SMALL] - 4)
        draw.text(tick, mark, FAINT, font(SMALL), anchor="ms")


def _finite(value: float) -> float:
    return value if math.isfinite(value) else 0.0


def _data_set(
    draw: ImageDraw.ImageDraw, named: tuple[str, Mapping[str, Accuracy]], tops: Mapping[int, int], top: int
) -> None:
    title, results = named
    if title:
        top += LINE[LARGE] + GAP
        write(draw, (MARGIN, top - 12), title, width=NAMES, size=LARGE)
    bottom = top + ROW * len(results)
    for number, radius in enumerate(RADII_KM):
        for half in (0, 1, 2):
            x = _left(number) + LENGTH * half // 2
            draw.line([(x, top), (x, bottom)], GRID, 2)
        best = max(round(result.within_km[radius], 1) for result in results.values())
        for row, result in enumerate(results.values()):
            middle = top + ROW * row + ROW // 2
            _bar(draw, (_left(number), middle), result, radius, tops[radius], best)
    for row, name in enumerate(results):
        write(draw, (MARGIN, top + ROW * row + ROW // 2 + 9), name, width=NAMES)
    counts = sorted({result.n for result in results.values()})
    n = f"n = {counts[0]:,}" + (f" to {counts[-1]:,}" if len(counts) > 1 else "")
    words = f"percent of the photos located within each distance, {n}; whiskers: 95 % interval"
    at = (MARGIN, bottom + LINE[SMALL] + 4)
    write(draw, at, words, width=_left(len(RADII_KM)), size=SMALL, faint=True)


def _bar(
    draw: ImageDraw.ImageDraw,
    at: tuple[int, int],
    result: Accuracy,
    radius: int,
    top: int,
    best: float,
) -> None:
    (left, middle), percent = at, result.within_km[radius]
    is_best = round(percent, 1) == best > 0
    end = left + LENGTH * percent / top
    if percent > 0:
        box = (left, middle - THICK // 2, round(end) - 1, middle + THICK // 2 - 1)
        draw.rectangle(box, BEST if is_best else BAR)
    low, high = result.interval[radius]
    if math.isfinite(low) and math.isfinite(high):
        ends = [left + LENGTH * value / top for value in (low, high)]
        draw.line([(ends[0], middle), (ends[1], middle)], INK, 2)
        for x in ends:
            draw.line([(x, middle - WHISKER), (x, middle + WHISKER)], INK, 2)
    words = (left + LENGTH + NUMBER, middle + 8)
    draw.text(words, f"{percent:.1f}", INK if is_best else FAINT, font(MIDDLE), anchor="rs")
