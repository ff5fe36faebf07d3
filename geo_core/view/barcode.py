"""An embedding as a picture: one small square a number, blue below zero, orange above."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

ROWS = 8
"""512 numbers become 8 lines of 64: wide enough to compare line by line, large enough on a phone."""

SQUARE_PX = 10
"""A whole number of pixels a square: no scaling blurs it."""

LIMIT = 2.5
"""Colours end at this many standard deviations; one number in a hundred lies beyond."""

_DIVERGING = np.array(
    [
        (10, 58, 116), (53, 121, 189), (146, 190, 223), (242, 242, 240),
        (247, 190, 122), (222, 124, 28), (134, 62, 0),
    ],
    np.float64,
)  # fmt: skip
"""Blue to orange by way of a light grey: told apart by every eye, and by lightness in both directions."""


def barcode(vector: npt.ArrayLike, rows: int = ROWS) -> npt.NDArray[np.uint8]:
    """Draw a vector.

    Parameters
    ----------
    vector
        Shape (D,), of norm 1.
    rows
        Lines of squares; the last ones stay clear grey where D does not fill them.

    Returns
    -------
    (rows · 10, columns · 10, 3) uint8, the first number at the upper left, then line by line.
    """
    v = np.asarray(vector, np.float64).ravel()
    columns = -(-v.size // rows)
    padded = np.zeros(rows * columns)
    # Of norm 1: √D times a number is that many standard deviations.
    padded[: v.size] = v * np.sqrt(v.size) / LIMIT
    at = (np.clip(padded, -1.0, 1.0) + 1.0) / 2.0 * (len(_DIVERGING) - 1)
    rgb = np.stack([np.interp(at, np.arange(len(_DIVERGING)), c) for c in _DIVERGING.T], axis=1)
    squares = np.rint(rgb).astype(np.uint8).reshape(rows, columns, 3)
    return np.asarray(squares.repeat(SQUARE_PX, axis=0).repeat(SQUARE_PX, axis=1))
