"""What of a finding may be told: coordinates and names as exact as allowed, every text one plain line."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np

from geo_core.records import BestPoint, Floats, Mode, Neighbours, Reference
from geo_core.view.exports.finding import Failure, Outcome, Picture
from geo_core.view.plain_text import one_line
from geo_core.view.precision import STEP_DEG, Precision, rounded, rounded_place

LONGEST_SOURCE = 2000
"""Letters of an address: a cut one leads nowhere."""

_Point = TypeVar("_Point", Mode, BestPoint)


def told(outcome: Outcome, precision: Precision = "exact") -> Outcome:
    """The same outcome, told no more exactly than `precision` allows; every export begins with it.

    Parameters
    ----------
    outcome
        Of one photo.
    precision
        See `view.precision.rounded`. It holds for the answer, its modes and best points, the true
        place, the neighbours and, by averaging, the heat; names shrink with it to city or country.

    Returns
    -------
    A finding or failure whose texts are one line each.

    Notes
    -----
    It governs what a reader is told, and is no secret against one who computes: the neighbours'
    credits must stay whole, and their sources say where those photos were taken. Whoever must
    hide a place leaves neighbours and heat out of the finding.
    """
    if isinstance(outcome, Failure):
        return Failure(one_line(outcome.title), one_line(outcome.reason))
    answer = outcome.prediction
    lat, lon = rounded(answer.lat, answer.lon, precision)
    prediction = replace(
        answer,
        lat=lat,
        lon=lon,
        modes=tuple(_moved(mode, precision) for mode in answer.modes),
        best_within={r: _moved(best, precision) for r, best in sorted(answer.best_within.items())},
        place=rounded_place(answer.place, precision),
    )
    return replace(
        outcome,
        title=one_line(outcome.title),
        prediction=prediction,
        neighbours=_neighbours(outcome.neighbours, precision),
        references=[_reference(one, precision) for one in outcome.references],
        heat=None if outcome.heat is None else coarse_heat(outcome.heat, STEP_DEG[precision]),
        mode_places=[rounded_place(one, precision) for one in outcome.mode_places],
        best_places=[rounded_place(one, precision) for one in outcome.best_places],
        truth=None if outcome.truth is None else rounded(*outcome.truth, precision),
        atlas=one_line(outcome.atlas),
    )


def coarse_heat(heat: Picture, step_deg: float) -> Picture:
    """The heat on a grid of at least this step, each cell the mean of the density in it.

    Parameters
    ----------
    heat
        (H, 2H) uint8, 255·√(density / its maximum).
    step_deg
        Degrees; the heat is returned as it is where its own grid is as coarse.
    """
    rows = len(heat)
    # As many rows to a block as reach the step and leave no part of a block over.
    many = next(n for n in range(1, rows + 1) if rows % n == 0 and 180.0 / rows * n >= step_deg - 1e-9)
    if many == 1:
        return heat
    density = heat.astype(np.float64) ** 2
    blocks = density.reshape(rows // many, many, -1, many).mean(axis=(1, 3))
    return np.asarray(np.rint(255.0 * np.sqrt(blocks / max(float(blocks.max()), 1e-9))), np.uint8)


def _moved(point: _Point, precision: Precision) -> _Point:
    lat, lon = rounded(point.lat, point.lon, precision)
    return replace(point, lat=lat, lon=lon)


def _neighbours(near: Neighbours, precision: Precision) -> Neighbours:
    places = [rounded(float(a), float(b), precision) for a, b in zip(near.lat, near.lon, strict=True)]
    table: Floats = np.array(places, np.float64).reshape(-1, 2)
    return replace(near, lat=table[:, 0], lon=table[:, 1])


def _reference(one: Reference, precision: Precision) -> Reference:
    lat, lon = rounded(one.lat, one.lon, precision)
    return replace(
        one,
        id=one_line(one.id),
        lat=lat,
        lon=lon,
        # A reference's place may be as fine as a building.
        place=one_line(one.place) if precision == "exact" else "",
        country=one_line(one.country),
        author=one_line(one.author),
        licence=one_line(one.licence),
        source=one_line(one.source, LONGEST_SOURCE),
    )
