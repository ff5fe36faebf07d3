import pytest

from geo_core.density.answer import answer
from geo_core.density.authors import authors_mode
from geo_core.density.mixture import density_of
from geo_core.density.mode_seeking import global_mode
from geo_core.density.plane import plane_mode
from geo_core.settings import KERNELS, DensitySettings
from tests.density.mixtures import neighbours_at

NEIGHBOURS = neighbours_at([50, 51, 50.5, -20], [8, 8.5, 9.5, 100], [1, 1.05, 1.1, 1.12])


def answered(**kwargs):
    settings = DensitySettings(**kwargs)
    return answer(density_of(NEIGHBOURS, settings), NEIGHBOURS, settings)


def test_each_kernel_has_its_own_way():
    density = density_of(NEIGHBOURS, DensitySettings())
    assert answered(kernel="sphere") == pytest.approx(global_mode(density)[:2], abs=1e-9)
    assert answered(kernel="plane") == pytest.approx(plane_mode(density)[:2], abs=1e-9)
    assert answered(kernel="authors") == pytest.approx(authors_mode(density), abs=1e-9)


@pytest.mark.parametrize("kernel", KERNELS)
def test_snapping_answers_with_a_neighbour(kernel):
    assert answered(kernel=kernel, snap_km=100) == (50, 8)


@pytest.mark.parametrize("kernel", KERNELS)
def test_one_vote_is_the_nearest_neighbour(kernel):
    # A cell of 0.1° is all that the authors' grid resolves.
    assert answered(kernel=kernel, k=1) == pytest.approx((50, 8), abs=0.11)


def test_longitude_is_wrapped():
    neighbours, settings = neighbours_at([0], [190]), DensitySettings(kernel="plane")
    assert answer(density_of(neighbours, settings), neighbours, settings) == pytest.approx((0, -170))
