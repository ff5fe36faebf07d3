import math

import numpy as np
import pytest

from geo_core.density.kernel import concentration, log_density
from geo_core.density.mass import cap_probability, mass_within
from geo_core.settings import RADII_KM
from geo_core.sphere.coordinates import latlon_to_vector, vector_to_latlon
from geo_core.sphere.distance import EARTH_RADIUS_KM, great_circle_km
from tests.density.mixtures import SIGMAS_DEG, density_at, scattered

RADII_RAD = np.array([*RADII_KM, 8000, math.pi * EARTH_RADIUS_KM]) / EARTH_RADIUS_KM


@pytest.mark.parametrize(
    ("sigma_deg", "percent", "digit"),
    [
        (1.0, [0.004, 2.5, 80, 100, 100], [5e-4, 0.05, 0.5, 0.5, 0.5]),
        (4.0, [0, 0.16, 9.6, 76, 100], [5e-3, 5e-3, 0.05, 0.5, 0.5]),
        (16.0, [0, 0.01, 0.63, 8.5, 62], [5e-3, 5e-3, 5e-3, 0.05, 0.5]),
    ],
)
def test_golden_masses_of_one_kernel(sigma_deg, percent, digit):
    found = 100 * mass_within(density_at([12.0], [34.0], sigma_deg), 12.0, 34.0, RADII_KM)
    assert np.all(np.abs(found - percent) <= digit)


@pytest.mark.parametrize("sigma_deg", SIGMAS_DEG)
def test_centred_cap_has_a_closed_form(sigma_deg):
    kappa = concentration(sigma_deg)
    closed = np.expm1(-2 * kappa * np.sin(RADII_RAD / 2) ** 2) / np.expm1(-2 * kappa)
    np.testing.assert_allclose(cap_probability(0.0, RADII_RAD, kappa), closed, atol=1e-8)


@pytest.mark.parametrize("sigma_deg", SIGMAS_DEG)
def test_equals_a_plain_sum_over_the_cap(sigma_deg):
    # Independent of the Bessel form: rings about the kernel, and the arc of each inside the cap.
    kappa = concentration(sigma_deg)
    sigma = math.radians(sigma_deg)
    node, weight = np.polynomial.legendre.leggauss(60)
    for distance in (0.3 * sigma, sigma, min(3 * sigma, 2.0), 0.5):
        for radius in RADII_RAD[1:-1]:
            low, high = abs(distance - radius), min(distance + radius, 2 * math.pi - distance - radius)
            span = 0.5 * (1 - np.cos(math.pi * (1 + node) / 2))  # crowds at both ends, where arcs begin
            ring = low + (high - low) * span
            d_ring = (high - low) * math.pi / 4 * np.sin(math.pi * (1 + node) / 2) * weight
            cos = (math.cos(radius) - np.cos(ring) * math.cos(distance)) / (np.sin(ring) * math.sin(distance))
            arc = 2 * np.arccos(np.clip(cos, -1, 1))
            norm = kappa / (2 * math.pi) / -math.expm1(-2 * kappa)
            partly = norm * np.sum(d_ring * arc * np.sin(ring) * np.exp(-2 * kappa * np.sin(ring / 2) ** 2))
            edge = low if radius > distance else 0.0
            whole = math.expm1(-2 * kappa * math.sin(edge / 2) ** 2) / math.expm1(-2 * kappa)
            found = float(cap_probability(distance, radius, kappa))
            # Sixty nodes cannot follow a kernel much narrower than the cap: its arc spans the rest.
            if high - low < 20 * sigma:
                assert found == pytest.approx(partly + whole, abs=1e-6)


@pytest.mark.parametrize("sigma_deg", SIGMAS_DEG)
def test_forty_nodes_are_enough(sigma_deg):
    kappa, sigma = concentration(sigma_deg), math.radians(sigma_deg)
    near = np.concatenate(
        [np.linspace(0, 10 * sigma, 20), *(r + np.linspace(-9, 9, 10) * sigma for r in RADII_RAD)]
    )
    distance = np.clip(near, 0, math.pi)
    # Split at every radius, each piece is integrated with the same rule: the sum must not change.
    pieces = np.linspace(0, math.pi, 90)
    fine = np.cumsum(np.diff(cap_probability(distance[:, None], pieces, kappa), axis=1), axis=1)
    whole = cap_probability(distance[:, None], pieces[1:], kappa)
    assert np.abs(fine - whole + cap_probability(distance[:, None], pieces[:1], kappa)).max() < 1e-7
    assert np.all(np.diff(whole, axis=1) > -1e-7)
    np.testing.assert_allclose(whole[:, -1], 1, atol=1e-7)


@pytest.mark.parametrize("sigma_deg", SIGMAS_DEG)
def test_mixture_agrees_with_drawn_points(sigma_deg):
    density, rng = scattered(3, sigma_deg, 12), np.random.default_rng(0)
    kappa, many = concentration(sigma_deg), 200_000
    kernel = rng.choice(12, many, p=np.exp(density.log_weight))
    versine = -np.log1p(rng.uniform(size=many) * math.expm1(-2 * kappa)) / kappa
    angle = rng.uniform(0, 2 * math.pi, many)
    centre = latlon_to_vector(density.lat, density.lon)[kernel]
    east = np.cross([0.0, 0.0, 1.0], centre)
    east /= np.linalg.norm(east, axis=1)[:, None]
    around = np.cos(angle)[:, None] * east + np.sin(angle)[:, None] * np.cross(centre, east)
    points = (1 - versine)[:, None] * centre + np.sqrt(versine * (2 - versine))[:, None] * around
    lat, lon = vector_to_latlon(points)
    at = float(density.lat[0]) + 0.5 * sigma_deg / 2, float(density.lon[0])
    drawn = [np.mean(great_circle_km(*at, lat, lon) <= radius) for radius in RADII_KM]
    # Four standard errors of the share of 200,000 points.
    np.testing.assert_allclose(mass_within(density, *at, RADII_KM), drawn, atol=4 * 0.5 / math.sqrt(many))


def test_small_caps_hold_density_times_area():
    density = scattered(5, 16.0)
    height = float(np.exp(log_density(density, latlon_to_vector(10.0, 20.0))[0]))
    area = 2 * math.pi * (1 - math.cos(5.0 / EARTH_RADIUS_KM))
    assert mass_within(density, 10.0, 20.0, [5.0])[0] == pytest.approx(height * area, rel=1e-5)


def test_all_lies_within_half_the_circumference_and_nothing_within_zero():
    density = scattered(6, 4.0)
    np.testing.assert_allclose(mass_within(density, 90.0, 0.0, [0.0, 20_016.0]), [0, 1], atol=1e-8)
