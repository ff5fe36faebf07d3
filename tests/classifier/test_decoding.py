import numpy as np
import pytest

from geo_core.classifier.decoding import (
    cell_places,
    cell_scores,
    combine,
    combined_log_probabilities,
    log_probabilities,
    most_probable_places,
    most_probable_within,
)
from geo_core.errors import GeoCoreError, SettingsError
from geo_core.records import CellScores
from geo_core.sphere.distance import great_circle_km
from tests.classifier.worlds import world


def scores(count: int, cells: int, seed: int = 0) -> np.ndarray:
    return log_probabilities(np.random.default_rng(seed).normal(0, 3, (count, cells)))


def test_log_probabilities_against_the_definition() -> None:
    logits = np.random.default_rng(0).normal(size=(5, 9))
    np.testing.assert_allclose(
        np.exp(log_probabilities(logits)),
        np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True),
        rtol=1e-12,
    )


def test_log_probabilities_of_huge_logits_do_not_overflow() -> None:
    np.testing.assert_allclose(log_probabilities(np.array([[1e6, 0.0, -1e6]])), [[0, -1e6, -2e6]])
    with pytest.raises(GeoCoreError, match="not finite"):
        log_probabilities(np.array([[np.nan, 0.0]]))


def test_cell_scores_are_a_probability_or_refused() -> None:
    found = cell_scores("16", scores(1, 16)[0])
    assert found.partition == "16"
    assert found.probability.sum() == pytest.approx(1)
    for wrong in (np.array([0.5, 0.6]), np.array([1.5, -0.5]), np.ones((1, 1))):
        with pytest.raises(GeoCoreError, match="sum to"):
            CellScores("2", wrong)


def test_the_most_probable_cell_answers_its_centre_or_its_mean_place() -> None:
    partition = world(16)
    log_p = scores(20, len(partition))
    best = log_p.argmax(axis=1)
    lat, lon = most_probable_places(log_p, cell_places(partition, "centre"))
    np.testing.assert_array_equal(lat, (partition.south[best] + partition.north[best]) / 2)
    np.testing.assert_array_equal(lon, (partition.west[best] + partition.east[best]) / 2)
    lat, lon = most_probable_places(log_p, cell_places(partition, "mean"))
    np.testing.assert_array_equal(lat, partition.mean_lat[best])
    np.testing.assert_array_equal(lon, partition.mean_lon[best])
    with pytest.raises(SettingsError, match="median"):
        cell_places(partition, "median")  # type: ignore[arg-type]


@pytest.mark.parametrize("point", ["centre", "mean"])
def test_combined_against_a_naive_loop(point: str) -> None:
    """Coarse cells first, random cuts among them, the finest in the middle."""
    partitions = [world(8), world(60), world(20, "random", seed=3)]
    log_p = [scores(6, len(p), seed) for seed, p in enumerate(partitions)]
    combination = combine(partitions, point)  # type: ignore[arg-type]
    found = combined_log_probabilities(log_p, combination)
    assert found.shape == (6, len(partitions[1]))
    lat, lon = cell_places(partitions[1], point)  # type: ignore[arg-type]
    for photo in range(6):
        raw = np.zeros(len(lat))
        for j in range(len(lat)):
            for p, partition in enumerate(partitions):
                cell = j if p == 1 else int(partition.assign(lat[j : j + 1], lon[j : j + 1])[0])
                raw[j] += log_p[p][photo, cell]
        np.testing.assert_allclose(found[photo], raw - np.log(np.exp(raw).sum()), atol=1e-9)
    np.testing.assert_allclose(np.exp(found).sum(axis=1), 1)


def test_one_partition_combined_is_itself() -> None:
    partition = world(30)
    log_p = scores(4, len(partition))
    found = combined_log_probabilities([log_p], combine([partition]))
    np.testing.assert_allclose(found, log_p, atol=1e-12)


def test_a_temperature_flattens_the_combination_and_keeps_its_order() -> None:
    partitions = [world(8), world(60)]
    log_p = [scores(6, len(p), seed) for seed, p in enumerate(partitions)]
    combination = combine(partitions)
    plain = combined_log_probabilities(log_p, combination)
    found = combined_log_probabilities(log_p, combination, 3.0)
    np.testing.assert_allclose(found, log_probabilities(plain / 3), atol=1e-12)
    np.testing.assert_array_equal(found.argmax(axis=1), plain.argmax(axis=1))


@pytest.mark.parametrize("radius_km", [0.0, 25.0, 2500.0, 9000.0])
def test_most_probable_within_against_a_naive_loop(monkeypatch: pytest.MonkeyPatch, radius_km: float) -> None:
    monkeypatch.setattr("geo_core.classifier.decoding.BLOCK", 13)
    partition = world(60)
    log_p = scores(5, len(partition))
    lat, lon = cell_places(partition, "mean")
    found = most_probable_within(log_p, (lat, lon), radius_km)
    for photo in range(5):
        mass = [
            sum(
                np.exp(log_p[photo, other])
                for other in range(len(lat))
                if great_circle_km(lat[j], lon[j], lat[other], lon[other]) <= radius_km
            )
            for j in range(len(lat))
        ]
        best = int(np.argmax(mass))
        assert (found[0][photo], found[1][photo]) == (lat[best], lon[best])
    if radius_km == 0:
        plain = most_probable_places(log_p, (lat, lon))
        np.testing.assert_array_equal(found, plain)


def test_a_decision_reaches_across_the_antimeridian_and_the_pole() -> None:
    """60 % lie around one place, however far apart the longitudes are; 40 % lie elsewhere."""
    log_p = np.log(np.array([[0.3, 0.3, 0.4]]))
    for lat, lon in (([0.0, 0.0, 45.0], [179.9, -179.9, 0.0]), ([89.9, 89.9, 0.0], [0.0, 180.0, 0.0])):
        places = np.array(lat), np.array(lon)
        assert most_probable_within(log_p, places, 25)[0][0] == lat[0]
        assert most_probable_within(log_p, places, 1)[0][0] == lat[2]


def test_a_flat_partition_changes_nothing() -> None:
    fine, coarse = world(30), world(5)
    log_p, flat = scores(4, len(fine)), np.full((4, len(coarse)), -np.log(len(coarse)))
    found = combined_log_probabilities([flat, log_p], combine([coarse, fine]))
    np.testing.assert_allclose(found, log_p, atol=1e-12)


def test_coarse_partitions_refine_each_other() -> None:
    """Sure of a coarse cell, the answer lies in it whatever the fine head likes best."""
    coarse, fine = world(4), world(60)
    combination = combine([coarse, fine], "centre")
    for cell in range(len(coarse)):
        sure = log_probabilities(np.where(np.arange(len(coarse)) == cell, 50.0, 0.0)[None])
        found = combined_log_probabilities([sure, scores(1, len(fine))], combination)
        lat, lon = most_probable_places(found, (combination.lat, combination.lon))
        assert coarse.assign(lat, lon)[0] == cell


@pytest.mark.parametrize(("lat", "lon"), [(90.0, 0.0), (-90.0, 77.0), (0.0, 180.0), (10.0, -180.0)])
def test_poles_and_the_antimeridian(lat: float, lon: float) -> None:
    """The cell of a hard place answers a finite place on the globe, near to it for small cells."""
    partitions = [world(6), world(100)]
    cells = [int(p.assign(np.array([lat]), np.array([lon]))[0]) for p in partitions]
    log_p = [
        log_probabilities(np.where(np.arange(len(p)) == cell, 30.0, 0.0)[None])
        for p, cell in zip(partitions, cells, strict=True)
    ]
    for point in ("centre", "mean"):
        combination = combine(partitions, point)  # type: ignore[arg-type]
        found = combined_log_probabilities(log_p, combination)
        assert int(found.argmax()) == cells[1]
        place = most_probable_places(found, (combination.lat, combination.lon))
        assert np.all(np.abs(place[0]) <= 90)
        assert np.all(np.abs(place[1]) <= 180)
        assert great_circle_km(*place, lat, lon)[0] < 5000


def test_wrong_scores_are_named() -> None:
    combination = combine([world(4), world(16)])
    with pytest.raises(GeoCoreError, match="1 partitions"):
        combined_log_probabilities([scores(2, 4)], combination)
    with pytest.raises(GeoCoreError, match="Scores 1"):
        combined_log_probabilities([scores(2, 4), scores(2, 4)], combination)
    with pytest.raises(GeoCoreError, match="at least one partition"):
        combine([])
