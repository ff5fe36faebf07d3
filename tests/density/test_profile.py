import numpy as np
import pytest

from geo_core.density.kernel import concentration
from geo_core.density.mass import cap_probability, mass_within
from geo_core.density.profile import profile, tabulated_mass_within
from geo_core.settings import RADII_KM
from geo_core.sphere.distance import EARTH_RADIUS_KM
from tests.density.mixtures import SIGMAS_DEG, scattered


@pytest.mark.parametrize("sigma_deg", SIGMAS_DEG)
@pytest.mark.parametrize("radius_km", RADII_KM)
def test_equals_the_integral(sigma_deg, radius_km):
    delta = np.linspace(0, np.pi, 2000)
    exact = cap_probability(delta, radius_km / EARTH_RADIUS_KM, concentration(sigma_deg))
    tabulated = profile(sigma_deg, float(radius_km))(2 * np.sin(delta / 2))
    np.testing.assert_allclose(tabulated, exact, atol=2e-5 * exact.max())


def test_falls_with_the_distance():
    found = profile(4.0, 750.0)(np.linspace(0, 2, 1000))
    assert np.all(np.diff(found) <= 1e-12)


def test_is_made_once_and_read_only():
    table = profile(4.0, 200.0)
    assert profile(4.0, 200.0) is table
    assert not table.value.flags.writeable


@pytest.mark.parametrize("sigma_deg", SIGMAS_DEG)
@pytest.mark.parametrize("place", [(10.0, 20.0), (-90.0, 0.0), (0.0, 180.0)])
def test_masses_off_the_tables_are_those_of_the_integral(sigma_deg, place):
    for seed in range(3):
        density = scattered(seed, sigma_deg)
        for lat, lon in (place, (density.lat[0], density.lon[0])):
            found = tabulated_mass_within(density, lat, lon, RADII_KM)
            np.testing.assert_allclose(found, mass_within(density, lat, lon, RADII_KM), atol=2e-5)
