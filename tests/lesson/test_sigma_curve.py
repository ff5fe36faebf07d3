"""The answer over σ."""

from __future__ import annotations

import numpy as np
import pytest

from geo_core.lesson.sigma_curve import SIGMAS_DEG, sigma_curve
from geo_core.records import Neighbours
from geo_core.settings import SIGMA_MAX_DEG, SIGMA_MIN_DEG, DensitySettings
from geo_core.sphere.distance import great_circle_km


def neighbours(places: list[tuple[float, float]]) -> Neighbours:
    lat, lon = np.array(places, np.float64).T
    k = len(places)
    return Neighbours(np.arange(k), np.linspace(1.0, 1.2, k), lat, lon)


def test_the_papers_bandwidths_are_among_them() -> None:
    assert {1.0, 4.0, 16.0} <= set(SIGMAS_DEG)
    assert (SIGMAS_DEG[0], SIGMAS_DEG[-1]) == (SIGMA_MIN_DEG, SIGMA_MAX_DEG)


@pytest.mark.parametrize("place", [(48.2, 16.4), (-90.0, 0.0), (12.0, 180.0)])
def test_one_neighbour_is_the_answer_at_every_bandwidth(place: tuple[float, float]) -> None:
    curve = sigma_curve(neighbours([place]), DensitySettings(), truth=place)
    assert max(curve.away_km) < 0.1
    within = np.array(curve.within)
    assert np.all(np.diff(within, axis=0) < 1e-9)  # the wider, the less near the answer
    assert np.all(np.diff(within, axis=1) > -1e-9)
    # Table of masses of one kernel at σ = 4° (Gaussian on the plane): 76 % within 750 km.
    assert within[SIGMAS_DEG.index(4.0), 3] == pytest.approx(0.76, abs=0.01)


def test_a_lone_near_vote_wins_when_narrow_and_a_crowd_when_wide() -> None:
    # The first neighbour alone; five others within 3° of each other, far away.
    crowd = [(40.0 + i, 100.0 + 2 * j) for i, j in ((0, 0), (2, 1), (1, 2), (3, 0), (0, 2))]
    near = neighbours([(0.0, 0.0), *crowd])
    curve = sigma_curve(near, DensitySettings(m=5))
    assert great_circle_km(*curve.answers[0], 0.0, 0.0) < 10
    assert great_circle_km(*curve.answers[-1], 41.0, 102.0) < 1000
    assert curve.away_km[SIGMAS_DEG.index(4.0)] == 0  # without a truth, from the paper's σ
    assert curve.away_km[0] > 5000
