"""The two decision rules of Im2GPS: mean shift (2008) and lazy learning (2015)."""

import numpy as np
import pytest

from geo_core.errors import SettingsError
from geo_core.methods.lazy import LAZY
from geo_core.methods.mean_shift import MEAN_SHIFT
from geo_core.methods.method import Evidence
from geo_core.prediction import predict
from geo_core.settings import DensitySettings
from tests.density.mixtures import neighbours_at

PARIS, SUVA = (48.9, 2.3), (-18.1, 178.4)
SETTINGS = DensitySettings(sigma_deg=1)


def world(seed: int = 0, dimension: int = 6) -> Evidence:
    """Nine neighbours in Paris, four in Suva; the query looks like those in Suva."""
    rng = np.random.default_rng(seed)
    query, other = np.eye(dimension)[:2]
    suva = rng.permutation(np.arange(13) < 4)
    vectors = np.where(suva[:, None], query, other) + rng.normal(0, 0.3, (13, dimension))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    distance = np.linalg.norm(vectors - query, axis=1)
    order = np.argsort(distance)
    lat, lon = np.where(suva[order][:, None], SUVA, PARIS).T + rng.normal(0, 0.2, (2, 13))
    return Evidence(
        neighbours_at(lat, lon, distance[order]),
        vector=query.astype(np.float32),
        neighbour_vectors=vectors[order].astype(np.float32),
    )


@pytest.mark.parametrize("seed", range(3))
def test_mean_shift_counts_heads_and_lazy_learning_looks_at_faces(seed: int) -> None:
    asked = world(seed)
    found = predict(asked, SETTINGS, MEAN_SHIFT)
    np.testing.assert_allclose((found.lat, found.lon), PARIS, atol=0.5)
    assert found.method == "meanshift"
    found = predict(asked, SETTINGS, LAZY)
    np.testing.assert_allclose((found.lat, found.lon), SUVA, atol=0.5)
    assert found.method == "lazy"


def test_in_mean_shift_120_neighbours_have_one_vote_each() -> None:
    lat, lon = np.array([PARIS] * 50 + [SUVA] * 70 + [PARIS] * 80).T
    found = predict(Evidence(neighbours_at(lat, lon)), SETTINGS, MEAN_SHIFT)
    assert (found.lat, found.lon) == pytest.approx(SUVA)


def test_neither_depends_on_the_settings_of_the_kernel() -> None:
    asked = world()
    for method in (MEAN_SHIFT, LAZY):
        places = {
            method.place(asked, settings, method.density(asked, settings))
            for settings in (SETTINGS, DensitySettings(sigma_deg=16, m=50, k=3))
        }
        assert len(places) == 1


def test_lazy_learning_needs_the_embeddings() -> None:
    asked = Evidence(world().neighbours)
    with pytest.raises(SettingsError, match="'lazy' learns from"):
        predict(asked, SETTINGS, LAZY)
