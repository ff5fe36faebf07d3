"""A mixture times a function of the place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_core.density.kernel import log_density
from geo_core.density.product import multiplied
from geo_core.errors import GeoCoreError
from geo_core.records import Density
from geo_core.sphere.coordinates import latlon_to_vector

LAT, LON = np.array([10.0, -80.0, 0.0]), np.array([179.5, 0.0, -179.5])
EVEN = Density(LAT, LON, np.log([0.2, 0.5, 0.3]), 1.0)


@given(st.lists(st.floats(-700, 700), min_size=3, max_size=3), st.floats(0, 10))
def test_weights_are_multiplied_and_sum_to_one(factor: list[float], exponent: float) -> None:
    found = multiplied(EVEN, np.array(factor), exponent)
    naive = EVEN.log_weight + exponent * np.array(factor)
    naive -= np.logaddexp.reduce(naive)
    np.testing.assert_allclose(found.log_weight, naive, atol=1e-9)
    assert abs(np.exp(found.log_weight).sum() - 1) < 1e-9


def test_narrow_kernels_give_the_product_of_the_two_functions() -> None:
    """At the kernels' centres, where narrow kernels do not overlap, f·g^e up to one constant."""
    log_factor = np.log([0.7, 0.1, 0.2])
    points = latlon_to_vector(LAT, LON)
    product = log_density(EVEN, points) + 0.6 * log_factor
    found = log_density(multiplied(EVEN, log_factor, 0.6), points)
    np.testing.assert_allclose(found - product, (found - product)[0], atol=1e-9)


def test_exponent_zero_and_a_constant_change_nothing() -> None:
    for factor, exponent in ((np.array([1.0, -5.0, 3.0]), 0.0), (np.full(3, -12.5), 4.0)):
        np.testing.assert_allclose(multiplied(EVEN, factor, exponent).log_weight, EVEN.log_weight)


def test_a_kernel_without_weight_stays_without() -> None:
    density = Density(LAT, LON, np.array([0.0, -np.inf, -np.inf]), 1.0)
    assert multiplied(density, np.array([-700.0, 700.0, 0.0]), 1.0).log_weight[1] == -np.inf


def test_one_value_a_kernel() -> None:
    with pytest.raises(GeoCoreError, match="one for each"):
        multiplied(EVEN, np.zeros(2), 1.0)
