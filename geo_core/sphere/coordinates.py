"""Degrees of latitude and longitude to unit vectors, and back."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def latlon_to_vector(lat: npt.ArrayLike, lon: npt.ArrayLike) -> Floats:
    """Unit vectors of places; the inverse of `vector_to_latlon`.

    Parameters
    ----------
    lat, lon
        Shape (...), degrees; they are broadcast against each other.

    Returns
    -------
    (..., 3) float64: x towards (0, 0), y towards (0, 90° E), z towards the north pole.
    """
    phi, theta = np.radians(np.asarray(lat, np.float64)), np.radians(np.asarray(lon, np.float64))
    x, y, z = np.broadcast_arrays(np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi))
    return np.stack([x, y, z], axis=-1)


def vector_to_latlon(vector: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Places of vectors of any length but 0; the inverse of `latlon_to_vector`.

    Parameters
    ----------
    vector
        Shape (..., 3).

    Returns
    -------
    lat, lon: each shape (...), degrees; lon in [−180, 180).
    """
    v = np.asarray(vector, np.float64)
    # atan2 keeps its precision at the poles, where asin(z) loses half the digits.
    lat = np.degrees(np.arctan2(v[..., 2], np.hypot(v[..., 0], v[..., 1])))
    return lat, wrap_lon(np.degrees(np.arctan2(v[..., 1], v[..., 0])))


def wrap_lon(lon: npt.ArrayLike) -> Floats:
    """The same meridians, degrees in [−180, 180)."""
    wrapped = np.mod(np.asarray(lon, np.float64) + 180.0, 360.0) - 180.0
    # A negative zero or a value that rounds up to +180 is folded onto the range.
    return np.where(wrapped >= 180.0, -180.0, wrapped)
