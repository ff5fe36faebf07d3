"""The map under every picture: the dimmed Earth and its coasts, and cells or density upon it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from geo_core.partition.partition import Partition

GLOBE = Path(__file__).parents[3] / "assets" / "globe"

SCALE = 2
"""Maps are drawn this many times larger, and shrunk at the end: smooth edges."""

GROUND, INK, FAINT = (11, 15, 22), (238, 241, 245), (150, 160, 174)

BORDER = (255, 255, 255, 120)
"""Of a cell."""

Size = tuple[int, int]
Point = tuple[float, float]
Colours = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class BaseMap:
    """What lies below and above the colours: the whole Earth, equirectangular, `SCALE` times larger.

    Attributes
    ----------
    earth, coast
        RGBA of one size: the ground, and the lines.
    """

    earth: Image.Image
    coast: Image.Image

    @property
    def size(self) -> Size:
        """Width and height at which layers are drawn, pixels."""
        return self.earth.size

    def covered(self, layer: Image.Image) -> Image.Image:
        """The Earth under a layer (RGBA) under the coasts: RGB, for marks and `finished`."""
        below = Image.alpha_composite(self.earth, layer)
        return Image.alpha_composite(below, self.coast).convert("RGB")


@lru_cache(maxsize=4)
def base_map(size: Size) -> BaseMap:
    """The ground and the coasts for a map that will be (width, height) pixels; never drawn upon."""
    large = (size[0] * SCALE, size[1] * SCALE)
    with Image.open(GLOBE / "blue-marble-4096.webp") as earth:
        # Without colour, so that the colours upon it mean only themselves.
        grey = earth.convert("L").resize(large, Image.Resampling.LANCZOS)
    dimmed = Image.blend(Image.new("RGB", large, GROUND), grey.convert("RGB"), 0.5)
    with Image.open(GLOBE / "coast-and-borders-4096.webp") as lines:
        coast = lines.convert("RGBA").resize(large, Image.Resampling.LANCZOS)
    coast.putalpha(coast.getchannel("A").point([value * 7 // 10 for value in range(256)]))
    return BaseMap(dimmed.convert("RGBA"), coast)


def pixel(lat: float, lon: float, size: Size) -> Point:
    """Where a place lies on a map (width, height): x from −180° on the left, y from the north pole."""
    return ((lon + 180) % 360 * size[0] / 360, (90 - lat) * size[1] / 180)


def finished(large: Image.Image) -> Image.Image:
    """The map at its own size."""
    return large.reduce(SCALE)


def cells_layer(
    partition: Partition,
    colours: npt.NDArray[np.int64],
    size: Size,
    *,
    order: npt.NDArray[np.int64] | None = None,
    least_px: int = 0,
) -> Image.Image:
    """Cells as boxes.

    Parameters
    ----------
    partition
        Its C cells.
    colours
        (C, 4) red, green, blue and opacity, 0 to 255.
    size
        Of the layer, pixels.
    order
        Which cells are drawn, the last above the others; all, in their own order, unless given.
    least_px
        Smaller boxes are grown to so many pixels of the layer, or the finest cells could not be seen.

    Returns
    -------
    An RGBA picture, clear where no cell is drawn.
    """
    layer = Image.new("RGBA", size)
    draw = ImageDraw.Draw(layer)
    order = np.arange(len(partition)) if order is None else order
    left, right = _edges(partition.west + 180, partition.east + 180, size[0] / 360, least_px)
    top, bottom = _edges(90 - partition.north, 90 - partition.south, size[1] / 180, least_px)
    boxes = np.stack([left, top, right, bottom], axis=1)[order].tolist()
    for box, fill in zip(boxes, colours[order].tolist(), strict=True):
        # Borders of cells of a few pixels would leave nothing of their colour.
        wide = min(box[2] - box[0], box[3] - box[1]) >= 5 * SCALE
        draw.rectangle(box, tuple(fill), BORDER if wide else None)
    return layer


def _edges(
    first_deg: npt.NDArray[np.float64], last_deg: npt.NDArray[np.float64], px_per_deg: float, least_px: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    first, last = np.round(first_deg * px_per_deg), np.round(last_deg * px_per_deg)
    lacking = np.maximum(0, least_px - (last - first)) // 2
    return (first - lacking).astype(np.int64), (last + lacking).astype(np.int64)


def heat_layer(level: Colours, ramp: Colours, size: Size) -> Image.Image:
    """Levels (H, W), 0 to 255, of the whole Earth, row 0 the north, in the colours of a ramp (256, 4)."""
    smooth = Image.fromarray(level).resize(size, Image.Resampling.BICUBIC)
    return Image.fromarray(ramp[np.asarray(smooth)])


def strip(ramp: Colours, size: Size) -> Image.Image:
    """A ramp, (n, 3) or (n, 4), lying on the ground, as the key of a map."""
    picked = ramp[np.linspace(0, len(ramp) - 1, size[0]).round().astype(int)].astype(float)
    alpha = picked[:, 3:] / 255 if picked.shape[1] == 4 else np.ones((size[0], 1))
    row = picked[:, :3] * alpha + np.array(GROUND) * (1 - alpha)
    return Image.fromarray(row.astype(np.uint8)[None].repeat(size[1], axis=0))
