import math

import numpy as np
import pytest

from geo_core.density.authors import authors_mode
from geo_core.density.plane import plane_mode
from geo_core.sphere.distance import great_circle_km
from tests.density.mixtures import density_at


def slow_authors_mode(density, cell_deg, south, west, rows, columns):
    """One stage by plain loops: histogram, blur cut at 2 σ with the borders repeated, highest cell."""
    sigma = density.sigma_deg / cell_deg
    radius = math.ceil(2 * sigma)
    counts = np.zeros((rows, columns))
    for lat, lon, log_weight in zip(density.lat, density.lon, density.log_weight, strict=True):
        row, column = int((lat - south) / cell_deg), int((lon - west) / cell_deg)
        if lat >= south and lon >= west and row < rows and column < columns:
            counts[row, column] += math.exp(log_weight)
    taps = np.exp(-np.square(np.arange(-radius, radius + 1)) / (2 * sigma**2))
    taps /= taps.sum()
    for _ in range(2):
        padded = np.pad(counts, ((radius, radius), (0, 0)), mode="edge")
        counts = np.array([taps @ padded[i : i + 2 * radius + 1] for i in range(len(counts))]).T
    row, column = np.unravel_index(np.argmax(counts), counts.shape)
    return south + (row + 0.5) * cell_deg, west + (column + 0.5) * cell_deg


@pytest.mark.parametrize("sigma_deg", [1.0, 4.3])
def test_equals_plain_loops(sigma_deg):
    rng = np.random.default_rng(5)
    lat, lon = rng.uniform(-60, 60, 40), rng.uniform(-150, 150, 40)
    density = density_at(lat, lon, sigma_deg, rng.uniform(0.5, 1, 40))
    a, b = slow_authors_mode(density, 1.0, -90.0, -180.0, 180, 360)
    expected = slow_authors_mode(density, 0.1, a - 20, b - 20, 400, 400)
    assert authors_mode(density) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("sigma_deg", [0.25, 1.0, 4.0, 16.0, 32.0])
def test_one_neighbour_is_found_to_the_cell(sigma_deg):
    lat, lon = authors_mode(density_at([48.8566], [2.3522], sigma_deg))
    assert great_circle_km(lat, lon, 48.8566, 2.3522) < 0.15 * 111.2


def test_lies_near_the_mode_in_the_plane():
    rng = np.random.default_rng(1)
    density = density_at(rng.normal(40, 2, 60), rng.normal(-100, 2, 60), 4.0)
    peak = plane_mode(density)
    # The blur is cut at 2 σ, so the two need not agree to a cell.
    assert math.dist(authors_mode(density), (peak.lat, peak.lon)) < 2.0


@pytest.mark.parametrize(("lat", "lon"), [(90, 180), (-90, -180), (90, 0), (0, 190), (0, 540 - 360)])
def test_borders_stay_on_the_map(lat, lon):
    found = authors_mode(density_at([lat], [lon], 4.0))
    assert abs(found[0]) <= 90
    assert abs(found[1]) <= 180
    assert great_circle_km(*found, lat, lon) < 0.15 * 111.2


def test_does_not_wrap():
    lat, lon = authors_mode(density_at([0, 0, 0], [179.5, -179.5, -179.4], 4.0, [1.2, 1, 1]))
    assert lon < -178
    assert abs(lat) < 0.2
