"""Which textures a photo has: every pixel's filter responses, as the nearest of 512 learnt textons.

Malik, Belongie, Leung and Shi, "Contour and texture analysis for image segmentation"
(IJCV 43(1), 2001); a universal dictionary as in Martin, Fowlkes and Malik (PAMI 26(5), 2004).
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy import fft

from geo_core.embedding.handmade.filtering import filtered, frequency_plane

Floats = npt.NDArray[np.float32]

TEXTONS = 512
ORIENTATIONS, SCALES_PX, ELONGATIONS = 8, (1.5, 3.0), (1.0, 3.0)
"""Im2GPS: 8 orientations, 2 scales, 2 elongations; the sizes are ours."""

RESPONSES = 2 * ORIENTATIONS * len(SCALES_PX) * len(ELONGATIONS)
"""Numbers a pixel: the even and the odd response of each filter."""


def texton_histogram(grey: Floats, textons: Floats) -> Floats:
    """Share of the pixels that are nearest to each texton.

    Parameters
    ----------
    grey
        (S, S), lightness 0 to 1.
    textons
        (512, 64), the dictionary.

    Returns
    -------
    (512,), summing to 1.
    """
    # argmin |r − t|² = argmax r · t − |t|²/2
    score = pixel_responses(grey) @ textons.T
    score -= (textons**2).sum(axis=1) / 2
    counts = np.bincount(score.argmax(axis=1), minlength=len(textons))
    return np.asarray(counts / counts.sum(), np.float32)


def pixel_responses(grey: Floats) -> Floats:
    """What the filter bank answers at each pixel: (S, S) → (S², 64)."""
    answers = filtered(grey, _transfers(len(grey))).reshape(RESPONSES // 2, -1)
    return np.concatenate([answers.real, answers.imag]).T


@lru_cache(maxsize=1)
def _transfers(side_px: int) -> Floats:
    """Second derivatives of Gaussians, made one-sided; each kernel's moduli sum to 1."""
    down, right = (2 * math.pi * axis for axis in frequency_plane(side_px))
    bank = []
    for sigma, elongation, turn in product(SCALES_PX, ELONGATIONS, range(ORIENTATIONS)):
        angle = turn * math.pi / ORIENTATIONS
        across = sigma * (right * math.cos(angle) - down * math.sin(angle))
        along = sigma * elongation * (right * math.sin(angle) + down * math.cos(angle))
        transfer = (across > 0) * across**2 * np.exp(-(across**2 + along**2) / 2)
        bank.append(transfer / np.abs(fft.ifft2(transfer)).sum())
    transfers = np.stack(bank).astype(np.float32)
    transfers.setflags(write=False)
    return transfers
