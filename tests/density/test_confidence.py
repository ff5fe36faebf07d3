"""From the mass within a radius to a probability: rising, between 0 and 1, and free of the kernel's width."""

import math

import numpy as np
import pytest

from geo_core.density.confidence import LEAST, ConfidenceMap, kernel_mass, log_odds
from geo_core.density.decision import best_within
from geo_core.density.mass import mass_within
from geo_core.errors import GeoCoreError
from geo_core.records import Density
from geo_core.settings import RADII_KM, SIGMA_MAX_DEG, SIGMA_MIN_DEG


@pytest.mark.parametrize("sigma", [SIGMA_MIN_DEG, 4.0, SIGMA_MAX_DEG])
@pytest.mark.parametrize("radius", [*RADII_KM, 20_015, 30_000])
@pytest.mark.parametrize("place", [(90.0, 0.0), (-90.0, 12.0), (0.0, 180.0), (27.2, 78.0)])
def test_one_kernel_holds_at_its_centre_what_the_density_says(
    sigma: float, radius: float, place: tuple[float, float]
) -> None:
    alone = Density(np.array(place[:1]), np.array(place[1:]), np.zeros(1), sigma)
    assert kernel_mass(sigma, radius) == pytest.approx(
        float(mass_within(alone, *place, [radius])[0]), rel=1e-9
    )


@pytest.mark.parametrize("seed", range(5))
def test_no_point_of_a_mixture_holds_more_than_one_kernel_could(seed: int) -> None:
    draw = np.random.default_rng(seed)
    lat, lon = draw.normal(40, 2, 30), draw.normal(5, 3, 30)
    density = Density(lat, lon, np.log(draw.dirichlet(np.ones(30))), 2.0)
    for radius in RADII_KM:
        assert best_within(density, radius).mass <= kernel_mass(2.0, radius) * (1 + 1e-9)


def test_plain_logistic_where_a_kernel_holds_everything() -> None:
    """With the whole mass within reach the map is Platt's own: sigmoid(a + b · logit(mass))."""
    for mass in (0.01, 0.3, 0.5, 0.98):
        z = -0.7 + 1.3 * math.log(mass / (1 - mass))
        assert float(ConfidenceMap(-0.7, 1.3)(mass, 1.0)) == pytest.approx(1 / (1 + math.exp(-z)))


def test_the_kernels_width_cancels() -> None:
    """A third of what a kernel can hold says the same whatever the kernel is."""
    one = ConfidenceMap(-2.0, 0.8)
    found = [
        one.of(kernel_mass(sigma, radius) / 3, sigma_deg=sigma, radius_km=radius)
        for sigma, radius in ((0.25, 1), (0.25, 25), (4.0, 200), (8.0, 2500))
    ]
    np.testing.assert_allclose(found, found[0], rtol=1e-9)


@pytest.mark.parametrize("intercept", [-40.0, 0.0, 40.0])
@pytest.mark.parametrize("slope", [0.0, 0.3, 5.0])
def test_it_never_falls(intercept: float, slope: float) -> None:
    masses = np.linspace(0, 0.4, 500)
    found = ConfidenceMap(intercept, slope)(masses, 0.4)
    assert np.all(np.diff(found) >= 0)
    assert np.all((found >= 0) & (found <= 1))
    if slope == 0:
        assert np.ptp(found) == 0


def test_nothing_and_everything_are_finite_and_never_certain() -> None:
    one, most = ConfidenceMap(-1.0, 1.0), kernel_mass(0.25, 1)
    none, whole, above = one(np.array([0.0, most, 1.0]), most)
    assert 0 < none < 1e-5
    assert 1 - 1e-5 < whole < 1
    assert above == whole  # rounding may put a mass a hair above
    np.testing.assert_allclose(log_odds([0.0, most], most), [math.log(LEAST), -math.log(LEAST)], rtol=1e-5)


@pytest.mark.parametrize("numbers", [(0.0, -1e-9), (math.nan, 1.0), (0.0, math.inf), (-math.inf, 1.0)])
def test_what_falls_or_is_not_finite_is_refused(numbers: tuple[float, float]) -> None:
    with pytest.raises(GeoCoreError, match="allowed are finite numbers"):
        ConfidenceMap(*numbers)
