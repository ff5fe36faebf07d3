"""Partitions as small maps: every cell coloured by how densely it was photographed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from geo_core.errors import GeoCoreError
from geo_core.offline.figures.worldmap import (
    FAINT,
    GROUND,
    INK,
    BaseMap,
    base_map,
    cells_layer,
    finished,
    strip,
)
from geo_core.partition.partition import Partition

WIDTH, HEIGHT, TITLE, GAP, LEGEND = 900, 450, 58, 26, 92
"""Pixels of the finished picture: a map, the line above it, the space between, the key below."""

RAMP = np.array(
    [
        [38, 30, 92],
        [84, 33, 130],
        [142, 42, 123],
        [200, 62, 98],
        [241, 108, 72],
        [253, 168, 84],
        [252, 236, 170],
    ]
)
"""From few to many photos an area: dark to light, also for those who see no colours."""

DECADES = (-3.0, 3.0)
"""The ramp's ends: log10 of photos per 1000 km² if there were a million in all."""


def draw_partitions(partitions: Sequence[Partition], columns: int = 2) -> Image.Image:
    """One map a partition, side by side, with a key of the colours.

    Parameters
    ----------
    partitions
        At least one, in the order of the maps.
    columns
        Maps in a row.

    Returns
    -------
    An RGB picture.

    Raises
    ------
    GeoCoreError
        If there is no partition.
    """
    if not partitions:
        raise GeoCoreError("No partition is given; the figure needs one or more.")
    columns = min(columns, len(partitions))
    rows = -(-len(partitions) // columns)
    size = (columns * (WIDTH + GAP) + GAP, rows * (HEIGHT + TITLE) + GAP + LEGEND)
    sheet = Image.new("RGB", size, GROUND)
    world = base_map((WIDTH, HEIGHT))
    for number, partition in enumerate(partitions):
        row, column = divmod(number, columns)
        corner = (GAP + column * (WIDTH + GAP), TITLE + row * (HEIGHT + TITLE))
        sheet.paste(_map(partition, world), corner)
        _title(sheet, partition, corner)
    _legend(sheet)
    return sheet


def _map(partition: Partition, world: BaseMap) -> Image.Image:
    return finished(world.covered(cells_layer(partition, _colours(partition), world.size)))


def _colours(partition: Partition) -> npt.NDArray[np.int64]:
    """(C, 4) red, green, blue and opacity, 0 to 255; empty cells stay clear."""
    share = partition.count / max(1, partition.count.sum())
    density = np.log10(np.maximum(share / partition.area_km2 * 1e9, 1e-12))
    colour = _ramp((density - DECADES[0]) / (DECADES[1] - DECADES[0]))
    opacity = np.where(partition.count > 0, 200, 0)
    return np.concatenate([colour, opacity[:, None]], axis=1)


def _ramp(position: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """(n, 3) colours at (n,) positions, 0 to 1 and cut off beyond."""
    stops = np.linspace(0, 1, len(RAMP))
    return np.stack([np.interp(position, stops, channel) for channel in RAMP.T], axis=1).astype(np.int64)


def _title(sheet: Image.Image, partition: Partition, corner: tuple[int, int]) -> None:
    draw = ImageDraw.Draw(sheet)
    base = corner[1] - 14
    name = f"{len(partition):,} cell{'s' if len(partition) > 1 else ''}"
    font = ImageFont.load_default(30)
    draw.text((corner[0], base), name, INK, font, anchor="ls")
    median = float(f"{np.median(partition.area_km2):.2g}")
    note = f"split from {partition.t_img:,} photos  ·  median {median:,.0f} sq km"
    draw.text((corner[0] + WIDTH, base), note, FAINT, ImageFont.load_default(20), anchor="rs")


def _legend(sheet: Image.Image) -> None:
    """A strip of the ramp with the decades marked."""
    draw = ImageDraw.Draw(sheet)
    width, left, top = 520, GAP, sheet.height - LEGEND + 16
    sheet.paste(strip(_ramp(np.linspace(0, 1, width)).astype(np.uint8), (width, 14)), (left, top))
    font = ImageFont.load_default(18)
    decades = np.arange(DECADES[0], DECADES[1] + 1)
    for value in decades:
        x = left + (value - DECADES[0]) / (DECADES[1] - DECADES[0]) * (width - 1)
        anchor = "la" if value == decades[0] else "ra" if value == decades[-1] else "ma"
        draw.text((x, top + 20), f"{10**value:,g}", FAINT, font, anchor=anchor)
    text = "photos per 1000 sq km, of a million in all; cells without a photo are clear"
    draw.text((left + width + 18, top + 7), text, FAINT, font, anchor="lm")
