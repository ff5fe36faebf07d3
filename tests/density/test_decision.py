import numpy as np
import pytest

from geo_core.density.decision import best_within, best_within_all
from geo_core.density.mass import mass_within
from geo_core.density.mode_seeking import global_mode, modes
from geo_core.settings import RADII_KM
from geo_core.sphere.coordinates import latlon_to_vector
from geo_core.sphere.distance import great_circle_km
from tests.density.mixtures import SIGMAS_DEG, density_at, objective_of, patch, scattered

GRID_LAT, GRID_LON = 91.5 - 3.0 * np.arange(1, 61), -181.5 + 3.0 * np.arange(1, 121)
GRID = latlon_to_vector(GRID_LAT[:, None], GRID_LON).reshape(-1, 3)


@pytest.mark.parametrize("sigma_deg", SIGMAS_DEG)
def test_no_point_holds_more(sigma_deg):
    for seed in range(3):
        density = scattered(seed, sigma_deg)
        found = modes(density)
        summits = latlon_to_vector([mode.lat for mode in found], [mode.lon for mode in found])
        centres = latlon_to_vector(density.lat, density.lon)
        near = patch(centres, 1.5 * np.radians(sigma_deg), 7)
        rivals = np.concatenate([centres, summits, near, GRID])
        for radius, best in best_within_all(density, RADII_KM).items():
            assert objective_of(density, radius).mass(rivals).max() <= best.mass * 1.002
            exact = mass_within(density, best.lat, best.lon, [radius])[0]
            assert best.mass == pytest.approx(exact, abs=1e-12)


@pytest.mark.parametrize("radius_km", RADII_KM)
def test_flat_tops_against_a_finer_search(radius_km):
    density = scattered(11, 1.0, 40)
    best = best_within(density, radius_km)
    objective = objective_of(density, radius_km)
    top = GRID[np.argsort(-objective.mass(GRID))[:30]]
    assert objective.mass(patch(top, np.radians(2.5), 31)).max() <= best.mass * 1.002


def test_the_best_point_may_lie_in_the_empty_middle():
    # Four clusters 20° from (10, 30): more than 2,500 km from each other, all within it of the middle.
    density = density_at([30, -10, 10, 10], [30, 30, 50.3, 9.7], 1.0)
    best = best_within(density, 2500)
    assert best.mass > 0.97
    assert great_circle_km(best.lat, best.lon, 10, 30) < 300
    assert best_within(density, 200).mass == pytest.approx(0.2, abs=0.01)


def test_only_a_small_lens_holds_all_three():
    # Discs of 22.48° about the three meet between 8.5° and 10.5° N, off every centre.
    density = density_at([0, 0, 31], [-20, 20, 0], 0.25)
    best = best_within(density, 2500)
    assert np.all(great_circle_km(best.lat, best.lon, density.lat, density.lon) < 2500)
    assert best.mass > 0.99


def test_small_radii_choose_the_mode():
    density = scattered(2, 16.0)
    peak, best = global_mode(density), best_within(density, 1)
    # A tenth of a σ: the mass hardly changes nearer than that.
    assert great_circle_km(peak.lat, peak.lon, best.lat, best.lon) < 178


def test_a_plateau_keeps_the_mode():
    density = density_at([10, 10.5, 10.2], [20, 20.5, 20.1], 0.25)
    peak, best = global_mode(density), best_within(density, 2500)
    assert (best.lat, best.lon) == pytest.approx((peak.lat, peak.lon), abs=1e-9)
    assert best.mass == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("place", [(90, 0), (-90, 0), (0, 180), (51.5, -0.1)])
def test_one_neighbour_is_best_for_every_radius(place):
    density = density_at([place[0]], [place[1]], 4.0)
    for best in best_within_all(density, RADII_KM).values():
        assert great_circle_km(best.lat, best.lon, *place) < 1e-3


def test_around_a_pole_and_the_antimeridian():
    lon = np.arange(0.0, 360.0, 30.0)
    around = best_within(density_at(np.full(12, -80.0), lon, 1.0), 2500)
    assert around.mass > 0.999
    across = best_within(density_at([0, 0], [165, -165], 1.0), 2500)
    assert across.mass > 0.999


def test_all_at_once_equals_one_by_one():
    density = scattered(7, 4.0, 30)
    together = best_within_all(density, (25, 750))
    assert together == {25: best_within(density, 25), 750: best_within(density, 750)}
