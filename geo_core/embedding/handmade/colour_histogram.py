"""Which colours a photo has, wherever they stand: a joint histogram in CIE L*a*b*."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

BINS = (4, 14, 14)
"""Of L*, a* and b* (Im2GPS): few of L*, since the other features see lightness."""

LOW, HIGH = (0.0, -86.2, -107.9), (100.0, 98.3, 94.5)
"""Bounds of all sRGB colours. With these, grey lies inside a bin and not on an edge of one."""


def colour_histogram(lab: Floats) -> Floats:
    """Share of the pixels in each bin.

    Parameters
    ----------
    lab
        (H, W, 3), L*, a*, b* under D65.

    Returns
    -------
    (784,), summing to 1, L* slowest and b* fastest.
    """
    low, high, bins = (np.array(values, np.float32) for values in (LOW, HIGH, BINS))
    place = ((lab.reshape(-1, 3) - low) / (high - low) * bins).astype(np.intp)
    np.clip(place, 0, np.array(BINS) - 1, out=place)
    counts = np.bincount(np.ravel_multi_index(tuple(place.T), BINS), minlength=int(np.prod(BINS)))
    return np.asarray(counts / counts.sum(), np.float32)
