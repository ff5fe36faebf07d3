import numpy as np
import pytest

from geo_core.density.covering import FIRST_HALF_DEG, _first_cells, _quarters, _reach, refine
from geo_core.sphere.coordinates import latlon_to_vector
from geo_core.sphere.distance import great_circle_km
from tests.density.mixtures import density_at, objective_of, scattered


def test_cells_cover_the_earth():
    lat, _ = _first_cells()
    half = FIRST_HALF_DEG
    share = (np.sin(np.radians(lat + half)) - np.sin(np.radians(lat - half))) / 2 * (2 * half / 360)
    assert share.sum() == pytest.approx(1, abs=1e-12)


def test_bounds_hold_inside_every_cell():
    objective, rng = objective_of(scattered(8, 4.0, 30), 750), np.random.default_rng(0)
    lat, lon, half = *_first_cells(), FIRST_HALF_DEG
    for _ in range(3):
        points = latlon_to_vector(
            lat[:, None] + rng.uniform(-half, half, (lat.size, 10)),
            lon[:, None] + rng.uniform(-half, half, (lat.size, 10)),
        )
        cells, reach = latlon_to_vector(lat, lon), _reach(lat, half)
        assert np.all(np.linalg.norm(points - cells[:, None], axis=2) <= reach[:, None])
        within = objective.mass(points.reshape(-1, 3)).reshape(lat.size, 10)
        assert np.all(within <= objective.bound(cells, reach)[:, None] + 1e-9)
        lat, lon, half = *_quarters(lat, lon, half), half / 2


def test_fine_search_reaches_the_top_and_never_falls():
    objective = objective_of(density_at([10.0], [20.0], 4.0), 750)
    start = latlon_to_vector(12.0, 23.0)
    point, mass = refine(objective, start, float(objective.mass(start[None])[0]), 1.0)
    assert mass == pytest.approx(objective.mass(latlon_to_vector([10.0], [20.0]))[0], rel=1e-5)
    assert (
        great_circle_km(np.degrees(np.arcsin(point[2])), np.degrees(np.arctan2(point[1], point[0])), 10, 20)
        < 5
    )
