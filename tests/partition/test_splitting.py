"""The two ways of splitting, and how a number of cells is reached."""

import numpy as np
import pytest
from hypothesis import given, settings

from geo_core.errors import GeoCoreError, SettingsError
from geo_core.offline.bench.partitions import split_naively
from geo_core.partition.making import make_partition, partition_of_size, split
from geo_core.partition.morton import LONG_HALVINGS, SHORT_HALVINGS, encode, halvings_for
from geo_core.partition.places import Places
from geo_core.partition.random_splitting import MARGIN, split_randomly
from geo_core.partition.splitting import Leaves, SplitRule, split_evenly
from tests.partition.drawing import clusters, place_lists, rules


def check_equal_to_naive(places: Places, rule: SplitRule) -> None:
    leaves = split_evenly(places, rule)
    cells = np.stack([leaves.south, leaves.north, leaves.west, leaves.east, leaves.count], axis=1)
    naive = [[*cell, count] for cell, count in split_naively(places.lat, places.lon, rule)]
    assert cells.tolist() == naive


@settings(derandomize=True, deadline=None, max_examples=100)
@given(place_lists(), rules("even"))
def test_fast_is_naive_on_hard_places(places: Places, rule: SplitRule) -> None:
    check_equal_to_naive(places, rule)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("t_area_km2", [0.05, 1.0, 1e5])
def test_fast_is_naive_on_clusters(seed: int, t_area_km2: float) -> None:
    check_equal_to_naive(clusters(2000, seed), SplitRule(15, t_area_km2))


def bits_by_halving(lat: float, lon: float, halvings: int) -> int:
    code, box = 0, {"lat": [-90.0, 90.0], "lon": [-180.0, 180.0]}
    for level in range(2 * halvings):
        name, value = ("lon", lon) if level % 2 == 0 else ("lat", lat)
        middle = sum(box[name]) / 2
        code = 2 * code + (value >= middle)
        box[name][int(value < middle)] = middle
    return code


@pytest.mark.parametrize("halvings", [SHORT_HALVINGS, LONG_HALVINGS])
def test_codes_are_the_decisions_of_halving(halvings: int) -> None:
    places = clusters(200, 4)
    step = 360 / 2**halvings
    borders = np.arange(-20, 20) * step
    lat = np.concatenate([places.lat, [90, -90], borders / 2, np.nextafter(borders / 2, -90)])
    lon = np.concatenate([places.lon, [0, -180], borders, np.nextafter(borders, -180)])
    codes = encode(lat, lon, halvings).tolist()
    assert codes == [bits_by_halving(a, b, halvings) for a, b in zip(lat, lon, strict=True)]


def test_long_codes_where_short_ones_do_not_reach_the_area() -> None:
    assert halvings_for(1.0) == SHORT_HALVINGS
    assert halvings_for(0.1) == LONG_HALVINGS


def lines(leaves: Leaves) -> set[tuple[float, ...]]:
    return set(zip(*(getattr(leaves, n).tolist() for n in ("south", "north", "west", "east")), strict=True))


def test_the_seed_decides_the_random_cuts() -> None:
    places = clusters(1000, 5)
    one, same, other = (split_randomly(places, SplitRule(30, mode="random", seed=s)) for s in (1, 1, 2))
    assert lines(one) == lines(same)
    assert lines(one) != lines(other)


def test_random_cuts_leave_no_sliver() -> None:
    leaves = split_randomly(clusters(2000, 6), SplitRule(20, mode="random"))
    width, height = leaves.east - leaves.west, leaves.north - leaves.south
    # A side is cut only while it is the longer one, and keeps a tenth.
    assert np.all(np.minimum(width, height) >= MARGIN * np.maximum(width, height) / 2 - 1e-9)


@pytest.mark.parametrize("mode", ["even", "random"])
def test_a_lower_threshold_refines(mode: str) -> None:
    places = clusters(2000, 7)
    coarse = make_partition(places, SplitRule(100, mode=mode))
    fine = make_partition(places, SplitRule(10, mode=mode))
    parent = coarse.assign(*fine.centre)
    np.testing.assert_array_equal(np.bincount(parent, fine.count), coarse.count)
    # The order of the splitting keeps a cell's parts together.
    assert np.all(np.diff(parent) >= 0)


@pytest.mark.parametrize("mode", ["even", "random"])
def test_the_parents_tell_the_size_at_every_threshold(mode: str) -> None:
    places = clusters(800, 8)
    leaves = split(places, SplitRule(5, mode=mode))
    for t_img in (5, 6, 17, 100, 801):
        expected = len(split(places, SplitRule(t_img, mode=mode)).count)
        assert 1 + (leaves.parents >= t_img).sum() == expected


@pytest.mark.parametrize("mode", ["even", "random"])
@pytest.mark.parametrize("cells", [1, 2, 7, 40])
def test_a_size_is_reached_as_nearly_as_can_be(mode: str, cells: int) -> None:
    places = clusters(300, 9)
    found = partition_of_size(places, cells, mode=mode, seed=3)
    sizes = [len(split(places, SplitRule(t, mode=mode, seed=3)).count) for t in range(1, 302)]
    assert abs(len(found) - cells) == min(abs(size - cells) for size in sizes)
    assert len(found) == sizes[found.t_img - 1]


def test_a_size_out_of_reach_is_said() -> None:
    with pytest.raises(SettingsError, match=r"out of reach: these 2 photos give .* lower t_area_km2"):
        partition_of_size(Places(np.zeros(2), np.zeros(2)), 500)
    with pytest.raises(SettingsError, match="cells is 0; allowed is 1 to"):
        partition_of_size(Places(np.zeros(2), np.zeros(2)), 0)


def test_a_partition_that_runs_away_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo_core.partition.splitting.MOST_CELLS", 50)
    for mode in ("even", "random"):
        with pytest.raises(SettingsError, match="more than 50 cells"):
            make_partition(clusters(1000, 0), SplitRule(2, mode=mode))


@pytest.mark.parametrize(
    ("lat", "lon", "words"),
    [
        ([], [], "at least one photo"),
        ([0, np.nan], [0, 0], "Place 1 is"),
        ([0], [np.inf], "Place 0 is"),
        ([91], [0], "allowed are latitudes of ±90°"),
        ([0, 1], [0], "shapes"),
    ],
)
def test_bad_places_are_refused(lat: list[float], lon: list[float], words: str) -> None:
    with pytest.raises(GeoCoreError, match=words):
        Places(np.array(lat, np.float64), np.array(lon, np.float64))


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        ({"t_img": 0}, "t_img is 0; allowed is 1"),
        ({"t_img": 5, "t_area_km2": 0.0}, "t_area_km2 is 0.0"),
        ({"t_img": 5, "t_area_km2": float("nan")}, "t_area_km2 is nan"),
        ({"t_img": 5, "mode": "odd"}, "mode is 'odd'; allowed is one of even, random"),
        ({"t_img": 5, "seed": -1}, "seed is -1"),
    ],
)
def test_bad_rules_are_refused(given_: dict, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        SplitRule(**given_)
