"""Filters defined by their frequency response, applied to a picture.

A filter that passes only frequencies on one side of a line through zero gives a
complex answer: the real part is that of an even filter (a bar detector), the
imaginary part that of its odd partner (an edge detector), the modulus the local
energy of the two. None of these filters passes frequency zero, so a constant
light has no answer; Gabor kernels cut off in space leak it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import fft

Floats = npt.NDArray[np.float32]

PAD_PX = 40
"""Width of the mirror image about the picture: most of any filter's reach; 240 + 80 is quick to transform."""


def frequency_plane(side_px: int) -> tuple[Floats, Floats]:
    """Frequencies of a padded picture.

    Parameters
    ----------
    side_px
        S, the picture's side before padding.

    Returns
    -------
    down, right: (P, P) with P = S + 2 · `PAD_PX`, cycles a pixel.
    """
    axis = np.fft.fftfreq(side_px + 2 * PAD_PX).astype(np.float32)
    down, right = np.meshgrid(axis, axis, indexing="ij")
    return down, right


def filtered(grey: Floats, transfers: Floats) -> npt.NDArray[np.complex64]:
    """A picture through several filters.

    Parameters
    ----------
    grey
        (S, S).
    transfers
        (F, P, P), real frequency responses over `frequency_plane`.

    Returns
    -------
    (F, S, S).
    """
    spectrum = fft.fft2(np.pad(grey, PAD_PX, mode="symmetric").astype(np.float32))
    inner = slice(PAD_PX, PAD_PX + len(grey))
    return np.asarray(fft.ifft2(spectrum * transfers)[:, inner, inner], np.complex64)
