"""Uphill from many starts at once: Newton where it rises, else a mean-shift step."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

MAX_STEPS = 100
"""Most ascents need 5 steps and a degenerate (quartic) top about 30; the rest is reserve."""

TOLERANCE = 1e-3
"""A move below this share of σ ends an ascent: Newton is then within about its square of the top."""

LONGEST = 1.0
"""A step is at most this share of σ, so that an ascent rarely leaves its basin."""

FLOOR = 1e-3
"""Least downward curvature (in units of 1/σ²) that a step divides by."""

SLACK = 1e-10
"""Rounding of a log density at the narrowest kernel; a smaller fall counts as none."""


class View(NamedTuple):
    """What is seen of a log density from n points.

    Attributes
    ----------
    log_density
        (n,).
    shift
        (n, 2), σ² times the gradient along the frame's axes: the mean-shift vector.
    curvature
        (n, 3), σ² times the Hessian's entries 11, 12, 22 along the frame's axes.
    frame
        (n, 2, d), axes of the surface at the points.
    shifted
        (n, d), where one mean-shift step leads; the density there is never lower
        (Cheng, "Mean shift, mode seeking, and clustering", PAMI 17(8), 1995).
    """

    log_density: Floats
    shift: Floats
    curvature: Floats
    frame: Floats
    shifted: Floats


class Surface(Protocol):
    """A density on something that is locally a plane; lengths in the unit of ``sigma``."""

    sigma: float

    def look(self, points: Floats) -> View:
        """Density, slope and curvature at (n, d) points."""
        ...

    def settle(self, points: Floats) -> Floats:
        """Bring (n, d) points that left along a tangent back onto the surface."""
        ...


class Summits(NamedTuple):
    """Where ascents ended.

    Attributes
    ----------
    points
        (n, d).
    log_density
        (n,).
    steepest
        (n,), the larger eigenvalue of σ² times the Hessian: negative at a maximum.
    """

    points: Floats
    log_density: Floats
    steepest: Floats


def climb(surface: Surface, starts: Floats) -> Summits:
    """Ascend from every start to a local maximum.

    Parameters
    ----------
    surface
        The density and its geometry.
    starts
        Shape (n, d).

    Returns
    -------
    Summits of the same order as the starts.

    Notes
    -----
    No step lowers the density (but by rounding), so no ascent can cycle or end below its start.
    """
    ended = Summits(starts.copy(), np.empty(len(starts)), np.empty(len(starts)))
    rows, points, here = np.arange(len(starts)), starts, surface.look(starts)
    for _ in range(MAX_STEPS):
        moved = _next(surface, points, here)
        there = surface.look(moved)
        fell = there.log_density < here.log_density - SLACK
        if fell.any():
            moved = np.where(fell[:, None], here.shifted, moved)
            there = surface.look(moved)
        going = np.square(moved - points).sum(axis=1) > (TOLERANCE * surface.sigma) ** 2
        points, here = moved, there
        if not going.all():
            _record(ended, rows, points, here)
            rows, points, here = rows[going], points[going], View(*(part[going] for part in here))
            if rows.size == 0:
                break
    _record(ended, rows, points, here)
    return ended


def _next(surface: Surface, points: Floats, here: View) -> Floats:
    """Where the next step leads: mean shift where that goes further than Newton may; (n, d)."""
    step = _step(here, surface.sigma)
    moved = surface.settle(points + np.matmul(step[:, None, :], here.frame)[:, 0])
    far = np.square(here.shifted - points).sum(axis=1) > (LONGEST * surface.sigma) ** 2
    return np.where(far[:, None], here.shifted, moved) if far.any() else moved


def _record(ended: Summits, rows: npt.NDArray[np.intp], points: Floats, view: View) -> None:
    """Write what is known of some ascents into their rows."""
    ended.points[rows] = points
    ended.log_density[rows] = view.log_density
    ended.steepest[rows] = _steepest(view.curvature)


def _steepest(curvature: Floats) -> Floats:
    """Larger eigenvalue of symmetric 2×2 matrices given as (n, 3)."""
    a, b, c = curvature.T
    return np.asarray((a + c) / 2.0 + np.hypot((a - c) / 2.0, b))


def _step(view: View, sigma: float) -> Floats:
    """Newton's step, its Hessian shifted until it bends downwards, shortened to LONGEST·σ; (n, 2)."""
    top = _steepest(view.curvature)
    damping = np.maximum(top + FLOOR, 0.0)
    a, b, c = view.curvature.T
    a, c = a - damping, c - damping
    gx, gy = view.shift.T
    step = np.stack([b * gy - c * gx, b * gx - a * gy], axis=1) / (a * c - b * b)[:, None]
    length = np.hypot(step[:, 0], step[:, 1])
    stuck = (top > 0.0) & (length < TOLERANCE * sigma)
    if stuck.any():
        step[stuck] = LONGEST * sigma * _uphill(view.curvature[stuck], top[stuck])
    return np.asarray(step * np.minimum(1.0, LONGEST * sigma / np.maximum(length, 1e-300))[:, None])


def _uphill(curvature: Floats, top: Floats) -> Floats:
    """Unit eigenvectors of the larger eigenvalue: the way off a saddle; (n, 2)."""
    a, b, c = curvature.T
    # Two expressions for the same direction; each fails where the other holds.
    first = np.abs(top - a) >= np.abs(top - c)
    way = np.where(first[:, None], np.stack([b, top - a], axis=1), np.stack([top - c, b], axis=1))
    length = np.hypot(way[:, 0], way[:, 1])
    return np.where(length[:, None] > 0, way / np.maximum(length, 1e-300)[:, None], [1.0, 0.0])
