"""Pairs, losses, mining, batches and clusters: each against loops that say the same slowly."""

import math
from itertools import product

import numpy as np
import pytest
import torch

from geo_core.errors import SettingsError
from geo_core.offline.metric.batches import PER_GROUP, draw_batches
from geo_core.offline.metric.clusters import assignment_sharpness, cluster_centres, sample_descriptors
from geo_core.offline.metric.labels import CellLabels, DistanceLabels
from geo_core.offline.metric.losses import contrastive, squared_distances, triplet_hinge
from geo_core.offline.metric.mining import MINERS
from geo_core.offline.metric.pairs import (
    nearest_in_features,
    pairs_by_cell,
    pairs_by_distance,
    strangers_first,
)
from geo_core.offline.metric.settings import RECIPES, metric_settings
from geo_core.offline.training.tuning_settings import TuningSettings
from geo_core.sphere.distance import great_circle_km

COUNT = 24


def places(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Around both poles, both sides of ±180°, one twice, and anywhere."""
    draw = np.random.default_rng(seed)
    lat = np.concatenate([[89.9, 89.9, -89.95, -89.95, 10, 10, 5, 5], draw.uniform(-60, 60, COUNT - 8)])
    lon = np.concatenate([[0, 180, -90, 90, 179.9, -179.9, 30, 30], draw.uniform(-180, 180, COUNT - 8)])
    lat[-6:], lon[-6:] = lat[-12:-6] + 0.1, lon[-12:-6]
    return lat, lon


def unit_vectors(count: int = COUNT, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.nn.functional.normalize(torch.randn(count, 4, generator=generator))


def masks(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Any similar and different pairs, some anchors without either, no pair both."""
    draw = np.random.default_rng(seed).random((COUNT, COUNT))
    similar, different = draw < 0.15, draw > 0.6
    similar[3], different[5] = False, False
    similar[7], different[7] = False, False
    np.fill_diagonal(similar, False)
    return similar, different


def test_pairs_by_distance_are_those_of_a_loop() -> None:
    lat, lon = places()
    similar, different = pairs_by_distance(lat, lon, 25, 2000)
    for i, j in product(range(COUNT), repeat=2):
        km = float(great_circle_km(lat[i], lon[i], lat[j], lon[j]))
        assert similar[i, j] == (i != j and km <= 25)
        assert different[i, j] == (km > 2000)
    # Across a pole, across ±180°, and the same place twice.
    assert similar[0, 1] == (great_circle_km(89.9, 0, 89.9, 180) <= 25)
    assert similar[0, 1]
    assert similar[4, 5]
    assert similar[6, 7]


def test_the_distances_themselves_count_as_near_and_not_as_far() -> None:
    lat, lon = np.array([0.0, 0.0]), np.array([0.0, 1.0])
    km = float(great_circle_km(0, 0, 0, 1))
    similar, different = pairs_by_distance(lat, lon, km, km)
    assert similar[0, 1]
    assert not different.any()


def test_pairs_by_cell_are_those_of_a_loop() -> None:
    cells = np.random.default_rng(0).integers(0, 5, COUNT)
    similar, different = pairs_by_cell(cells)
    for i, j in product(range(COUNT), repeat=2):
        assert similar[i, j] == (i != j and cells[i] == cells[j])
        assert different[i, j] == (cells[i] != cells[j])


def test_strangers_come_first() -> None:
    groups = np.array([f"g{i % 5}" for i in range(COUNT)], dtype=object)
    similar, _ = masks(1)
    similar[9] = [groups[j] == groups[9] and j != 9 for j in range(COUNT)]  # only photos of his own
    found = strangers_first(similar, groups)
    for i in range(COUNT):
        strangers = [j for j in range(COUNT) if similar[i, j] and groups[j] != groups[i]]
        assert list(np.flatnonzero(found[i])) == (strangers or list(np.flatnonzero(similar[i])))
    assert found[9].any()
    assert not found[3].any()


def test_of_the_similar_ones_the_nearest_in_feature_space_is_kept() -> None:
    similar, _ = masks(2)
    squared = squared_distances(unit_vectors()).numpy()
    found = nearest_in_features(similar, squared)
    for i in range(COUNT):
        candidates = [j for j in range(COUNT) if similar[i, j]]
        expected = [min(candidates, key=lambda j: squared[i, j])] if candidates else []
        assert list(np.flatnonzero(found[i])) == expected


def test_squared_distances_are_those_of_a_loop() -> None:
    vectors = unit_vectors()
    expected = [[float(((a - b) ** 2).sum()) for b in vectors] for a in vectors]
    np.testing.assert_allclose(squared_distances(vectors), expected, atol=1e-6)
    assert (squared_distances(vectors) >= 0).all()


def test_the_triplet_hinge_is_that_of_a_loop() -> None:
    near, far = torch.rand(2, 50, generator=torch.Generator().manual_seed(0)) * 2
    expected = sum(max(0.0, 0.3 + float(n) - float(f)) for n, f in zip(near, far, strict=True)) / 50
    assert float(triplet_hinge(near, far, 0.3)) == pytest.approx(expected, rel=1e-6)
    assert float(triplet_hinge(torch.zeros(3), torch.full((3,), 0.3), 0.3)) == 0
    assert float(triplet_hinge(torch.ones(3), torch.ones(3), 0.3)) == pytest.approx(0.3)


def test_the_contrastive_loss_is_that_of_a_loop() -> None:
    near, far = torch.rand(2, 50, generator=torch.Generator().manual_seed(0)) * 2
    expected = (
        sum(
            0.5 * float(n) + 0.5 * max(0.0, 0.7 - math.sqrt(float(f))) ** 2
            for n, f in zip(near, far, strict=True)
        )
        / 50
    )
    assert float(contrastive(near, far, 0.7)) == pytest.approx(expected, rel=1e-6)


def test_two_equal_photos_give_a_gradient_that_is_a_number() -> None:
    vectors = torch.ones(2, 4, requires_grad=True)
    squared = squared_distances(torch.nn.functional.normalize(vectors))
    contrastive(squared[:1, 1], squared[1:, 0], 0.7).backward()
    assert torch.isfinite(vectors.grad).all()


def mined(name: str, seed: int) -> tuple[list[tuple[int, ...]], np.ndarray, np.ndarray, np.ndarray]:
    similar, different = masks(seed)
    squared = squared_distances(unit_vectors(seed=seed))
    triplets = MINERS[name](
        squared,
        torch.from_numpy(similar),
        torch.from_numpy(different),
        torch.Generator().manual_seed(seed),
    )
    return [tuple(one) for one in triplets.tolist()], similar, different, squared.numpy()


@pytest.mark.parametrize("seed", range(4))
def test_hard_and_semi_hard_triplets_are_those_of_loops(seed: int) -> None:
    for name in ("hard", "semi-hard"):
        found, similar, different, squared = mined(name, seed)
        expected = []
        for a, p in product(range(COUNT), repeat=2):
            allowed = [
                n
                for n in range(COUNT)
                if different[a, n] and (name == "hard" or squared[a, n] > squared[a, p])
            ]
            if similar[a, p] and allowed:
                expected.append((a, p, min(allowed, key=lambda n: squared[a, n])))
        assert found == expected
        assert expected


def test_random_triplets_are_one_a_pair_and_all_different_photos_are_drawn() -> None:
    seen = set()
    for seed in range(60):
        similar, different = masks(0)
        triplets = MINERS["random"](
            torch.zeros(COUNT, COUNT),
            torch.from_numpy(similar),
            torch.from_numpy(different),
            torch.Generator().manual_seed(seed),
        ).tolist()
        pairs = [(a, p) for a, p in product(range(COUNT), repeat=2) if similar[a, p] and different[a].any()]
        assert [(a, p) for a, p, _ in triplets] == pairs
        assert all(different[a, n] for a, _, n in triplets)
        seen |= {(a, n) for a, _, n in triplets if a == 0}
    assert {n for _, n in seen} == set(np.flatnonzero(different[0]))


def test_the_same_seed_draws_the_same() -> None:
    assert mined("random", 3)[0] == mined("random", 3)[0]


@pytest.mark.parametrize("name", MINERS)
def test_no_pair_gives_no_triplet(name: str) -> None:
    nothing = torch.zeros((6, 6), dtype=torch.bool)
    triplets = MINERS[name](torch.rand(6, 6), nothing, ~nothing, torch.Generator())
    assert triplets.shape == (0, 3)


def test_distance_labels_know_the_similar_photos_of_any_place() -> None:
    lat, lon = places()
    labels = DistanceLabels(lat, lon, near_km=25, far_km=200)
    for row in range(COUNT):
        km = great_circle_km(lat[row], lon[row], lat, lon)
        np.testing.assert_array_equal(labels.similar_to(row), np.flatnonzero(km <= 25))
    rows = np.array([7, 2, 11])
    for found, expected in zip(
        labels.pairs(rows), pairs_by_distance(lat[rows], lon[rows], 25, 200), strict=True
    ):
        np.testing.assert_array_equal(found, expected)


def test_within_half_the_earth_all_photos_are_similar() -> None:
    assert len(DistanceLabels(*places(), near_km=20_015.1, far_km=20_015.1).similar_to(0)) == COUNT


def test_cell_labels_know_the_photos_of_a_cell() -> None:
    cells = np.random.default_rng(1).integers(0, 6, COUNT) * 10
    labels = CellLabels(cells)
    for row in range(COUNT):
        np.testing.assert_array_equal(labels.similar_to(row), np.flatnonzero(cells == cells[row]))
    similar, _ = labels.pairs(np.arange(COUNT))
    np.testing.assert_array_equal(similar, pairs_by_cell(cells)[0])


GROUPS = np.array(["many"] * 14 + [f"g{i}" for i in range(COUNT - 14)], dtype=object)


def test_batches_hold_anchors_and_photos_of_their_places() -> None:
    cells = np.arange(COUNT) % 8
    batches = draw_batches(CellLabels(cells), GROUPS, 6, seed=0)
    for rows in batches:
        assert len(rows) <= 6
        assert len(set(rows)) == len(rows)
        assert all((cells[rows] == cells[row]).sum() >= 2 for row in rows)
    drawn = np.concatenate(batches)
    assert len(set(drawn)) > COUNT / 2
    again = draw_batches(CellLabels(cells), GROUPS, 6, seed=0)
    assert [list(rows) for rows in again] == [list(rows) for rows in batches]
    other = draw_batches(CellLabels(cells), GROUPS, 6, seed=1)
    assert [list(rows) for rows in other] != [list(rows) for rows in batches]


def test_one_photographer_has_few_anchors() -> None:
    groups = np.array(["one"] * 200 + ["two"] * 3, dtype=object)
    cells = np.arange(203)
    cells[100:200] = cells[:100]  # pairs of the first photographer's
    anchors = sum(len(rows) for rows in draw_batches(CellLabels(cells), groups, 2, seed=0)) / 2
    assert anchors == PER_GROUP


def test_a_partner_is_a_stranger_where_there_is_one_and_near_in_features_if_asked() -> None:
    # Photos 0 and 1 are one photographer's, 2 and 3 strangers' of the same place, 4 and 5 elsewhere.
    cells = np.array([0, 0, 0, 0, 1, 1])
    groups = np.array(["a", "a", "b", "c", "d", "d"], dtype=object)
    vectors = np.array([[1, 0], [1, 0], [0, 1], [0.8, 0.6], [1, 0], [1, 0]], np.float32)
    plain, near = (
        {tuple(rows) for seed in range(30) for rows in draw_batches(CellLabels(cells), groups, 2, seed, v)}
        for v in (None, vectors)
    )
    assert plain == {(0, 2), (0, 3), (1, 2), (1, 3), (2, 3), (4, 5)}
    # For 2 that is 3, and so it is for 0 and 1; for 3 it is 0, the first of two as near.
    assert near == {(0, 3), (1, 3), (2, 3), (4, 5)}


def test_photos_without_a_similar_one_are_left_out() -> None:
    assert draw_batches(CellLabels(np.arange(COUNT)), GROUPS, 4, seed=0) == []


def test_descriptors_are_positions_of_norm_1() -> None:
    maps = torch.rand(3, 4, 2, 5, generator=torch.Generator().manual_seed(0))
    found = sample_descriptors(maps, seed=0)
    positions = product(range(3), range(2), range(5))
    expected = [maps[n, :, r, c] / maps[n, :, r, c].norm() for n, r, c in positions]
    np.testing.assert_allclose(found, torch.stack(expected), rtol=1e-5)


def test_few_descriptors_of_many_are_drawn_by_the_seed(monkeypatch) -> None:
    monkeypatch.setattr("geo_core.offline.metric.clusters.SAMPLE", 7)
    maps = torch.rand(3, 4, 2, 5, generator=torch.Generator().manual_seed(0))
    first, same, other = (sample_descriptors(maps, seed) for seed in (0, 0, 1))
    assert first.shape == (7, 4)
    np.testing.assert_array_equal(first, same)
    assert (first != other).any()


def test_clusters_are_found_and_are_the_same_again() -> None:
    draw = np.random.default_rng(0)
    truth = np.eye(3, 8, dtype=np.float32)
    points = (truth[draw.integers(0, 3, 300)] + draw.normal(0, 0.02, (300, 8))).astype(np.float32)
    centres = cluster_centres(points, 3, seed=5)
    order = np.argsort(centres[:, :3].argmax(axis=1))
    np.testing.assert_allclose(centres[order], truth, atol=0.01)
    np.testing.assert_array_equal(centres, cluster_centres(points, 3, seed=5))


def test_the_nearest_centre_gets_a_hundred_times_the_share_of_the_second() -> None:
    draw = np.random.default_rng(0)
    points, centres = (draw.normal(size=(n, 6)).astype(np.float32) for n in (200, 5))
    alpha = assignment_sharpness(points, centres)
    logs = []
    for point in points:
        squared = sorted(float(((point - centre) ** 2).sum()) for centre in centres)
        logs.append(alpha * (squared[1] - squared[0]))
    assert math.exp(sum(logs) / len(logs)) == pytest.approx(100, rel=1e-4)


def test_a_recipe_brings_what_its_authors_trained_with() -> None:
    assert metric_settings("ranking").loss == "triplet"
    assert metric_settings("ranking").margin == 0.1
    assert (metric_settings("siamac").loss, metric_settings("siamac").margin) == ("contrastive", 0.7)
    assert metric_settings("netvlad").pairs == "feature"
    assert [metric_settings(name).mining for name in RECIPES] == ["semi-hard", "hard", "hard"]
    assert metric_settings("siamac", loss="triplet").margin == 0.1
    assert metric_settings("siamac", margin=0.5).margin == 0.5


@pytest.mark.parametrize(
    "wrong",
    [
        {"recipe": "resnet"},
        {"loss": "l2"},
        {"pairs": "name"},
        {"mining": "soft"},
        {"near_km": -1.0},
        {"near_km": 30.0, "far_km": 20.0},
        {"batch_size": 2},
        {"margin": math.nan},
    ],
)
def test_wrong_settings_are_refused(wrong: dict) -> None:
    with pytest.raises(SettingsError, match=next(iter(wrong)) if "far_km" not in wrong else "far_km"):
        metric_settings(**{"recipe": "ranking", **wrong})


def test_settings_that_decide_nothing_may_change_on_resuming() -> None:
    first = metric_settings("ranking", epochs=3, tuning=TuningSettings(workers=1))
    later = metric_settings("ranking", epochs=9, tuning=TuningSettings(workers=4))
    assert first.deciding() == later.deciding()
    assert first.deciding() != metric_settings("ranking", seed=1, tuning=TuningSettings()).deciding()
