import numpy as np
import pytest

from geo_core.density.kernel import plane_log_density
from geo_core.density.mode_seeking import global_mode
from geo_core.density.plane import plane_mode
from geo_core.sphere.distance import great_circle_km
from tests.density.mixtures import density_at, scattered


@pytest.mark.parametrize("sigma_deg", [1.0, 4.0, 16.0])
def test_agrees_with_a_dense_search(sigma_deg):
    for seed in range(3):
        density = scattered(seed, sigma_deg)
        peak = plane_mode(density)
        ticks = np.linspace(-1.5, 1.5, 21) * sigma_deg
        lat = (density.lat[:, None, None] + ticks[:, None] + 0 * ticks).ravel()
        lon = (density.lon[:, None, None] + ticks).repeat(21, axis=1).ravel()
        height = plane_log_density(density, lat, lon)
        assert peak.log_density >= height.max() - 1e-9
        best = np.argmax(height)
        # A neighbouring point of the dense grid, or one hill as high as the other.
        near = np.hypot(peak.lat - lat[best], peak.lon - lon[best]) < 0.3 * sigma_deg
        assert near or peak.log_density - height[best] < 0.05


def test_agrees_with_the_sphere_at_the_equator():
    rng = np.random.default_rng(0)
    density = density_at(rng.normal(0, 1, 50), rng.normal(30, 1, 50), 1.0)
    flat, round_ = plane_mode(density), global_mode(density)
    assert great_circle_km(flat.lat, flat.lon, round_.lat, round_.lon) < 1


def test_is_wrong_at_the_antimeridian_where_the_sphere_is_right():
    rng = np.random.default_rng(0)
    lon = np.mod(rng.normal(180, 20, 100) + 180, 360) - 180
    lat = rng.normal(0, 2, 100)
    density = density_at(lat, lon, 16.0)
    flat, round_ = plane_mode(density), global_mode(density)
    assert great_circle_km(round_.lat, round_.lon, 0, 180) < 600
    assert great_circle_km(flat.lat, flat.lon, 0, 180) > 1000


def test_is_wrong_at_the_south_pole_where_the_sphere_is_right():
    lon = np.arange(-180.0, 180.0, 10)
    density = density_at(np.full(lon.size, -80.0), lon, 16.0)
    flat, round_ = plane_mode(density), global_mode(density)
    assert great_circle_km(round_.lat, round_.lon, -90, 0) < 0.1
    assert great_circle_km(flat.lat, flat.lon, -90, 0) > 1000


def test_one_neighbour_gives_its_own_place():
    peak = plane_mode(density_at([12.0], [34.0], 4.0))
    assert (peak.lat, peak.lon) == pytest.approx((12.0, 34.0), abs=1e-9)
