"""The credible regions of a heat as polygons, to be drawn on other maps."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo_core.errors import SettingsError
from geo_core.sphere.distance import EARTH_AREA_KM2
from geo_core.view.contours import Ring, contains, contour_rings, signed_area

Picture = npt.NDArray[np.uint8]
Polygon = list[Ring]
"""The outer ring, against the clock; then its holes, with the clock."""


def credible_polygons(heat: Picture, mass: float) -> list[Polygon]:
    """The smallest region that holds a given share of a heat's mass.

    Parameters
    ----------
    heat
        (H, 2H) uint8, 255·√(density / its maximum), row 0 the north, column 0 from −180°.
    mass
        Inside (0, 1).

    Returns
    -------
    Polygons, largest first, cut at ±180°; none where the heat is 0 everywhere.

    Raises
    ------
    SettingsError
        If the mass is not inside (0, 1).

    Notes
    -----
    As fine as the heat's grid. `density.region` measures the area of the same region from the
    density itself, and is right also where that is smaller than a cell.
    """
    if not 0 < mass < 1:
        raise SettingsError(f"mass is {mass!r}; allowed is more than 0 and less than 1.")
    level = _level(heat, mass)
    if level is None:
        return []
    rings = contour_rings(heat.astype(np.float64), level)
    outer = sorted((r for r in rings if signed_area(r) > 0), key=signed_area, reverse=True)
    polygons = [[ring] for ring in outer]
    for hole in (ring for ring in rings if signed_area(ring) < 0):
        # Of those around it the smallest, which comes last, is its own.
        around = [p for p in polygons if contains(p[0], hole[0])]
        around[-1].append(hole)
    return polygons


def peak_per_km2(heat: Picture) -> float:
    """The heat's highest density, as a share of the mass per km²; 0 where there is none."""
    total = float((heat.astype(np.float64) ** 2 * _cell_km2(len(heat))[:, None]).sum())
    return float(heat.max(initial=0)) ** 2 / total if total else 0.0


def _level(heat: Picture, mass: float) -> float | None:
    """Half a step below the lowest level that is still needed: no value equals it."""
    share = heat.astype(np.float64) ** 2 * _cell_km2(len(heat))[:, None]
    of_level = np.bincount(heat.ravel(), share.ravel(), minlength=256)
    total = of_level.sum()
    if total <= 0:
        return None
    held = np.cumsum(of_level[::-1]) / total
    return 255 - int(np.argmax(held >= mass)) - 0.5


def _cell_km2(rows: int) -> npt.NDArray[np.float64]:
    """(H,) area of one cell of each row: a zone's share of the sphere (Archimedes), cut into 2H."""
    borders = np.sin(np.radians(np.linspace(90.0, -90.0, rows + 1)))
    return np.asarray(-np.diff(borders) / 2 * EARTH_AREA_KM2 / (2 * rows))
