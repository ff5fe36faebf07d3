"""A sweep as a heat table: a panel a radius, a block a number of neighbours, σ down and m across."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from geo_core.offline.evaluation.sweep import KS, MS, SIGMAS_DEG, Sweep
from geo_core.offline.evaluation.sweep_tables import PAPER, basis
from geo_core.offline.figures.captions import GAP, MARGIN
from geo_core.offline.figures.lettering import LARGE, LINE, MIDDLE, SMALL, font, wrapped, write
from geo_core.offline.figures.worldmap import FAINT, GROUND, INK, strip
from geo_core.settings import RADII_KM, DensitySettings
from geo_core.view.colours import heat_ramp

CELL = (70, 32)
"""Width and height of a cell, pixels."""

LABELS, BETWEEN = 96, 18
"""Width of σ's labels, and the space between blocks, pixels."""

HEAD = LINE[LARGE] + 2 * LINE[SMALL] + 6
"""Height of a panel's three lines of labels, pixels."""

RAMP = heat_ramp()[:, :3]
"""Its lightness rises steadily: the order survives any colour blindness and a grey print."""

BRIGHT = 140.0
"""Luma of 255 from which dark figures are read more easily than light ones."""

FRAME, DASH = 4, 7
"""Width of a mark's line, and length of a dash, pixels."""


def draw_sweep(found: Sweep) -> Image.Image:
    """Every setting's percentage in its cell, the best and the paper's setting framed.

    Parameters
    ----------
    found
        The whole grid.

    Returns
    -------
    An RGB picture. Each panel has its own range of colours, which its head names.
    """
    panel = HEAD + CELL[1] * len(SIGMAS_DEG) + LINE[LARGE]
    width = _left(len(KS)) - BETWEEN + MARGIN
    words = wrapped(f"{basis(found)} {_KEY}", font(MIDDLE), width - 2 * MARGIN, most=4)
    top = MARGIN + len(words) * LINE[MIDDLE] + GAP
    sheet = Image.new("RGB", (width, top + panel * len(RADII_KM)), GROUND)
    draw = ImageDraw.Draw(sheet)
    for number, line in enumerate(words, start=1):
        write(draw, (MARGIN, MARGIN + number * LINE[MIDDLE] - 8), line, width=width)
    for number, radius in enumerate(RADII_KM):
        _paste_panel(sheet, found, radius, top + number * panel)
    return sheet


_KEY = (
    "Framed: the best of each panel, the first of equals. Dashed: the paper's setting, "
    f"σ = {PAPER.sigma_deg:g}°, k = {PAPER.k}, m = {PAPER.m:g}. With k = 1 the answer is "
    "the nearest neighbour."
)


def _left(block: int) -> int:
    return MARGIN + LABELS + block * (CELL[0] * len(MS) + BETWEEN)


def _paste_panel(sheet: Image.Image, found: Sweep, radius: int, top: int) -> None:
    draw, percent = ImageDraw.Draw(sheet), found.percent[..., RADII_KM.index(radius)]
    low, high = float(percent.min()), float(percent.max())
    write(draw, (MARGIN, top + LINE[LARGE] - 8), f"within {radius} km", width=400, size=LARGE)
    at = (_left(1), top + LINE[LARGE] - 24)
    sheet.paste(strip(RAMP, (CELL[0] * 3, 16)), at)
    write(
        draw,
        (at[0] + CELL[0] * 3 + 14, top + LINE[LARGE] - 8),
        f"{low:.1f} to {high:.1f} %",
        width=400,
        size=SMALL,
        faint=True,
    )
    for block, k in enumerate(KS):
        _paste_block(draw, percent[:, block], (_left(block), top + HEAD), (low, high), k)
    for row, sigma in enumerate(SIGMAS_DEG):
        base = top + HEAD + CELL[1] * row + CELL[1] // 2
        words = f"σ {sigma:g}°"
        draw.text((MARGIN + LABELS - 12, base), words, FAINT, font(SMALL), anchor="rm")
    _frame(draw, _box(found.best(radius), top), dashed=False)
    _frame(draw, _box(PAPER, top), dashed=True)


def _paste_block(
    draw: ImageDraw.ImageDraw,
    percent: npt.NDArray[np.float64],
    corner: tuple[int, int],
    ends: tuple[float, float],
    k: int,
) -> None:
    """The cells (σ, m) of one number of neighbours, and what stands above them."""
    left, top = corner
    middle = left + CELL[0] * len(MS) / 2
    draw.text((middle, top - LINE[SMALL] - 8), f"k = {k}", INK, font(SMALL), anchor="ms")
    for column, m in enumerate(MS):
        at = (left + CELL[0] * (column + 0.5), top - 8)
        draw.text(at, f"m {m:g}", FAINT, font(SMALL), anchor="ms")
    for row, column in np.ndindex(percent.shape):
        value = float(percent[row, column])
        colour = _colour(value, ends)
        x, y = left + CELL[0] * column, top + CELL[1] * row
        draw.rectangle((x, y, x + CELL[0] - 2, y + CELL[1] - 2), colour)
        ink = GROUND if float(np.dot(colour, (0.299, 0.587, 0.114))) > BRIGHT else INK
        at = (x + CELL[0] / 2 - 1, y + CELL[1] / 2 - 1)
        draw.text(at, f"{value:.1f}", ink, font(SMALL), anchor="mm")


def _colour(value: float, ends: tuple[float, float]) -> tuple[int, int, int]:
    low, high = ends
    share = (value - low) / (high - low) if high > low else 0.0
    red, green, blue = RAMP[round(share * (len(RAMP) - 1))].tolist()
    return red, green, blue


def _box(settings: DensitySettings, top: int) -> tuple[int, int, int, int]:
    """The cell of a setting in a panel."""
    row, column = SIGMAS_DEG.index(settings.sigma_deg), MS.index(settings.m)
    x = _left(KS.index(settings.k)) + CELL[0] * column
    y = top + HEAD + CELL[1] * row
    return x, y, x + CELL[0] - 2, y + CELL[1] - 2


def _frame(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], *, dashed: bool) -> None:
    """A white frame in a dark one, seen on every colour."""
    left, top, right, bottom = box
    draw.rectangle((left - 3, top - 3, right + 3, bottom + 3), outline=GROUND, width=FRAME + 2)
    if not dashed:
        draw.rectangle((left - 2, top - 2, right + 2, bottom + 2), outline=INK, width=FRAME)
        return
    for x in range(left - 2, right, 2 * DASH):
        for y in (top - 1, bottom + 1):
            draw.line([(x, y), (min(x + DASH, right + 2), y)], INK, FRAME - 1)
    for y in range(top - 2, bottom, 2 * DASH):
        for x in (left - 1, right + 1):
            draw.line([(x, y), (x, min(y + DASH, bottom + 2))], INK, FRAME - 1)
