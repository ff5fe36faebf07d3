"""The lines along which a grid over the whole Earth reaches a level, as rings of longitudes and latitudes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ring = list[tuple[float, float]]
"""(lon, lat) in degrees, the first place again at the end."""

DIGITS = 4
"""Decimals of a degree that are kept: 11 m."""

# Corners and sides of a square are counted against the clock, as rings run: north-west, south-west,
# south-east, north-east; west, south, east, north. Side i leads from corner i to corner i + 1.
_CORNERS = ((0, 0), (1, 0), (1, 1), (0, 1))
Side = tuple[int, int, int]
"""(row, column, 0 along a parallel or 1 along a meridian) of a side between two grid points."""


def contour_rings(values: Floats, level: float) -> list[Ring]:
    """Rings around all places where the grid is above a level, by marching squares.

    Parameters
    ----------
    values
        (H, 2H), at the centres of equirectangular cells; row 0 the north, column 0 from −180°.
    level
        Best one that no value equals.

    Returns
    -------
    Closed rings with the higher side on their left: those around a region run against the clock,
    those around a hole with it. None crosses ±180°: what does is cut there into two rings, and a
    region about a pole runs along that pole's parallel, as RFC 7946, section 3.1.9, wants it.

    Notes
    -----
    Lorensen and Cline's "Marching cubes" (SIGGRAPH 1987) in two dimensions; where two opposite
    corners are higher, the mean of all four decides whether they are joined.
    """
    lat, lon, grid = _closed_grid(values, level)
    following: dict[Side, Side] = {}
    above = grid >= level
    many = above[:-1, :-1].astype(int) + above[1:, :-1] + above[1:, 1:] + above[:-1, 1:]
    for row, column in np.argwhere((many > 0) & (many < 4)).tolist():
        following.update(_segments(grid, level, row, column))
    rings = []
    while following:
        first, side = following.popitem()
        ring = [first]
        while side != first:
            ring.append(side)
            side = following.pop(side)
        rings.append(_tidy([_crossing(grid, level, side, (lat, lon)) for side in ring]))
    return [ring for ring in rings if len(ring) >= 4]


def signed_area(ring: Ring) -> float:
    """Square degrees of the plane of longitude and latitude; positive against the clock."""
    return sum(x * v - u * y for (x, y), (u, v) in pairwise(ring)) / 2


def contains(ring: Ring, place: tuple[float, float]) -> bool:
    """Whether (lon, lat) lies within a ring, by counting the sides that a line eastwards crosses."""
    x, y = place
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


def _closed_grid(values: Floats, level: float) -> tuple[Floats, Floats, Floats]:
    """The grid with points at the poles and at ±180°, and around it a rim that is lower."""
    rows, columns = values.shape
    step = 180.0 / rows
    lat = 90.0 - (np.arange(rows) + 0.5) * step
    lon = -180.0 + (np.arange(columns) + 0.5) * step
    north, south = values[:1].mean(), values[-1:].mean()
    tall = np.vstack([np.full((1, columns), north), values, np.full((1, columns), south)])
    seam = (tall[:, :1] + tall[:, -1:]) / 2
    whole = np.hstack([seam, tall, seam])
    return (
        np.concatenate([[90.0, 90.0], lat, [-90.0, -90.0]]),
        np.concatenate([[-180.0, -180.0], lon, [180.0, 180.0]]),
        np.pad(whole, 1, constant_values=level - 1.0),
    )


def _segments(grid: Floats, level: float, row: int, column: int) -> list[tuple[Side, Side]]:
    """The one or two pieces of line through a square, each as the sides where it begins and ends."""
    height = [grid[row + down, column + right] for down, right in _CORNERS]
    above = [h >= level for h in height]
    sides: list[Side] = [
        (row, column, 1), (row + 1, column, 0), (row, column + 1, 1), (row, column, 0),
    ]  # fmt: skip
    # Walking round the square against the clock: where the region is left, its line begins.
    out = [i for i in range(4) if above[i] and not above[(i + 1) % 4]]
    into = [i for i in range(4) if not above[i] and above[(i + 1) % 4]]
    if len(out) == 2 and sum(height) / 4 < level:
        # Two corners apart from each other: each line ends where its own corner was entered.
        into.sort(key=lambda i: (out[0] - i) % 4)
    elif len(out) == 2:
        into.sort(key=lambda i: (i - out[0]) % 4)
    return [(sides[a], sides[b]) for a, b in zip(out, into, strict=True)]


def _crossing(grid: Floats, level: float, side: Side, axes: tuple[Floats, Floats]) -> tuple[float, float]:
    row, column, upright = side
    lat, lon = axes
    to_row, to_column = row + upright, column + 1 - upright
    low, high = grid[row, column], grid[to_row, to_column]
    share = float((level - low) / (high - low))
    return (
        float(lon[column] + share * (lon[to_column] - lon[column])),
        float(lat[row] + share * (lat[to_row] - lat[row])),
    )


def _tidy(places: Ring) -> Ring:
    """The closed ring, rounded, without repetitions; straight runs keep their places: a globe bends them."""
    kept: Ring = []
    for lon, lat in places:
        place = (round(lon, DIGITS) + 0.0, round(lat, DIGITS) + 0.0)
        if not kept or kept[-1] != place:
            kept.append(place)
    while len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return [*kept, kept[0]] if len(kept) >= 3 else []
