import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_core.density.ascent import climb
from geo_core.density.kernel import log_density
from geo_core.density.mode_seeking import SphereSurface, global_mode, modes
from geo_core.records import Density
from geo_core.sphere.coordinates import latlon_to_vector, vector_to_latlon
from geo_core.sphere.distance import great_circle_km
from tests.density.mixtures import SIGMAS_DEG, dense_mode, density_at, patch, rotated, rotation, scattered

NEAR_KM = 0.1
sigmas = st.sampled_from(SIGMAS_DEG)
seeds = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize("sigma_deg", SIGMAS_DEG)
@pytest.mark.parametrize("k", [5, 100])
def test_agrees_with_a_dense_search(sigma_deg, k):
    for seed in range(8):
        density = scattered(seed, sigma_deg, k)
        peak = global_mode(density)
        lat, lon, height = dense_mode(density)
        assert peak.log_density >= height - 1e-9
        assert great_circle_km(peak.lat, peak.lon, lat, lon) < NEAR_KM


@given(seed=seeds, sigma_deg=sigmas)
@settings(derandomize=True, deadline=None, max_examples=60)
def test_turning_the_neighbours_turns_the_mode(seed, sigma_deg):
    density, turn = scattered(seed, sigma_deg, 30), rotation(seed)
    before, after = global_mode(density), global_mode(rotated(density, turn))
    lat, lon = vector_to_latlon(turn @ latlon_to_vector(before.lat, before.lon))
    assert after.log_density == pytest.approx(before.log_density, abs=1e-8)
    assert great_circle_km(lat, lon, after.lat, after.lon) < NEAR_KM


@given(seed=seeds, sigma_deg=sigmas, turns=st.integers(-2, 2))
@settings(derandomize=True, deadline=None, max_examples=40)
def test_whole_turns_of_longitude_change_nothing(seed, sigma_deg, turns):
    density = scattered(seed, sigma_deg, 20)
    moved = Density(density.lat, density.lon + 360.0 * turns, density.log_weight, sigma_deg)
    before, after = global_mode(density), global_mode(moved)
    assert great_circle_km(before.lat, before.lon, after.lat, after.lon) < NEAR_KM


@given(lat=st.floats(-90, 90), lon=st.floats(-180, 180), sigma_deg=sigmas)
@settings(derandomize=True, deadline=None, max_examples=60)
def test_one_neighbour_gives_its_own_place(lat, lon, sigma_deg):
    density = density_at([lat], [lon], sigma_deg)
    (only,) = modes(density)
    for found in (global_mode(density), only):
        assert great_circle_km(found.lat, found.lon, lat, lon) < 1e-6
    assert only.mass == pytest.approx(1)


def test_a_narrow_kernel_or_a_large_weight_gives_the_nearest_neighbour():
    lat, lon = [10.0, 10.5, 11.0, 10.8], [20.0, 20.5, 20.2, 20.9]
    for density in (
        density_at(lat, lon, 0.01, [1.2, 1.1, 1.0, 0.9]),
        density_at(lat, lon, 4.0, [1.0, 1e-9, 1e-9, 1e-9]),
    ):
        peak = global_mode(density)
        assert great_circle_km(peak.lat, peak.lon, 10.0, 20.0) < NEAR_KM


@pytest.mark.parametrize(
    ("lat", "lon", "at"),
    [
        ([0, 0], [179, -179], (0, 180)),
        ([88, 88, 88, 88], [0, 90, 180, -90], (90, 0)),
        ([-89, -89, -89], [0, 120, -120], (-90, 0)),
    ],
)
def test_hard_places(lat, lon, at):
    peak = global_mode(density_at(lat, lon, 4.0))
    assert great_circle_km(peak.lat, peak.lon, *at) < NEAR_KM


@pytest.mark.parametrize("sigma_deg", SIGMAS_DEG)
def test_antipodes_are_two_modes_of_half_the_mass(sigma_deg):
    found = modes(density_at([30.0, -30.0], [50.0, -130.0], sigma_deg))
    assert [mode.mass for mode in found] == pytest.approx([0.5, 0.5])
    for mode in found:
        away = great_circle_km(mode.lat, mode.lon, [30.0, -30.0], [50.0, -130.0])
        assert away.min() < NEAR_KM


@pytest.mark.parametrize("sigma_deg", SIGMAS_DEG)
@pytest.mark.parametrize("away", [(-30.0, -130.0), (-29.0, -130.0), (31.0, 50.0), (80.0, 0.0)])
def test_a_weightless_neighbour_climbs_to_the_only_mode(sigma_deg, away):
    (only,) = modes(density_at([30.0, away[0]], [50.0, away[1]], sigma_deg, [1.0, 0.0]))
    assert great_circle_km(only.lat, only.lon, 30.0, 50.0) < NEAR_KM
    assert only.mass == pytest.approx(1)


@pytest.mark.parametrize("sigma_deg", SIGMAS_DEG)
def test_a_start_on_a_saddle_leaves_it(sigma_deg):
    # A weightless neighbour exactly between two hills 3 σ apart: the slope vanishes there.
    apart = min(1.5 * sigma_deg, 45.0)
    found = modes(density_at([0, 0, 0], [-apart, apart, 0], sigma_deg, [1, 1, 0]))
    assert len(found) == 2
    assert sum(mode.mass for mode in found) == pytest.approx(1)
    assert all(abs(mode.lon) > 0.5 * sigma_deg for mode in found)


def test_duplicates_are_one_mode():
    (only,) = modes(density_at([5.0] * 7, [6.0] * 7, 1.0))
    assert great_circle_km(only.lat, only.lon, 5.0, 6.0) < 1e-6


def test_two_kernels_at_the_limit_of_merging_are_one_flat_mode():
    # Near 2 σ two equal hills just become one (on the sphere a little closer): a top flat to third order.
    (only,) = modes(density_at([0, 0], [-3.99, 3.99], 4.0))
    assert great_circle_km(only.lat, only.lon, 0, 0) < 0.02 * 4.0 * 111.2
    assert only.mass == pytest.approx(1)


@given(seed=seeds, sigma_deg=sigmas, k=st.integers(1, 60))
@settings(derandomize=True, deadline=None, max_examples=60)
def test_modes_are_maxima_and_share_the_mass(seed, sigma_deg, k):
    density = scattered(seed, sigma_deg, k)
    found = modes(density)
    assert sum(mode.mass for mode in found) == pytest.approx(1, abs=1e-9)
    heights = [mode.log_density for mode in found]
    assert heights == sorted(heights, reverse=True)
    peak = global_mode(density)
    assert great_circle_km(peak.lat, peak.lon, found[0].lat, found[0].lon) < NEAR_KM
    assert found[0].log_density == pytest.approx(peak.log_density, abs=1e-8)
    points = latlon_to_vector([mode.lat for mode in found], [mode.lon for mode in found])
    around = patch(points, 0.02 * np.radians(sigma_deg), 3)
    higher = log_density(density, around).reshape(len(points), -1).max(axis=1)
    assert np.all(higher <= np.array(heights) + 1e-9)


def test_no_ascent_ends_below_its_start():
    for sigma_deg in SIGMAS_DEG:
        density = scattered(9, sigma_deg)
        surface = SphereSurface(density)
        starts = np.concatenate([surface.centres, -surface.centres])
        ended = climb(surface, starts)
        assert np.all(ended.log_density >= log_density(density, starts) - 1e-8)
        np.testing.assert_allclose(ended.log_density, log_density(density, ended.points), atol=1e-9)


def test_curvature_and_shift_are_derivatives_of_the_log_density():
    density = scattered(4, 16.0, 12)
    surface = SphereSurface(density)
    point = latlon_to_vector(density.lat[:1] + 3.0, density.lon[:1])
    seen, sigma, h = surface.look(point), np.radians(16.0), 1e-4

    def along(a: float, b: float) -> float:
        length = np.hypot(a, b)
        way = (a * seen.frame[0, 0] + b * seen.frame[0, 1]) / max(length, 1e-300)
        return float(log_density(density, np.cos(length) * point + np.sin(length) * way)[0])

    slope = [(along(h, 0) - along(-h, 0)) / (2 * h), (along(0, h) - along(0, -h)) / (2 * h)]
    np.testing.assert_allclose(seen.shift[0], np.array(slope) * sigma**2, atol=1e-8)
    bend = [
        along(h, 0) - 2 * along(0, 0) + along(-h, 0),
        (along(h, h) - along(h, -h) - along(-h, h) + along(-h, -h)) / 4,
        along(0, h) - 2 * along(0, 0) + along(0, -h),
    ]
    np.testing.assert_allclose(seen.curvature[0], np.array(bend) / h**2 * sigma**2, atol=1e-5)
