"""Plane against sphere where they part."""

from __future__ import annotations

import numpy as np
import pytest

from geo_core.density.kernel import plane_log_density
from geo_core.lesson.exhibit import VOTES, compare_kernels, kernel_width_km
from geo_core.records import Density
from geo_core.sphere.distance import great_circle_km


@pytest.mark.parametrize("case", list(VOTES))
@pytest.mark.parametrize("sigma_deg", [1.0, 4.0, 16.0])
def test_the_planes_picture_is_equation_1_in_degrees(case: str, sigma_deg: float) -> None:
    lat, lon = (np.array([vote[i] for vote in VOTES[case]]) for i in (1, 2))
    density = Density(lat, lon, np.full(len(lat), -np.log(len(lat))), sigma_deg)
    frame = compare_kernels(case, sigma_deg).plane.frame
    rows, columns = frame.shape
    step = 180 / rows
    at = np.meshgrid(90 - (np.arange(rows) + 0.5) * step, -180 + (np.arange(columns) + 0.5) * step)
    values = np.exp(plane_log_density(density, at[0].ravel(), at[1].ravel())).reshape(columns, rows).T
    assert np.abs(frame - 255 * np.sqrt(values / values.max())).max() <= 0.51


def test_at_180_degrees_the_plane_is_torn_and_answers_elsewhere() -> None:
    both = compare_kernels("antimeridian", 4.0)
    assert great_circle_km(both.sphere.lat, both.sphere.lon, -17.5, 179.5) < 150  # Fiji
    assert both.plane.lon < 170  # Vanuatu
    assert both.apart_km == pytest.approx(
        float(great_circle_km(both.plane.lat, both.plane.lon, both.sphere.lat, both.sphere.lon))
    )
    assert both.apart_km > 1000
    tear = np.abs(both.plane.frame[:, 0].astype(int) - both.plane.frame[:, -1]).max()
    seam = np.abs(both.sphere.frame[:, 0].astype(int) - both.sphere.frame[:, -1]).max()
    assert tear > 30
    assert seam < 10


def test_near_the_pole_votes_beside_each_other_do_not_meet_on_the_plane() -> None:
    both = compare_kernels("pole", 4.0)
    assert both.sphere.lat > 78  # Svalbard
    assert both.plane.lat < 70  # Norway
    assert both.apart_km > 1000


def test_both_agree_about_the_wide_picture_away_from_edges() -> None:
    assert compare_kernels("pole", 32.0).apart_km < 100


def test_a_degree_of_longitude_shrinks_to_nothing() -> None:
    assert kernel_width_km(4.0, 0.0) == pytest.approx((444.8, 444.8), abs=0.1)
    assert kernel_width_km(1.0, 60.0)[1] == pytest.approx(55.597, abs=0.01)
    assert kernel_width_km(4.0, 90.0)[1] == pytest.approx(0, abs=1e-9)
