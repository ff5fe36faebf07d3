"""The blurred preview that a ThumbHash holds.

The format is Evan Wallace's (https://evanw.github.io/thumbhash/): three channels
(lightness, yellow–blue, red–green) of a few cosine coefficients each, four bits a
coefficient. The Python package that writes our hashes reads every pixel at the
place of the first one and prints while it does, so reading is done here.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from geo_core.errors import PhotoError

Floats = npt.NDArray[np.float64]

SIDE_PX = 32
MIN_BYTES = 5


def preview_pixels(hash_: bytes) -> npt.NDArray[np.uint8]:
    """What can be shown of a photo by its ThumbHash: (H, W, 3) uint8; plain grey where it has none."""
    return thumbhash_pixels(hash_) if hash_ else np.full((SIDE_PX, SIDE_PX, 3), 128, np.uint8)


def thumbhash_pixels(hash_: bytes) -> npt.NDArray[np.uint8]:
    """Draw an opaque ThumbHash: (H, W, 3) uint8, 32 pixels on the longer side.

    Raises
    ------
    PhotoError
        If the bytes are no ThumbHash of an opaque picture.
    """
    header = int.from_bytes(hash_[:3], "little")
    shape = int.from_bytes(hash_[3:5], "little")
    if len(hash_) < MIN_BYTES or header >> 23 or not shape & 7:
        raise PhotoError(f"{len(hash_)} bytes are no ThumbHash of an opaque photo; build the atlas anew.")
    columns, rows = (7, shape & 7) if shape >> 15 else (shape & 7, 7)
    width, height = (SIDE_PX, round(SIDE_PX * rows / columns)) if columns > rows else (0, SIDE_PX)
    width = width or round(SIDE_PX * columns / rows)
    fours = iter(_fours(hash_[MIN_BYTES:]))
    size = (height, width)
    lightness = (header & 63) / 63 + _waves(
        fours, (max(3, columns), max(3, rows)), size, (header >> 18 & 31) / 31
    )
    yellow = (header >> 6 & 63) / 31.5 - 1 + _waves(fours, (3, 3), size, 1.25 * (shape >> 3 & 63) / 63)
    red = (header >> 12 & 63) / 31.5 - 1 + _waves(fours, (3, 3), size, 1.25 * (shape >> 9 & 63) / 63)
    blue = lightness - 2 / 3 * yellow
    first = (3 * lightness - blue + red) / 2
    rgb = np.stack([first, first - red, blue], axis=2)
    return np.rint(255 * np.clip(rgb, 0, 1)).astype(np.uint8)


def _fours(packed: bytes) -> Iterator[int]:
    """Two numbers from 0 to 15 a byte, the low one first; zeros once they run out."""
    for byte in packed:
        yield byte & 15
        yield byte >> 4
    while True:
        yield 0


def _waves(fours: Iterator[int], counts: tuple[int, int], size: tuple[int, int], scale: float) -> Floats:
    """The sum of a channel's cosines but the constant one: (H, W)."""
    (nx, ny), (height, width) = counts, size
    total = np.zeros(size)
    across, down = (np.arange(width) + 0.5) * np.pi / width, (np.arange(height) + 0.5) * np.pi / height
    for cy in range(ny):
        cx = 0 if cy else 1
        while cx * ny < nx * (ny - cy):
            coefficient = (next(fours) / 7.5 - 1) * scale
            total += 2 * coefficient * np.outer(np.cos(down * cy), np.cos(across * cx))
            cx += 1
    return total
