import numpy as np
import pytest

from geo_core.density.mixture import density_of
from geo_core.errors import GeoCoreError
from geo_core.settings import DensitySettings
from tests.density.mixtures import neighbours_at


def test_the_first_k_vote():
    neighbours = neighbours_at([1, 2, 3], [4, 5, 6])
    density = density_of(neighbours, DensitySettings(k=2, sigma_deg=3, kernel="plane"))
    np.testing.assert_array_equal(density.lat, [1, 2])
    assert np.exp(density.log_weight).sum() == pytest.approx(1, abs=1e-12)
    assert (density.sigma_deg, density.kernel) == (3, "plane")


def test_k_above_what_is_there_takes_all():
    assert density_of(neighbours_at([1, 2], [3, 4]), DensitySettings(k=100)).lat.size == 2


def test_no_neighbour_is_refused():
    with pytest.raises(GeoCoreError):
        density_of(neighbours_at([], []), DensitySettings())
