import time
from pathlib import Path

import numpy as np
import pytest

from geo_core.density.grid import density_map
from geo_core.density.mixture import density_of
from geo_core.errors import SettingsError
from geo_core.offline.bench.baselines import map_naively, scikit_learn_map, search_naively
from geo_core.offline.bench.scale import Stage, made_up_embeddings, measure_scale, row
from geo_core.offline.bench.stages import measure_stages
from geo_core.offline.bench.table import markdown
from geo_core.offline.bench.timing import Row, compare
from geo_core.records import Neighbours
from geo_core.settings import DensitySettings
from tests.tiny import tiny_localizer

DENSITY = density_of(
    Neighbours(np.arange(3), np.array([0.5, 0.6, 0.7]), np.array([10.0, -80, 0]), np.array([20.0, 0, 179.9])),
    DensitySettings(sigma_deg=4, m=1),
)


def test_the_maps_compared_are_the_same_map() -> None:
    ours = density_map(DENSITY, 1.0).values
    for theirs in (map_naively(DENSITY), np.exp(scikit_learn_map(DENSITY)()).reshape(180, 360)):
        shape = np.corrcoef(ours.ravel(), theirs.ravel())[0, 1]
        assert shape > 0.999


def test_the_naive_search_sorts_all_distances() -> None:
    vectors = np.eye(5, dtype=np.float32)
    assert search_naively(vectors, vectors[3], 2)[0] == 3


def test_a_row_says_whether_its_target_is_met() -> None:
    text = markdown([Row("a", 1.0, "b", 30.0, 20), Row("c", 1.0, "d", 2.0, 20), Row("e", 1.0)])
    assert "30.00 | ≥ 20 met" in text
    assert "2.00 | ≥ 20 MISSED" in text


def slow(order: list[str], name: str) -> None:
    order.append(name)
    time.sleep(0.02)  # longer than a block, so that each block is one run


def test_both_are_run_in_turn() -> None:
    order: list[str] = []
    compare("x", lambda: slow(order, "a"), ("y", lambda: slow(order, "b")), 3)
    assert "".join(order).endswith("ababab")


def test_an_evaluation_is_timed_stage_by_stage() -> None:
    stages = list(measure_scale(400, 5))
    assert all(stage.seconds > 0 and stage.cpu_seconds > 0 for stage in stages)
    assert {stage.units for stage in stages} == {400, 5, 0}
    names = " ".join(stage.name for stage in stages)
    for part in ("index", "recall@100 1.000", "search", "σ = 16°", "each radius", "intervals"):
        assert part in names
    assert row(Stage("search", 6.0, 5.0, 3000)) == "| search | 6.0 | 5.0 | 2.000 |"
    assert row(Stage("choosing", 0.25, 0.5, 0)) == "| choosing | 0.2 | 0.5 |  |"
    with pytest.raises(SettingsError, match="references"):
        next(measure_scale(10))


def test_made_up_embeddings_have_neighbours_as_photos_do() -> None:
    made = made_up_embeddings(20_000, np.random.default_rng(0)).astype(np.float32)
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1, atol=2e-3)
    distance = np.sort(np.linalg.norm(made - made[0], axis=1))
    assert 0.3 < distance[1] < 1
    assert distance[1] + 0.1 < distance[100] < distance[1000] - 0.05
    assert np.median(distance) == pytest.approx(np.sqrt(2), abs=0.1)


@pytest.mark.slow
def test_every_stage_is_measured(tiny_atlas: Path) -> None:
    rows = list(measure_stages(tiny_localizer(tiny_atlas), 1))
    stages = " ".join(row.stage for row in rows)
    for stage in ("decode", "embed", "search", "mode", "map", "whole query"):
        assert stage in stages
    assert all(row.ours_ms > 0 for row in rows)
