"""The game's score against its formula."""

from __future__ import annotations

import numpy as np

from geo_core.sphere.distance import EARTH_RADIUS_KM
from geo_core.sphere.geoscore import geoscore


def test_known_scores() -> None:
    np.testing.assert_allclose(geoscore([0, 1492.7, 2 * 1492.7]), [5000, 5000 / np.e, 5000 / np.e**2])


def test_it_only_falls_and_never_ends() -> None:
    scores = geoscore(np.linspace(0, np.pi * EARTH_RADIUS_KM, 500))
    assert np.all(np.diff(scores) < 0)
    assert scores[-1] > 0


def test_the_shape_is_kept() -> None:
    assert geoscore(np.zeros((2, 3))).shape == (2, 3)
    assert geoscore(7.0).shape == ()
