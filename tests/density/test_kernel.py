import math

import numpy as np
import pytest

from geo_core.density.kernel import concentration, log_density, log_peak, plane_log_density
from geo_core.sphere.coordinates import latlon_to_vector
from tests.density.mixtures import SIGMAS_DEG, density_at, scattered


def test_equals_a_double_loop():
    density = scattered(1, 16.0, k=20)
    rng = np.random.default_rng(2)
    lat, lon = rng.uniform(-90, 90, 15), rng.uniform(-180, 180, 15)
    kappa = 1 / math.radians(16.0) ** 2
    for a, b, found in zip(lat, lon, log_density(density, latlon_to_vector(lat, lon)), strict=True):
        total = 0.0
        for c, d, log_weight in zip(density.lat, density.lon, density.log_weight, strict=True):
            cos = float(latlon_to_vector(a, b) @ latlon_to_vector(c, d))
            total += math.exp(log_weight) * kappa / (4 * math.pi * math.sinh(kappa)) * math.exp(kappa * cos)
        assert found == pytest.approx(math.log(total), abs=1e-11)


def test_plane_equals_a_double_loop():
    density = scattered(3, 4.0, k=20)
    lat, lon = np.array([10.0, -60.0]), np.array([20.0, 170.0])
    found = plane_log_density(density, lat, lon)
    for i in range(2):
        square = (density.lat - lat[i]) ** 2 + (density.lon - lon[i]) ** 2
        total = np.sum(np.exp(density.log_weight) * np.exp(-square / 32) / (32 * math.pi))
        assert found[i] == pytest.approx(math.log(total), abs=1e-11)


@pytest.mark.parametrize("sigma_deg", SIGMAS_DEG)
def test_integrates_to_one(sigma_deg):
    # Rings about the centre, in the variable in which the sphere's area is uniform.
    node, weight = np.polynomial.legendre.leggauss(120)
    reach = min(math.pi, 12 * math.radians(sigma_deg))
    theta = reach / 2 * (1 + node)
    density = density_at([90.0], [0.0], sigma_deg)
    height = np.exp(log_density(density, latlon_to_vector(90 - np.degrees(theta), 77.0)))
    mass = np.sum(weight * reach / 2 * 2 * math.pi * np.sin(theta) * height)
    assert mass == pytest.approx(1, abs=1e-10)


def test_normaliser_holds_from_the_widest_to_the_narrowest():
    for kappa in (1e-9, 1e-3, 3.0):
        plain = kappa / (4 * math.pi * math.sinh(kappa)) * math.exp(kappa)
        assert log_peak(kappa) == pytest.approx(math.log(plain), abs=1e-12)
    assert log_peak(1e30) == pytest.approx(math.log(1e30 / (2 * math.pi)), abs=1e-12)


@pytest.mark.parametrize("sigma_deg", [1e-2, 1e-6])
def test_narrow_kernels_keep_their_digits(sigma_deg):
    # One σ from the centre a Gaussian has fallen by e^{−1/2}.
    density = density_at([0.0], [0.0], sigma_deg)
    at = log_density(density, latlon_to_vector([0.0, sigma_deg], [0.0, 0.0]))
    assert at[0] - at[1] == pytest.approx(0.5, abs=1e-6)


def test_bandwidth_is_the_concentration():
    assert concentration(math.degrees(1.0)) == pytest.approx(1.0)


def test_far_from_a_weightless_kernel_nothing_is_lost():
    density = density_at([0.0, 10.0], [0.0, 0.0], 1.0, [1.0, 0.0])
    alone = density_at([0.0], [0.0], 1.0)
    points = latlon_to_vector([0.0, 10.0, -90.0], [0.0, 0.0, 0.0])
    np.testing.assert_allclose(log_density(density, points), log_density(alone, points), rtol=1e-14)
