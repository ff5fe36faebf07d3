import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_core.density.grid import density_map
from geo_core.density.kernel import concentration, log_density
from geo_core.density.region import credible_region, credible_regions, inside
from geo_core.errors import SettingsError
from geo_core.sphere.coordinates import latlon_to_vector
from geo_core.sphere.distance import EARTH_AREA_KM2, EARTH_RADIUS_KM
from geo_core.sphere.tangent import tangent_frames
from tests.density.mixtures import SIGMAS_DEG, density_at, scattered


@pytest.mark.parametrize("sigma_deg", SIGMAS_DEG)
@pytest.mark.parametrize("place", [(0, 0), (90, 0), (-33, 151), (0, 180)])
@pytest.mark.parametrize("copies", [1, 100])
def test_one_kernel_is_a_cap_of_known_area(sigma_deg, place, copies):
    density = density_at([place[0]] * copies, [place[1]] * copies, sigma_deg)
    kappa = concentration(sigma_deg)
    for mass in (0.5, 0.9):
        versine = -math.log1p(mass * math.expm1(-2 * kappa)) / kappa
        region = credible_region(density, mass)
        area = 2 * math.pi * EARTH_RADIUS_KM**2 * versine
        assert region.area_km2 == pytest.approx(area, rel=0.02)
        # The border of the cap: a tenth inside belongs to it, a tenth outside does not.
        border = 2 * math.asin(math.sqrt(versine / 2))
        assert log_at(density, place, 0.95 * border) > region.log_threshold
        assert log_at(density, place, min(1.05 * border, math.pi)) < region.log_threshold


def log_at(density, place, angle):
    """Log density at an angle from a place."""
    centre = latlon_to_vector(*place)
    way = tangent_frames(centre[None])[0, 0]
    return float(log_density(density, math.cos(angle) * centre + math.sin(angle) * way)[0])


@pytest.mark.parametrize("sigma_deg", [4.0, 16.0, 32.0])
def test_agrees_with_a_grid(sigma_deg):
    for seed in range(3):
        density = scattered(seed, sigma_deg)
        values = density_map(density).values.astype(np.float64)
        edge = np.radians(np.arange(90, -91, -1))
        cell = np.repeat((np.sin(edge[:-1]) - np.sin(edge[1:])) * np.radians(1), values.shape[1])
        order = np.argsort(-values.ravel())
        held, area = np.cumsum(values.ravel()[order] * cell[order]), np.cumsum(cell[order])
        for region in credible_regions(density):
            expected = np.interp(region.mass, held, area) * EARTH_RADIUS_KM**2
            assert region.area_km2 == pytest.approx(expected, rel=0.03)


@given(seed=st.integers(0, 2**32 - 1), sigma_deg=st.sampled_from(SIGMAS_DEG), k=st.integers(1, 40))
@settings(derandomize=True, deadline=None, max_examples=40)
def test_areas_grow_with_the_mass_and_stay_on_earth(seed, sigma_deg, k):
    regions = credible_regions(scattered(seed, sigma_deg, k), (0.1, 0.5, 0.9, 0.99, 0.999999))
    areas = [region.area_km2 for region in regions]
    thresholds = [region.log_threshold for region in regions]
    assert areas == sorted(areas)
    assert thresholds == sorted(thresholds, reverse=True)
    assert areas[0] > 0
    assert areas[-1] <= EARTH_AREA_KM2


def test_the_whole_earth_is_the_most():
    lat = np.degrees(np.arcsin(np.linspace(-0.99, 0.99, 100)))
    density = density_at(lat, np.arange(100) * 137.5, 32.0)
    region = credible_region(density, 0.999)
    assert 0.98 * EARTH_AREA_KM2 < region.area_km2 <= EARTH_AREA_KM2


def test_inside():
    density = density_at([0.0, 0.0], [0.0, 90.0], 4.0, [0.8, 0.2])
    half, most = credible_regions(density, (0.5, 0.9))
    assert inside(density, half, 0.0, 0.0)
    assert not inside(density, half, 0.0, 90.0)
    assert inside(density, most, 0.0, 90.0)
    assert not inside(density, most, 0.0, 45.0)


def test_weightless_neighbours_have_no_part():
    alone = credible_region(density_at([0.0], [0.0], 0.25), 0.9)
    among = credible_region(density_at([0, 90, 45], [0, 0, 170], 0.25, [1, 0, 0]), 0.9)
    assert among.area_km2 == pytest.approx(alone.area_km2, rel=0.02)
    faint = credible_region(density_at([0, 90, 45], [0, 0, 170], 0.25, [1, 1e-300, 1e-300]), 0.9)
    assert faint.area_km2 == pytest.approx(alone.area_km2, rel=0.02)


def test_the_same_density_has_the_same_regions():
    assert credible_regions(scattered(1, 4.0)) == credible_regions(scattered(1, 4.0))


@pytest.mark.parametrize("mass", [0, 1, -0.5, float("nan")])
def test_refuses_a_mass_that_is_no_share(mass):
    with pytest.raises(SettingsError, match="mass"):
        credible_region(density_at([0], [0], 4.0), mass)
