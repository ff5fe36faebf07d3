import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_core.density.weights import log_weights
from geo_core.errors import GeoCoreError
from geo_core.settings import DensitySettings

distances = st.lists(st.floats(0, 2), min_size=1, max_size=30).map(sorted)


@given(distance=distances, m=st.floats(0, 100), temperature=st.floats(1e-3, 10))
@settings(derandomize=True, deadline=None)
def test_weights_sum_to_one_and_fall_with_distance(distance, m, temperature):
    for weighting in ("power", "softmax"):
        chosen = DensitySettings(m=m, temperature=temperature, weighting=weighting)
        log_weight = log_weights(distance, chosen)
        assert np.exp(log_weight).sum() == pytest.approx(1, abs=1e-12)
        assert np.all(log_weight[1:] <= log_weight[:-1] + 1e-12)


def test_power_is_the_papers_formula():
    distance = np.array([0.5, 0.8, 1.3])
    plain = (1 / distance) ** 10
    np.testing.assert_allclose(
        np.exp(log_weights(distance, DensitySettings())), plain / plain.sum(), rtol=1e-13
    )


def test_softmax_is_the_exponential_of_the_cosine():
    a, b = np.array([1.0, 0.0]), np.array([[0.6, 0.8], [0.0, 1.0], [-1.0, 0.0]])
    plain = np.exp(b @ a / 0.2)
    found = log_weights(np.linalg.norm(b - a, axis=1), DensitySettings(weighting="softmax", temperature=0.2))
    np.testing.assert_allclose(np.exp(found), plain / plain.sum(), rtol=1e-13)


def test_exact_copies_share_all_the_weight():
    weight = np.exp(log_weights([0, 0, 1e-300, 1], DensitySettings()))
    np.testing.assert_array_equal(weight, [0.5, 0.5, 0, 0])


def test_m_zero_counts_all_alike_even_copies():
    np.testing.assert_allclose(np.exp(log_weights([0, 0.3, 2], DensitySettings(m=0))), 1 / 3, rtol=1e-15)


def test_large_m_leaves_the_nearest_alone():
    assert np.exp(log_weights([0.5, 0.7, 0.9], DensitySettings(m=100)))[0] > 1 - 1e-12


@pytest.mark.parametrize("distance", [[], [-0.1], [float("nan")], [[1.0]]])
def test_refuses_what_is_no_distance(distance):
    with pytest.raises(GeoCoreError, match="Distances"):
        log_weights(distance, DensitySettings())
