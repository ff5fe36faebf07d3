"""The photo itself, 16 × 16 pixels large."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

SIDE_PX = 16


def tiny_image(rgb: Floats) -> Floats:
    """A tiny colour image of mean zero.

    Parameters
    ----------
    rgb
        (S, S, 3), S a multiple of 16.

    Returns
    -------
    (768,). Scaled to norm 1, as the network does with every feature, it is the descriptor of
    Torralba, Fergus and Freeman, "80 million tiny images" (PAMI 30(11), 2008), section 3: brighter
    light or a longer exposure leave it as it is.
    """
    block = len(rgb) // SIDE_PX
    small = rgb.reshape(SIDE_PX, block, SIDE_PX, block, 3).mean(axis=(1, 3))
    return np.asarray(small - small.mean(), np.float32).ravel()
