"""The layout of a scene: how strong each orientation and scale is in each part of the photo.

Oliva and Torralba, "Modeling the shape of the scene: a holistic representation of
the spatial envelope" (IJCV 42(3), 2001).
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter

from geo_core.embedding.handmade.filtering import filtered, frequency_plane

Floats = npt.NDArray[np.float32]

SCALES, ORIENTATIONS, GRID = 4, 6, 5
"""Im2GPS: 4 scales, 6 orientations, averages over 5 × 5 parts of the photo."""

FINEST = 0.25
"""Centre frequency of the finest scale, cycles a pixel; each further one is an octave lower."""

FULL_WIDTH = 2 * math.sqrt(2 * math.log(2))
"""Width of a Gaussian at half its height, in standard deviations."""

LOCAL_PX = 11.0
"""Deviation of the window over which contrast is evened out: half height at 4 cycles a photo of 240 px."""


def gist(grey: Floats) -> Floats:
    """Mean local energy of each filter in each part.

    Parameters
    ----------
    grey
        (S, S), lightness 0 to 1, S a multiple of 5.

    Returns
    -------
    (600,): scale (finest first), orientation (0: intensity varies from left to right; then
    counter-clockwise), row, column.
    """
    side = len(grey)
    energy = np.abs(filtered(even_contrast(grey), _transfers(side)))
    block = side // GRID
    return np.asarray(energy.reshape(-1, GRID, block, GRID, block).mean(axis=(2, 4)), np.float32).ravel()


def even_contrast(grey: Floats) -> Floats:
    """Logarithm of the light, less its local mean, over its local deviation: strong shadows do not rule."""
    light = np.log1p(255 * grey)
    light = light - gaussian_filter(light, LOCAL_PX)
    return np.asarray(light / (0.2 + np.sqrt(gaussian_filter(light**2, LOCAL_PX))), np.float32)


@lru_cache(maxsize=1)
def _transfers(side_px: int) -> Floats:
    """Log-Gabor filters (Field, JOSA A 4(12), 1987); neighbours cross at half their height."""
    down, right = frequency_plane(side_px)
    radius = np.hypot(down, right)
    radius[0, 0] = 1  # any value: the direction's factor is set to 0 there
    octave = np.log2(radius / FINEST)
    direction = np.arctan2(-down, right)
    banks = []
    for scale in range(SCALES):
        for turn in range(ORIENTATIONS):
            off = np.angle(np.exp(1j * (direction - turn * math.pi / ORIENTATIONS)))
            off *= ORIENTATIONS / math.pi
            banks.append(np.exp(-((octave + scale) ** 2 + off**2) * FULL_WIDTH**2 / 2))
    transfers = np.stack(banks).astype(np.float32)
    transfers[:, 0, 0] = 0
    transfers.setflags(write=False)
    return transfers
