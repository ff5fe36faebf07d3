"""Claimed against true: bins, errors, and the temperature that mends them."""

from itertools import pairwise

import numpy as np
import pytest

from geo_core.density.mass import mass_within
from geo_core.errors import GeoCoreError
from geo_core.offline.evaluation.reliability import (
    Judged,
    fit_temperature,
    masses_and_hits,
    reliability,
    tempered,
)
from geo_core.records import Density
from geo_core.settings import RADII_KM

PLACES = np.array([0.0, 50.0, -40.0]), np.array([0.0, 90.0, -170.0])


def world(photos: int, true: list[float], claimed: list[float]) -> list[Judged]:
    """Photos at three far places by the true odds, densities with the claimed weights."""
    draw = np.random.default_rng(0)
    density = Density(*PLACES, np.log(claimed), 0.25)
    at = draw.choice(3, photos, p=true)
    lat = PLACES[0][at] + draw.normal(0, 0.25, photos)
    lon = PLACES[1][at] + draw.normal(0, 0.25, photos) / np.cos(np.radians(PLACES[0][at]))
    return [Judged(density, (0.0, 0.0), (float(a), float(o))) for a, o in zip(lat, lon, strict=True)]


def test_bins_against_a_naive_loop() -> None:
    draw = np.random.default_rng(1)
    masses, hits = draw.uniform(0, 1, (400, 5)), draw.uniform(0, 1, (400, 5)) < 0.3
    masses[0] = 0.0
    masses[1] = 1.0
    found = reliability(masses, hits, bins=10)
    for column, radius in enumerate(RADII_KM):
        rows, total = [], 0.0
        for low, high in pairwise(np.linspace(0, 1, 11)):
            mass = masses[:, column]
            inside = (mass > low) & (mass <= high) | ((low == 0) & (mass == 0))
            if inside.any():
                rows.append((mass[inside].mean(), hits[inside, column].mean(), inside.sum()))
                total += abs(hits[inside, column].sum() - mass[inside].sum())
        np.testing.assert_allclose(found.claimed[radius], [r[0] for r in rows])
        np.testing.assert_allclose(found.true[radius], [r[1] for r in rows])
        assert found.count[radius].tolist() == [r[2] for r in rows]
        assert found.error[radius] == pytest.approx(total / 400)


def test_the_error_by_chance_is_that_of_exact_claims() -> None:
    """Claims that come true as often as they say err by chance alone; others err by more, few photos too."""
    draw = np.random.default_rng(2)
    claims = draw.uniform(0, 1, (3000, 5))
    exact, sure = draw.random(claims.shape) < claims, draw.random(claims.shape) < claims**2
    for radius in RADII_KM:
        one = reliability(claims, exact)
        assert one.error[radius] == pytest.approx(one.chance[radius], abs=0.012)
        assert reliability(claims, sure).error[radius] > 5 * one.chance[radius]
        assert reliability(claims[:100], exact[:100]).chance[radius] > 3 * one.chance[radius]
    certain = reliability(np.ones((9, 5)), np.ones((9, 5), bool))
    assert set(certain.chance.values()) == set(certain.brier.values()) == {0.0}


def test_the_brier_score_by_hand() -> None:
    masses, hits = np.tile([[0.2], [0.9]], 5), np.tile([[True], [False]], 5)
    assert reliability(masses, hits).brier[25] == pytest.approx((0.8**2 + 0.9**2) / 2)


def test_true_claims_need_no_mending() -> None:
    judged = world(1500, [0.6, 0.3, 0.1], [0.6, 0.3, 0.1])
    assert fit_temperature(judged) == pytest.approx(1.0, abs=0.15)
    assert reliability(*masses_and_hits(judged)).error[2500] < 0.03


def test_claims_that_are_too_sure_are_warmed_until_they_come_true() -> None:
    """Weights p^3, normalised, of true odds p: the temperature is 3."""
    true = np.array([0.6, 0.3, 0.1])
    judged = world(1500, true.tolist(), (true**3 / (true**3).sum()).tolist())
    temperature = fit_temperature(judged)
    assert temperature == pytest.approx(3.0, rel=0.15)
    before, after = (reliability(*masses_and_hits(judged, t)).error[750] for t in (1.0, temperature))
    assert before > 0.2
    assert after < 0.04


def test_tempering_keeps_a_density_a_density() -> None:
    density = Density(*PLACES, np.array([0.0, -np.inf, -np.inf]), 4.0)
    warm = tempered(density, 8.0)
    np.testing.assert_array_equal(warm.log_weight, density.log_weight)
    even = tempered(Density(*PLACES, np.log([0.9, 0.05, 0.05]), 4.0), 1e9)
    np.testing.assert_allclose(np.exp(even.log_weight), 1 / 3, atol=1e-6)


def test_masses_are_those_of_the_density_and_hits_count_the_border() -> None:
    density = Density(*PLACES, np.log([0.6, 0.3, 0.1]), 4.0)
    masses, hits = masses_and_hits([Judged(density, (0.0, 0.0), (0.0, 0.0))])
    np.testing.assert_allclose(masses[0], mass_within(density, 0.0, 0.0, RADII_KM))
    assert hits.all()


def test_no_photo_is_an_error() -> None:
    with pytest.raises(GeoCoreError, match="at least one photo"):
        masses_and_hits([])
