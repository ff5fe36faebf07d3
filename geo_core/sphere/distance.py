"""The one Earth radius and the one great-circle distance."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

EARTH_RADIUS_KM = 6371.0
"""Mean radius; the field's evaluation uses exactly this value (the authors' released code)."""

EARTH_AREA_KM2 = 4.0 * np.pi * EARTH_RADIUS_KM**2
"""Area of the sphere of that radius."""

KM_PER_DEG = EARTH_RADIUS_KM * np.pi / 180.0
"""Length of one degree of a great circle."""


def great_circle_km(
    lat_a: npt.ArrayLike, lon_a: npt.ArrayLike, lat_b: npt.ArrayLike, lon_b: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Great-circle distance by the haversine formula.

    Parameters
    ----------
    lat_a, lon_a, lat_b, lon_b
        Degrees; broadcast against each other.

    Returns
    -------
    Kilometres, float64, from 0 to π·R.

    Notes
    -----
    Haversine stays exact for small distances; the clip keeps antipodes finite.
    """
    phi_a, phi_b = np.radians(np.asarray(lat_a, np.float64)), np.radians(np.asarray(lat_b, np.float64))
    d_lambda = np.radians(np.asarray(lon_b, np.float64) - np.asarray(lon_a, np.float64))
    h = np.sin((phi_b - phi_a) / 2) ** 2 + np.cos(phi_a) * np.cos(phi_b) * np.sin(d_lambda / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(h, 0.0, 1.0))))
