"""What is true of every partition, whatever the photos and the rule."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo_core.errors import GeoCoreError
from geo_core.partition.cell import WORLD, Cell, area_km2
from geo_core.partition.making import make_partition
from geo_core.partition.partition import Partition
from geo_core.partition.places import Places
from geo_core.partition.random_splitting import split_randomly
from geo_core.partition.splitting import SplitRule
from geo_core.sphere.coordinates import latlon_to_vector, vector_to_latlon
from geo_core.sphere.distance import EARTH_AREA_KM2
from tests.partition.drawing import clusters, place_lists, rules

CALM = settings(derandomize=True, deadline=None, max_examples=60)
MODES = pytest.mark.parametrize("mode", ["even", "random"])


def inside(partition: Partition, lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """(N, C): which boxes hold which places, by comparison alone."""
    lat, lon = lat[:, None], lon[:, None]
    below_north = (lat < partition.north) | ((lat == 90) & (partition.north == 90))
    return (lat >= partition.south) & below_north & (lon >= partition.west) & (lon < partition.east)


@CALM
@given(place_lists(), rules())
@example(Places(np.array([90.0, -90, 0]), np.array([180.0, -180, -1e-17])), SplitRule(1, 1e4))
def test_every_place_lies_in_exactly_one_cell_and_assign_finds_it(places: Places, rule: SplitRule) -> None:
    partition = make_partition(places, rule)
    held = inside(partition, places.lat, places.lon)
    assert np.all(held.sum(axis=1) == 1)
    np.testing.assert_array_equal(partition.assign(places.lat, places.lon), held.argmax(axis=1))
    np.testing.assert_array_equal(partition.count, held.sum(axis=0))
    assert partition.count.sum() == len(places)


@CALM
@given(place_lists(), rules())
def test_the_areas_sum_to_the_sphere(places: Places, rule: SplitRule) -> None:
    partition = make_partition(places, rule)
    np.testing.assert_allclose(partition.area_km2.sum(), EARTH_AREA_KM2, rtol=1e-12)
    assert np.all(partition.area_km2 > 0)


def split_cells(partition: Partition) -> list[Cell]:
    """Every cell that was split, found by going down from the world with the partition's own cuts."""
    cuts = partition._cuts
    found, todo = [], [(cuts.value.size - 1, WORLD)]
    while todo:
        node, cell = todo.pop()
        if node >= len(partition):
            found.append(cell)
            value, by_lon = cuts.value[node], bool(cuts.axis[node])
            low, high = (
                (cell._replace(east=value), cell._replace(west=value))
                if by_lon
                else (cell._replace(north=value), cell._replace(south=value))
            )
            todo += [(cuts.child[node, 0], low), (cuts.child[node, 1], high)]
    return found


@CALM
@given(place_lists(), rules("even"))
def test_every_leaf_meets_a_threshold_and_no_parent_did(places: Places, rule: SplitRule) -> None:
    partition = make_partition(places, rule)
    assert np.all((partition.count < rule.t_img) | (partition.area_km2 < rule.t_area_km2))
    for cell in split_cells(partition):
        held = (places.lat >= cell.south) & ((places.lat < cell.north) | (cell.north == 90))
        held &= (places.lon >= cell.west) & (places.lon < cell.east)
        assert held.sum() >= rule.t_img
        assert area_km2(*cell) >= rule.t_area_km2


@CALM
@given(place_lists(), rules("random"))
def test_random_leaves_meet_a_threshold_and_no_parent_did(places: Places, rule: SplitRule) -> None:
    leaves = split_randomly(places, rule)
    area = area_km2(leaves.south, leaves.north, leaves.west, leaves.east)
    assert np.all((leaves.count < rule.t_img) | (area < rule.t_area_km2))
    assert np.all(leaves.parents >= rule.t_img)
    assert leaves.parents.size == leaves.count.size - 1


@MODES
@CALM
@given(lat=st.floats(-90, 90), lon=st.floats(-180, 180), turns=st.integers(-2, 2))
def test_a_turn_about_the_earth_changes_nothing(mode: str, lat: float, lon: float, turns: int) -> None:
    # To a ten-thousandth of a degree: adding 360° rounds, and may cross a border that lies nearer.
    lat, lon = round(lat, 4), round(lon, 4) + 5e-5
    partition = make_partition(clusters(300, 0), SplitRule(20, mode=mode))
    same = partition.assign([lat, lat], [lon, lon + 360 * turns])
    assert same[0] == same[1]


@MODES
def test_a_cells_own_centre_lies_in_it(mode: str) -> None:
    partition = make_partition(clusters(5000, 1), SplitRule(20, mode=mode))
    np.testing.assert_array_equal(partition.assign(*partition.centre), np.arange(len(partition)))


@MODES
def test_the_mean_place_is_that_of_the_photos(mode: str) -> None:
    places = clusters(3000, 2)
    partition = make_partition(places, SplitRule(100, mode=mode))
    cell = partition.assign(places.lat, places.lon)
    for number in range(len(partition)):
        mine = cell == number
        if mine.any():
            lat, lon = vector_to_latlon(latlon_to_vector(places.lat[mine], places.lon[mine]).sum(axis=0))
        else:
            lat, lon = (value[number] for value in partition.centre)
        np.testing.assert_allclose(partition.mean_lat[number], lat, atol=1e-9)  # degrees
        np.testing.assert_allclose(partition.mean_lon[number], lon, atol=1e-9)


def test_opposed_places_have_the_centre_for_a_mean() -> None:
    partition = make_partition(Places(np.array([0.0, 0]), np.array([-90.0, 90])), SplitRule(3))
    assert (partition.mean_lat.tolist(), partition.mean_lon.tolist()) == ([0.0], [0.0])


def test_golden_by_hand() -> None:
    """Paris, Lyon and Sydney, until fewer than 2 photos or less than 4 million km².

    The world is cut at 0° E; the empty west stays. The east, a square, is cut at the equator; its
    south with Sydney stays. The north, 180° wide, is cut at 90° E, its east is empty. The square
    left is cut at 45° N, its south is empty; the rest at 45° E; that square at 67.5° N; the rest,
    45° wide, at 22.5° E. There Paris and Lyon share 45–67.5° N, 0–22.5° E:
    6371² · 0.3927 · (0.92388 − 0.70711) = 3.46 million km², which stays.
    """
    places = Places(np.array([48.9, 45.8, -33.9]), np.array([2.3, 4.8, 151.2]))
    partition = make_partition(places, SplitRule(2, 4e6))
    cells = np.stack([partition.south, partition.north, partition.west, partition.east], axis=1)
    assert cells.tolist() == [
        [-90, 90, -180, 0],
        [-90, 0, 0, 180],
        [0, 45, 0, 90],
        [45, 67.5, 0, 22.5],
        [45, 67.5, 22.5, 45],
        [67.5, 90, 0, 45],
        [45, 90, 45, 90],
        [0, 90, 90, 180],
    ]
    assert partition.count.tolist() == [0, 1, 0, 2, 0, 0, 0, 0]


@MODES
def test_duplicates_end_at_the_area(mode: str) -> None:
    partition = make_partition(Places(np.full(50, 90.0), np.full(50, 180.0)), SplitRule(1, 1.0, mode))
    (full,) = np.flatnonzero(partition.count)
    assert partition.area_km2[full] < 1
    assert partition.north[full] == 90
    assert partition.west[full] == -180
    assert len(partition) < 300


@MODES
def test_one_place_below_the_threshold_is_one_cell(mode: str) -> None:
    partition = make_partition(Places(np.array([12.0]), np.array([34.0])), SplitRule(2, mode=mode))
    assert len(partition) == 1
    assert partition.assign([-90, 90], [-180, 180]).tolist() == [0, 0]
    np.testing.assert_allclose([partition.mean_lat[0], partition.mean_lon[0]], [12, 34], atol=1e-12)


def test_assign_of_nothing_and_of_nonsense() -> None:
    partition = make_partition(clusters(100, 0), SplitRule(20))
    assert partition.assign([], []).shape == (0,)
    with pytest.raises(GeoCoreError, match=r"Place 1 is \(nan, 0.0\)"):
        partition.assign([0, np.nan], [0, 0])


def test_cells_that_are_no_partition_are_refused() -> None:
    good = make_partition(clusters(500, 3), SplitRule(50))
    with pytest.raises(GeoCoreError, match="do not make up the world"):
        replace(good, east=np.where(good.east == 180, 179.0, good.east))
    with pytest.raises(GeoCoreError, match="below its north"):
        replace(good, north=good.south)
    with pytest.raises(GeoCoreError, match="count"):
        replace(good, count=-good.count)
    with pytest.raises(GeoCoreError, match="mean_lat"):
        replace(good, mean_lat=good.mean_lat[:-1])
