import numpy as np
import pytest

from geo_core.density.grid import density_map, square_root_frame
from geo_core.density.region import credible_regions
from geo_core.errors import SettingsError
from geo_core.records import Density
from geo_core.sphere.distance import EARTH_AREA_KM2, KM_PER_DEG
from geo_core.view.contours import contains, signed_area
from geo_core.view.credible import credible_polygons, peak_per_km2


def heat(lats, lons, weights, sigma_deg=4.0, step_deg=1.0):
    density = Density(np.array(lats, float), np.array(lons, float), np.log(weights), sigma_deg)
    return density, square_root_frame(density_map(density, step_deg))


def area_km2(polygon):
    """By the trapezoids of longitude and the sine of latitude, whose plane keeps areas."""
    rings = [[(np.radians(x), np.sin(np.radians(y))) for x, y in ring] for ring in polygon]
    return sum(map(signed_area, rings)) / (4 * np.pi) * EARTH_AREA_KM2


@pytest.mark.parametrize(
    ("lats", "lons"), [([20], [30]), ([-17, -20], [179, -178]), ([88], [10]), ([0, 60, -50], [0, 120, -90])]
)
@pytest.mark.parametrize("mass", [0.5, 0.9])
def test_polygons_have_the_area_that_the_density_itself_gives(lats, lons, mass):
    weights = np.arange(1, len(lats) + 1) / np.arange(1, len(lats) + 1).sum()
    density, frame = heat(lats, lons, weights)
    (region,) = credible_regions(density, (mass,))
    total = sum(map(area_km2, credible_polygons(frame, mass)))
    assert total == pytest.approx(region.area_km2, rel=0.04)


def test_a_hole_belongs_to_the_polygon_around_it():
    lons = np.arange(0, 360, 10.0)
    lats = 30 + 20 * np.sin(np.radians(lons))
    ring = heat(lats, 20 + 20 * np.cos(np.radians(lons)), np.full(36, 1 / 36), sigma_deg=2.0)[1]
    first, *rest = credible_polygons(ring, 0.9)
    assert rest == []
    outer, hole = first
    assert signed_area(outer) > 0 > signed_area(hole)
    assert contains(hole, (20.0, 30.0))


def test_nothing_has_no_region():
    assert credible_polygons(np.zeros((180, 360), np.uint8), 0.9) == []
    assert peak_per_km2(np.zeros((180, 360), np.uint8)) == 0


def test_one_cell_is_enough():
    lone = np.zeros((180, 360), np.uint8)
    lone[60, 100] = 255
    ((ring,),) = credible_polygons(lone, 0.9)
    assert contains(ring, (-79.5, 29.5))


def test_the_peak_of_one_kernel():
    _, frame = heat([20], [30], [1.0])
    assert peak_per_km2(frame) == pytest.approx(1 / (2 * np.pi * (4 * KM_PER_DEG) ** 2), rel=0.02)


@pytest.mark.parametrize("mass", [0, 1, -0.1, float("nan")])
def test_a_mass_outside_is_refused(mass):
    with pytest.raises(SettingsError, match="mass is"):
        credible_polygons(np.ones((180, 360), np.uint8), mass)
