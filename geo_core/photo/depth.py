"""Every pixel mode of Pillow to one of five with 8 bits a channel."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

_PLAIN = ("L", "LA", "RGB", "RGBA", "CMYK")

# 65535 / 255 = 257 exactly, so 16 bits are rounded, neither clipped nor cut.
_FROM_16_BITS = ((np.arange(65536) + 128) // 257).astype(np.uint8)

_FULL_SCALES = {"I": (65535.0, 2.0**31), "F": (1.0, 255.0, 65535.0, 2.0**32 - 1)}


def eight_bits(picture: Image.Image) -> Image.Image:
    """The picture as ``L``, ``LA``, ``RGB``, ``RGBA`` or ``CMYK``, colours not yet managed.

    Parameters
    ----------
    picture
        Decoded, of any mode. A transparent colour or palette entry becomes an alpha channel.

    Notes
    -----
    Modes ``I`` and ``F`` do not say where white lies. It is taken to be the least of the usual
    full scales (16 or 32 bits; for ``F`` also 1 and 8 bits) that no pixel exceeds. Negative
    values and NaN are black.
    """
    if picture.mode.startswith("I;16"):
        return Image.fromarray(_FROM_16_BITS[np.asarray(picture)])
    if picture.mode in _FULL_SCALES:
        return Image.fromarray(_scaled(np.array(picture, np.float32), _FULL_SCALES[picture.mode]))
    if picture.has_transparency_data:
        return picture if picture.mode in ("LA", "RGBA") else picture.convert("RGBA")
    return picture if picture.mode in _PLAIN else picture.convert("L" if picture.mode == "1" else "RGB")


def _scaled(values: npt.NDArray[np.float32], scales: tuple[float, ...]) -> npt.NDArray[np.uint8]:
    """(H, W) float32, overwritten, to (H, W) uint8 by the least full scale that holds them."""
    np.nan_to_num(values, copy=False, nan=0.0, posinf=scales[-1], neginf=0.0)
    top = float(values.max())
    white = next((scale for scale in scales if top <= scale), top)
    np.clip(values, 0.0, white, out=values)
    np.multiply(values, 255.0 / white, out=values)
    np.rint(values, out=values)
    return values.astype(np.uint8)
