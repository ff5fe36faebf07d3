"""What decisions claim and how it came true, and the two numbers fitted on it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geo_core.density.confidence import ConfidenceMap, kernel_mass
from geo_core.density.decision import best_within
from geo_core.errors import AtlasError, GeoCoreError
from geo_core.methods.method import Evidence
from geo_core.methods.registry import method_named
from geo_core.offline.building.claims import HELD_OUT, Claims, claims_of, read_claims, save_claims
from geo_core.offline.building.confidences import crosswise_confidence, fit_confidence
from geo_core.offline.building.logistic import fit_map
from geo_core.offline.evaluation.reliability import reliability
from geo_core.prediction import decide
from geo_core.records import Neighbours
from geo_core.settings import RADII_KM, DensitySettings
from geo_core.sphere.distance import great_circle_km

SETTINGS = {r: DensitySettings(sigma_deg=s) for r, s in zip(RADII_KM, (0.25, 0.25, 1, 2, 4), strict=True)}
MOST = np.array([kernel_mass(SETTINGS[r].sigma_deg, r) for r in RADII_KM])


def drawn(photos: int, truth: ConfidenceMap, seed: int = 0) -> Claims:
    """Claims that come true as often as a map says, of all radii at once."""
    draw = np.random.default_rng(seed)
    mass = MOST * draw.beta(0.7, 0.9, (photos, 1))
    true = np.stack([truth(mass[:, c], float(MOST[c])) for c in range(len(RADII_KM))], axis=1)
    return Claims(mass, MOST, draw.random((photos, 1)) < true)


@pytest.mark.parametrize("truth", [(0.0, 1.0), (-2.0, 0.5), (1.0, 1.5)])
def test_the_numbers_that_made_the_outcomes_are_found(truth: tuple[float, float]) -> None:
    claims = drawn(20_000, ConfidenceMap(*truth))
    for column, most in enumerate(MOST):
        found = fit_map(claims.mass[:, column], float(most), claims.hit[:, column])
        assert found.intercept == pytest.approx(truth[0], abs=0.1)
        assert found.slope == pytest.approx(truth[1], rel=0.07)


def test_no_other_numbers_are_likelier() -> None:
    """Against a grid around them, with the likelihood written out."""
    claims = drawn(300, ConfidenceMap(-1.0, 0.8), seed=3)
    mass, most, hit = claims.mass[:, 2], float(MOST[2]), claims.hit[:, 2]
    hits = hit.sum()
    target = np.where(hit, (hits + 1) / (hits + 2), 1 / (len(hit) - hits + 2))

    def likelihood(intercept: float, slope: float) -> float:
        p = ConfidenceMap(intercept, slope)(mass, most)
        return float(np.sum(target * np.log(p) + (1 - target) * np.log(1 - p)))

    found = fit_map(mass, most, hit)
    best = likelihood(found.intercept, found.slope)
    for step in (0.02, 0.2, 1.0):
        for a, b in ((step, 0), (-step, 0), (0, step), (0, -step), (step, -step), (-step, step)):
            if found.slope + b >= 0:
                assert likelihood(found.intercept + a, found.slope + b) < best + 1e-3


def test_where_more_mass_means_fewer_hits_the_map_is_flat_at_the_share_of_hits() -> None:
    mass = np.linspace(0.05, 0.95, 400)
    found = fit_map(mass, 1.0, np.random.default_rng(0).random(400) > mass)
    assert found.slope == 0
    assert float(found(0.5, 1.0)) == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(("hits", "low", "high"), [(0, 0.0, 0.03), (50, 0.97, 1.0)])
def test_all_alike_and_all_wrong_or_right_stay_short_of_certain(hits: int, low: float, high: float) -> None:
    """Platt's targets: 50 of 50 is no proof; and of masses that never differ no slope is learnt."""
    hit = np.arange(50) < hits
    for mass in (np.full(50, 0.3), np.linspace(0, 1, 50)):
        found = fit_map(mass, 1.0, hit)
        assert found.slope == pytest.approx(0, abs=1e-3)
        assert low < float(found(0.3, 1.0)) < high
    parted = fit_map(np.repeat([0.1, 0.9], 25), 1.0, np.repeat([False, True], 25))
    assert float(parted(0.9, 1.0)) == pytest.approx(26 / 27, abs=1e-3)
    assert float(parted(0.1, 1.0)) == pytest.approx(1 / 27, abs=1e-3)


def test_no_claim_is_an_error() -> None:
    for mass, hit in ((np.empty(0), np.empty(0, bool)), (np.ones(2), np.ones(3, bool))):
        with pytest.raises(GeoCoreError, match="one or more"):
            fit_map(mass, 1.0, hit)
    with pytest.raises(GeoCoreError, match="at least one photo"):
        claims_of([], method_named("knn"), SETTINGS)
    with pytest.raises(GeoCoreError, match="Claims are"):
        Claims(np.ones((3, 4)), MOST, np.ones((3, 4), bool))
    with pytest.raises(GeoCoreError, match="finite"):
        Claims(np.full((1, 5), np.nan), MOST, np.ones((1, 5), bool))


def test_claims_that_are_too_sure_are_mended_on_other_photographers() -> None:
    """Judged crosswise, so that no photo helps to mend its own claim."""
    claims = drawn(1500, ConfidenceMap(-1.5, 0.6), seed=1)
    groups = np.array([f"g{i // 2}" for i in range(1500)], dtype=object)
    before = reliability(claims.mass, claims.hit)
    after = reliability(crosswise_confidence(claims, groups), claims.hit)
    for radius in RADII_KM:
        assert after.error[radius] <= before.error[radius]
        assert after.error[radius] < 0.04
        assert after.brier[radius] < before.brier[radius]
    assert max(before.error.values()) > 0.15


def test_crosswise_no_photographer_judges_himself() -> None:
    """One photographer's outcomes, turned round, change the maps of the others but not his own."""
    claims = drawn(400, ConfidenceMap(0.0, 1.0), seed=2)
    groups = np.array([f"g{i // 20}" for i in range(400)], dtype=object)
    mine = groups == "g0"
    turned = Claims(claims.mass, claims.most, np.where(mine[:, None], ~claims.hit, claims.hit))
    one, other = (crosswise_confidence(c, groups) for c in (claims, turned))
    np.testing.assert_array_equal(one[mine], other[mine])
    assert np.abs(one - other).max() > 1e-3
    alone = np.full(400, "g0", dtype=object)
    np.testing.assert_array_equal(
        crosswise_confidence(claims, alone),
        claims.confidence(fit_confidence({"knn": claims}).of("knn") or {}),
    )


def test_a_wider_radius_is_never_less_sure() -> None:
    """Whatever the maps say one by one, and as serving says it."""
    maps = {r: ConfidenceMap(level, 1.0) for r, level in zip(RADII_KM, (-2, 1, -1, 3, 0), strict=True)}
    knn, asked = method_named("knn"), [evidence(seed) for seed in range(4)]
    found = claims_of(asked, knn, SETTINGS).confidence(maps)
    assert np.all(np.diff(found, axis=1) >= 0)
    assert np.any(np.diff(found, axis=1) == 0)
    for (known, _), row in zip(asked, found, strict=True):
        points = decide(known, knn, SETTINGS, maps)
        np.testing.assert_allclose([points[r].confidence for r in RADII_KM], row)
        assert all(point.confidence is None for point in decide(known, knn, SETTINGS).values())


def evidence(seed: int) -> tuple[Evidence, tuple[float, float]]:
    """Twenty neighbours anywhere; the truth is near one of the first."""
    draw = np.random.default_rng(seed)
    lat, lon = draw.uniform(-80, 80, 20), draw.uniform(-180, 180, 20)
    near = Neighbours(np.arange(20), np.sort(draw.uniform(0.3, 1.2, 20)), lat, lon)
    return Evidence(near), (float(lat[seed % 3] + 10.0 ** -draw.uniform(-1, 3)), float(lon[seed % 3]))


def test_claims_are_the_decisions_of_serving() -> None:
    asked, knn = [evidence(seed) for seed in range(12)], method_named("knn")
    claims = claims_of(asked, knn, SETTINGS)
    for row, (known, truth) in enumerate(asked):
        for column, radius in enumerate(RADII_KM):
            best = best_within(knn.density(known, SETTINGS[radius]), radius)
            error_km = float(great_circle_km(best.lat, best.lon, *truth))
            assert claims.mass[row, column] == best.mass
            assert claims.hit[row, column] == (error_km <= radius)
    np.testing.assert_allclose(claims.most, MOST)
    assert 0 < claims.hit.mean() < 1


def test_claims_come_back_as_they_were_written(tmp_path: Path) -> None:
    claims, rows = drawn(30, ConfidenceMap(0.0, 1.0)), np.arange(30) * 3
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        save_claims({"knn": claims, "fused": claims.take(rows < 1000)}, rows, tmp_path / name / HELD_OUT)
    found, at = read_claims(tmp_path / "one")
    np.testing.assert_array_equal(at, rows)
    assert list(found) == ["knn", "fused"]
    for one in found.values():
        np.testing.assert_allclose(one.mass, claims.mass, rtol=1e-7)
        np.testing.assert_array_equal(one.most, claims.most)
        np.testing.assert_array_equal(one.hit, claims.hit)
    assert (tmp_path / "one" / HELD_OUT).read_bytes() == (tmp_path / "two" / HELD_OUT).read_bytes()


def test_damaged_claims_are_named(tmp_path: Path) -> None:
    with pytest.raises(AtlasError, match="missing or damaged"):
        read_claims(tmp_path)
    path = tmp_path / HELD_OUT
    claims = drawn(30, ConfidenceMap(0.0, 1.0))
    for bad in (b"", b"no archive", None):
        save_claims({"knn": claims}, np.arange(30), path)
        path.write_bytes(path.read_bytes()[:-30] if bad is None else bad)
        with pytest.raises(AtlasError, match="calibrate --atlas"):
            read_claims(tmp_path)
    save_claims({"knn": claims}, np.arange(29), path)
    with pytest.raises(AtlasError, match="29 rows"):
        read_claims(tmp_path)
