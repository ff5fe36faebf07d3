"""Places to Morton codes: a cell of the even split is a prefix of them.

Halving the longer side in degrees, the world is cut by longitude, then by
latitude, and so on in turn. The bits of these decisions, first one first, are
the code; so the places of a cell are neighbours once the codes are sorted.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from geo_core.sphere.distance import EARTH_RADIUS_KM

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint32] | npt.NDArray[np.uint64]

CHUNK = 1 << 16
"""Places encoded at once: what lies between the steps stays in the processor's cache."""

SHORT_HALVINGS, LONG_HALVINGS = 16, 31
"""Halvings of each side that a code of 32 bits and one of 64 bits tell: to 600 m, and to 2 cm."""


def halvings_for(t_area_km2: float) -> int:
    """Halvings of each side that codes must tell, so that all cells have become smaller than this.

    The largest cells touch the equator: 2π/2^k wide and π/2^k high.
    """
    side = math.pi / 2**SHORT_HALVINGS
    largest = EARTH_RADIUS_KM**2 * 2.0 * side * math.sin(side)
    return SHORT_HALVINGS if largest < t_area_km2 else LONG_HALVINGS


def encode(lat: Floats, lon: Floats, halvings: int) -> Codes:
    """Morton codes of places.

    Parameters
    ----------
    lat, lon
        Shape (N,), degrees; lon in [−180, 180).
    halvings
        Of each side: `SHORT_HALVINGS` or `LONG_HALVINGS`.

    Returns
    -------
    (N,) uint32 or uint64, 2 · halvings bits, the longitude's first.
    """
    codes = np.empty(lat.shape, np.uint32 if halvings <= SHORT_HALVINGS else np.uint64)
    spread = _spread_table(codes.dtype)
    for start in range(0, lat.size, CHUNK):
        part = slice(start, start + CHUNK)
        row = _spread(_steps(lat[part], 180.0, halvings), spread)
        column = _spread(_steps(lon[part], 360.0, halvings), spread)
        codes[part] = (column << 1) | row
    return codes


def _steps(degrees: Floats, extent_deg: float, halvings: int) -> npt.NDArray[np.int64]:
    """Which of the 2^halvings equal parts of [−extent/2, extent/2] each value lies in.

    The step is 45 times a power of two, hence exact, and the quotient is rounded down without
    adding an offset first: a value lies on the same side of each border as a comparison says.
    """
    step = extent_deg / 2**halvings
    index = np.floor(degrees / step).astype(np.int64) + 2 ** (halvings - 1)
    # The north pole belongs to the last row.
    return np.asarray(np.minimum(index, 2**halvings - 1))


def _spread(index: npt.NDArray[np.int64], table: Codes) -> Codes:
    """The bits of each index at every other place."""
    low: Codes = table[index & 0xFFFF]
    if table.dtype == np.uint32:
        return low
    high: Codes = table[index >> 16]
    return (high << np.uint64(32)) | low


def _spread_table(dtype: npt.DTypeLike) -> Codes:
    """(65536,): bit i of the index at place 2i."""
    index = np.arange(1 << 16, dtype=np.uint64)
    table = np.zeros_like(index)
    for bit in range(16):
        table |= (index & np.uint64(1 << bit)) << np.uint64(bit)
    return np.asarray(table.astype(dtype))
