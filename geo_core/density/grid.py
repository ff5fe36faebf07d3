"""A density sampled on an equirectangular grid, to be drawn."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from geo_core.density.kernel import concentration, log_peak
from geo_core.errors import SettingsError
from geo_core.records import Density, DensityMap
from geo_core.sphere.coordinates import latlon_to_vector

Floats32 = npt.NDArray[np.float32]

TILE = 1440
"""Grid points computed at once: with 100 kernels 0.6 MB of float32, which stays in the cache."""

REACH = 8.0
"""A kernel is drawn this many σ far: beyond, it is below 1e-14 of its height."""

LEAST_SIGMA = 0.6
"""A kernel narrower than this share of a grid step is drawn with it, or it fell between points."""

SMALLEST_STEP_DEG = 0.1
"""6.5 million points; a finer picture of the whole Earth has no use."""


def density_map(density: Density, step_deg: float = 1.0) -> DensityMap:
    """The density at the centres of a grid's cells, for drawing.

    Parameters
    ----------
    density
        k kernels; its ``kernel`` is not read.
    step_deg
        Size of a cell, degrees; divides 180.

    Returns
    -------
    (180/step, 360/step) float32, per steradian, within about 0.5 % of `log_density` where a
    kernel reaches (float32 keeps no more for narrow kernels).

    Raises
    ------
    SettingsError
        If the step does not divide 180° or is below 0.1°.

    Notes
    -----
    A bandwidth below 0.6 steps is widened to 0.6 steps, so that the map shows every kernel.
    """
    rows = _rows(step_deg)
    sigma_deg = max(density.sigma_deg, LEAST_SIGMA * step_deg)
    kappa = concentration(sigma_deg)
    points = grid_vectors(step_deg)
    values = np.zeros((rows, 2 * rows), np.float32)
    order = np.argsort(density.lat, kind="stable")
    lat = density.lat[order]
    kernels = _exponents(latlon_to_vector(lat, density.lon[order]), kappa)
    height = np.exp(density.log_weight[order] + log_peak(kappa)).astype(np.float32)
    scratch = np.empty(max(TILE, 2 * rows) * len(lat), np.float32)
    for part, (south, north) in _bands(rows, step_deg):
        first = np.searchsorted(lat, south - REACH * sigma_deg)
        last = np.searchsorted(lat, north + REACH * sigma_deg)
        if first < last:
            band = points[part].reshape(-1, 4)
            exponent = scratch[: len(band) * (last - first)].reshape(len(band), last - first)
            np.matmul(band, kernels[:, first:last], out=exponent)
            # Clamped: denormal numbers are slow on many machines, and cannot be seen. (np.clip
            # takes a third of the time of np.maximum.)
            np.clip(exponent, np.float32(-(REACH**2) / 2.0), np.float32(0), out=exponent)
            np.exp(exponent, out=exponent)
            values[part] = (exponent @ height[first:last]).reshape(-1, 2 * rows)
    return DensityMap(values, step_deg)


def square_root_frame(drawn: DensityMap) -> npt.NDArray[np.uint8]:
    """A picture of a map: 255·√(density / its maximum), rounded.

    The root is what the eye needs: faint modes stay visible beside a sharp one.

    Returns
    -------
    (H, W) uint8; all 0 if the density is 0 everywhere.
    """
    top = float(drawn.values.max())
    if top <= 0:
        return np.zeros(drawn.values.shape, np.uint8)
    root = np.sqrt(drawn.values * np.float32(1.0 / top))
    root *= np.float32(255.0)
    return np.asarray(np.rint(root, out=root), np.uint8)


@lru_cache(maxsize=4)
def grid_vectors(step_deg: float) -> Floats32:
    """Unit vectors of the cells' centres with a 1 appended, row 0 in the north; read-only.

    Returns
    -------
    (180/step, 360/step, 4) float32.
    """
    rows = _rows(step_deg)
    lat = 90.0 - (np.arange(rows) + 0.5) * step_deg
    lon = -180.0 + (np.arange(2 * rows) + 0.5) * step_deg
    vectors = latlon_to_vector(lat[:, None], lon)
    points = np.concatenate([vectors, np.ones((*vectors.shape[:2], 1))], axis=2).astype(np.float32)
    points.setflags(write=False)
    return points


def _exponents(centres: npt.NDArray[np.float64], kappa: float) -> Floats32:
    """(4, k) float32: its product with (x, y, z, 1) is κ (cos − 1), one matrix product for all."""
    return np.vstack([kappa * centres.T, np.full(len(centres), -kappa)]).astype(np.float32)


def _bands(rows: int, step_deg: float) -> Iterator[tuple[slice, tuple[float, float]]]:
    """Rows of the grid in tiles, with the latitudes of each tile's borders, degrees."""
    many = max(1, TILE // (2 * rows))
    for begin in range(0, rows, many):
        end = min(begin + many, rows)
        yield slice(begin, end), (90.0 - end * step_deg, 90.0 - begin * step_deg)


def _rows(step_deg: float) -> int:
    """Rows of the grid.

    Raises
    ------
    SettingsError
        If the step does not divide 180° or is too small.
    """
    rows = round(180.0 / step_deg) if step_deg > 0 else 0
    if step_deg < SMALLEST_STEP_DEG or not math.isclose(rows * step_deg, 180.0):
        raise SettingsError(f"step_deg is {step_deg!r}; allowed is a divisor of 180, at least 0.1.")
    return rows
