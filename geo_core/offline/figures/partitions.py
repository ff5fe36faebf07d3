"""Partitions as small maps: every cell coloured by how densely it was photographed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from geo_core.partition.partition import Partition

GLOBE = Path(__file__).parents[3] / "assets" / "globe"

SCALE = 2
"""Everything is drawn this many times larger, and shrunk at the end: smooth edges."""

WIDTH, HEIGHT, TITLE, GAP, LEGEND = 900, 450, 58, 26, 92
"""Pixels of the finished picture: a map, the line above it, the space between, the key below."""

GROUND, INK, FAINT = (11, 15, 22), (238, 241, 245), (150, 160, 174)

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
    """
    columns = min(columns, len(partitions))
    rows = -(-len(partitions) // columns)
    size = (columns * (WIDTH + GAP) + GAP, rows * (HEIGHT + TITLE) + GAP + LEGEND)
    sheet = Image.new("RGB", size, GROUND)
    ground = _ground()
    for number, partition in enumerate(partitions):
        row, column = divmod(number, columns)
        corner = (GAP + column * (WIDTH + GAP), TITLE + row * (HEIGHT + TITLE))
        sheet.paste(_map(partition, ground), corner)
        _title(sheet, partition, corner)
    _legend(sheet)
    return sheet


def _ground() -> Image.Image:
    """The dimmed Earth, without colour, so that the cells' colours mean only themselves."""
    with Image.open(GLOBE / "blue-marble-4096.webp") as earth:
        grey = earth.convert("L").resize((WIDTH * SCALE, HEIGHT * SCALE), Image.Resampling.LANCZOS)
    return Image.blend(Image.new("RGB", grey.size, GROUND), grey.convert("RGB"), 0.5)


def _map(partition: Partition, ground: Image.Image) -> Image.Image:
    cells = Image.new("RGBA", ground.size)
    draw = ImageDraw.Draw(cells)
    left, right = (np.round((lon + 180) * ground.width / 360) for lon in (partition.west, partition.east))
    top, bottom = (np.round((90 - lat) * ground.height / 180) for lat in (partition.north, partition.south))
    boxes = np.stack([left, top, right, bottom], axis=1).astype(int).tolist()
    for box, fill in zip(boxes, _colours(partition).tolist(), strict=True):
        # Borders of cells of a few pixels would leave nothing of their colour.
        wide = min(box[2] - box[0], box[3] - box[1]) >= 5 * SCALE
        draw.rectangle(box, tuple(fill), (255, 255, 255, 120) if wide else None)
    picture = Image.alpha_composite(ground.convert("RGBA"), cells)
    with Image.open(GLOBE / "coast-and-borders-4096.webp") as lines:
        coast = lines.convert("RGBA").resize(ground.size, Image.Resampling.LANCZOS)
    coast.putalpha(coast.getchannel("A").point([value * 7 // 10 for value in range(256)]))
    return Image.alpha_composite(picture, coast).convert("RGB").reduce(SCALE)


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
    colours = _ramp(np.linspace(0, 1, width))[None].repeat(14, axis=0).astype(np.uint8)
    sheet.paste(Image.fromarray(colours), (left, top))
    font = ImageFont.load_default(18)
    decades = np.arange(DECADES[0], DECADES[1] + 1)
    for value in decades:
        x = left + (value - DECADES[0]) / (DECADES[1] - DECADES[0]) * (width - 1)
        anchor = "la" if value == decades[0] else "ra" if value == decades[-1] else "ma"
        draw.text((x, top + 20), f"{10**value:,g}", FAINT, font, anchor=anchor)
    text = "photos per 1000 sq km, of a million in all; cells without a photo are clear"
    draw.text((left + width + 18, top + 7), text, FAINT, font, anchor="lm")
