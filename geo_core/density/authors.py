"""The authors' released way to the peak: two blurred histograms. A variant kept for comparison.

As described in the project's notes on their code: a 1° histogram of the weights, blurred by a
Gaussian of σ cells that is cut at 2σ, and its highest cell; then the same in cells of 0.1° over a
window of ±20° about that cell. Neither histogram wraps at ±180° or knows a pole.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter

from geo_core.records import Density

Floats = npt.NDArray[np.float64]

COARSE_DEG, FINE_DEG = 1.0, 0.1
"""Sizes of the cells of the two histograms."""

WINDOW_DEG = 20.0
"""Half the side of the second histogram."""


def authors_mode(density: Density) -> tuple[float, float]:
    """The peak as the authors' released code finds it, before its snapping.

    Parameters
    ----------
    density
        k kernels; its ``kernel`` is not read.

    Returns
    -------
    lat, lon: centre of the highest cell of 0.1°, degrees.
    """
    weight = np.exp(density.log_weight)
    lon = np.where(density.lon > 180.0, density.lon - 360.0, density.lon)
    coarse = _histogram(density.lat, lon, weight, (-90.0, 90.0, -180.0, 180.0), COARSE_DEG)
    row, column = _highest(coarse, density.sigma_deg / COARSE_DEG)
    south = -90.0 + (row + 0.5) * COARSE_DEG - WINDOW_DEG
    west = -180.0 + (column + 0.5) * COARSE_DEG - WINDOW_DEG
    window = (south, south + 2 * WINDOW_DEG, west, west + 2 * WINDOW_DEG)
    fine = _histogram(density.lat, lon, weight, window, FINE_DEG)
    row, column = _highest(fine, density.sigma_deg / FINE_DEG)
    found_lat, found_lon = south + (row + 0.5) * FINE_DEG, west + (column + 0.5) * FINE_DEG
    return min(max(found_lat, -90.0), 90.0), min(max(found_lon, -180.0), 180.0)


def _histogram(
    lat: Floats, lon: Floats, weight: Floats, box: tuple[float, float, float, float], cell_deg: float
) -> Floats:
    """Weights summed over the square cells of (south, north, west, east); row 0 is the south."""
    south, north, west, east = box
    shape = (round((north - south) / cell_deg), round((east - west) / cell_deg))
    inside = (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)
    # The northern and eastern borders belong to the last cells, as usual for histograms.
    row = np.minimum(((lat[inside] - south) / cell_deg).astype(np.intp), shape[0] - 1)
    column = np.minimum(((lon[inside] - west) / cell_deg).astype(np.intp), shape[1] - 1)
    counts = np.bincount(row * shape[1] + column, weight[inside], minlength=shape[0] * shape[1])
    return np.asarray(counts.reshape(shape))


def _highest(histogram: Floats, sigma_cells: float) -> tuple[int, int]:
    """Row and column of the highest cell after the blur."""
    blurred = gaussian_filter(histogram, sigma_cells, radius=math.ceil(2 * sigma_cells), mode="nearest")
    row, column = np.unravel_index(np.argmax(blurred), blurred.shape)
    return int(row), int(column)
