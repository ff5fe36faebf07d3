import json

import numpy as np
import pytest

from geo_core.errors import GeoCoreError
from geo_core.partition.making import make_partition
from geo_core.partition.splitting import SplitRule
from geo_core.records import CellScores
from geo_core.view.cells import LEAST_DRAWN, MOST_DRAWN, cells_data
from tests.classifier.worlds import places, world


def scores(probability):
    return CellScores("p", np.asarray(probability, np.float64) / np.sum(probability))


def numbered(lats, lons):
    return [f"{lat:.3f} {lon:.3f}" for lat, lon in zip(lats, lons, strict=True)]


def drawn(partition, probability, names_at=numbered):
    return cells_data(scores(probability), partition, names_at)


def falling(cells):
    return 0.9 ** np.random.default_rng(0).permutation(cells)


def test_every_cell_of_a_small_partition_in_order_of_probability():
    partition = world(8)
    probability = falling(len(partition))
    data = drawn(partition, probability)
    order = np.argsort(-probability)
    assert data["share"] == pytest.approx(probability[order] / probability.sum(), abs=1e-5)
    assert data["mass"] == pytest.approx(1.0, abs=1e-5)
    assert data["total"] == len(partition) == len(data["west"])
    for column in ("west", "south", "east", "north"):
        assert data[column] == pytest.approx(getattr(partition, column)[order], abs=1e-4)
    assert data["count"] == partition.count[order].tolist()
    assert data["place"] == numbered(partition.mean_lat[order], partition.mean_lon[order])
    assert json.loads(json.dumps(data)) == data


def test_what_says_nothing_is_not_drawn_nor_named():
    partition = world(32)
    probability = np.full(len(partition), LEAST_DRAWN / 2)
    probability[[3, 5]] = 0.4, 1 - 0.4 - probability[6:].sum() - probability[:3].sum() - probability[4]
    named = []
    data = drawn(partition, probability, lambda lats, lons: named.extend(lats) or [""] * len(lats))
    assert len(data["share"]) == len(named) == 2
    assert data["mass"] == pytest.approx(sum(data["share"]), abs=1e-5)
    assert data["mass"] < 1


def test_at_most_the_most_probable_are_drawn_and_at_least_one():
    partition = make_partition(places(3000), SplitRule(t_img=2))
    rising = np.linspace(1, 1.2, len(partition))
    assert rising.max() / rising.sum() < LEAST_DRAWN
    assert drawn(partition, rising)["west"] == [round(partition.west[-1], 4)]
    rising[: MOST_DRAWN + 50] *= 1000
    assert len(drawn(partition, rising)["share"]) == MOST_DRAWN


def test_borders_reach_the_poles_and_the_antimeridian():
    partition = world(32)
    data = drawn(partition, np.ones(len(partition)))
    assert (min(data["west"]), max(data["east"])) == (-180, 180)
    assert (min(data["south"]), max(data["north"])) == (-90, 90)
    west, east, south, north = (np.array(data[c]) for c in ("west", "east", "south", "north"))
    assert np.all(west < east)
    assert np.all(south < north)


def test_the_whole_world_is_one_cell():
    data = drawn(world(1), [1.0])
    assert [data[c] for c in ("west", "south", "east", "north")] == [[-180], [-90], [180], [90]]
    assert data["share"] == [1.0]


def test_scores_of_another_partition_are_refused():
    with pytest.raises(GeoCoreError, match="own scores"):
        drawn(world(8), np.ones(3))
