"""A film strip of densities as small grey pictures that the browser blends and colours."""

from __future__ import annotations

from typing import TypedDict

import numpy as np
import numpy.typing as npt

from geo_core.records import FilmStrip
from geo_core.view.pictures import pixels_to_uri

FINE_BELOW_DEG = 2.0  # a 1° pixel draws a kernel of this bandwidth without steps; finer ones need 0.5°
COARSE_WIDTH_PX = 360
QUALITY = 90  # at 85 blocks begin to show in the faint rim, where √density is stretched most
EFFORT = 2  # half the time of 4, for a tenth more bytes


class StripData(TypedDict):
    """The strip as the browser takes it: size in pixels, a picture and a bandwidth per frame."""

    width: int
    height: int
    sigma_deg: list[float]
    frames: list[str]


def _halved(frame: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    height, width = frame.shape
    blocks = frame.reshape(height // 2, 2, width // 2, 2).astype(np.float32)
    means: npt.NDArray[np.float32] = blocks.mean(axis=(1, 3))
    return np.rint(means).astype(np.uint8)


def _fitting(frame: npt.NDArray[np.uint8], sigma_deg: float) -> npt.NDArray[np.uint8]:
    """The frame in the least size that shows this bandwidth: a wide kernel has no fine detail."""
    while sigma_deg >= FINE_BELOW_DEG and frame.shape[1] >= 2 * COARSE_WIDTH_PX and frame.shape[0] % 2 == 0:
        frame = _halved(frame)
    return frame


def strip_data(strip: FilmStrip) -> StripData:
    """Encode every frame as a grey WebP.

    Parameters
    ----------
    strip
        Its frames hold 255·√density and go to the browser as they are, save that those of a
        wide bandwidth are halved down to 360 pixels across.

    Returns
    -------
    `width` and `height` are the largest frame's; the browser scales the others up to it.
    """
    frames = [_fitting(f, s) for f, s in zip(strip.frames, strip.sigma_deg, strict=True)]
    height, width = max(f.shape for f in frames)
    return {
        "width": width,
        "height": height,
        "sigma_deg": [round(float(s), 5) for s in strip.sigma_deg],
        "frames": [pixels_to_uri(f, side_px=width, quality=QUALITY, effort=EFFORT) for f in frames],
    }
