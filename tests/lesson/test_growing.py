"""Kernels adding up."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from geo_core.density.grid import density_map, square_root_frame
from geo_core.errors import GeoCoreError
from geo_core.lesson.growing import growing_frame, step_for
from geo_core.records import Density


def mixture(sigma_deg: float, weights: list[float]) -> Density:
    rng = np.random.default_rng(3)
    k = len(weights)
    lat = np.array([-90.0, 89.9, *rng.uniform(-60, 60, k - 2)])
    lon = np.array([0.0, 180.0, *rng.uniform(-180, 180, k - 2)])
    with np.errstate(divide="ignore"):
        return Density(lat, lon, np.log(weights), sigma_deg)


@pytest.mark.parametrize("sigma_deg", [0.25, 4.0, 32.0])
def test_it_grows_everywhere_and_ends_as_the_whole(sigma_deg: float) -> None:
    density = mixture(sigma_deg, [0.4, 0.3, 0.2, 0.1])
    frames = [growing_frame(density, first).astype(int) for first in (1, 2, 3, 4)]
    for before, after in pairwise(frames):
        assert (after - before).min() >= -1  # float32 rounds
        assert (after - before).max() > 20
    whole = square_root_frame(density_map(density, step_for(sigma_deg)))
    assert np.abs(frames[-1] - whole).max() <= 1


def test_a_kernel_alone_stands_where_it_stands_in_the_sum() -> None:
    density = Density(np.array([0.0, 0.0]), np.array([0.0, 180.0]), np.log([0.5, 0.5]), 4.0)
    part = growing_frame(density, 1)
    assert part[:, 90:270].max() == 255  # as high as in the whole
    assert part[:, :60].max() == part[:, 300:].max() == 0


def test_votes_that_weigh_nothing_add_nothing() -> None:
    density = mixture(4.0, [1.0, 0.0, 0.0])
    assert np.array_equal(growing_frame(density, 1), growing_frame(density, 3))


@pytest.mark.parametrize("first", [0, 4, -1])
def test_more_kernels_than_there_are_are_refused(first: int) -> None:
    with pytest.raises(GeoCoreError, match="allowed is 1 to 3"):
        growing_frame(mixture(4.0, [0.5, 0.3, 0.2]), first)
