"""The base map, its cells, its heat and its marks, pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from geo_core.density.grid import density_map, square_root_frame
from geo_core.errors import GeoCoreError
from geo_core.offline.figures import marks
from geo_core.offline.figures.classification import RAMP, probability_colours
from geo_core.offline.figures.partitions import draw_partitions
from geo_core.offline.figures.worldmap import (
    GROUND,
    SCALE,
    base_map,
    cells_layer,
    finished,
    heat_layer,
    pixel,
    strip,
)
from geo_core.records import Density
from geo_core.view.colours import heat_ramp
from tests.classifier.worlds import world

SIZE = (360, 180)
LARGE = (SIZE[0] * SCALE, SIZE[1] * SCALE)

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def drawn(mark: marks.Mark, lat: float, lon: float) -> Array:
    """(H, W, 3) of a blank map of one pixel a degree with one mark."""
    large = Image.new("RGB", LARGE, GROUND)
    marks.put(mark, large, (lat, lon))
    return np.asarray(finished(large), np.float64)


def is_like(pixels: Array, colour: tuple[int, int, int]) -> np.ndarray:
    return np.abs(pixels - colour).max(axis=-1) < 60


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [
        (90, -180, (0, 0)),
        (0, 0, (180, 90)),
        (-90, 0, (180, 180)),
        (48.85, 2.35, (182.35, 41.15)),
        (0, 180, (0, 90)),
        (0, 190, (10, 90)),
        (0, 179.5, (359.5, 90)),
    ],
)
def test_a_place_has_its_pixel(lat: float, lon: float, expected: tuple[float, float]) -> None:
    assert pixel(lat, lon, SIZE) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("mark", "colour"),
    [(marks.star, marks.ANSWER), (marks.ring, marks.TRUTH), (marks.dot, marks.NEIGHBOUR)],
)
@pytest.mark.parametrize(("lat", "lon"), [(0, 0), (48.85, 2.35), (-33.86, 151.22), (64.1, -21.9)])
def test_a_mark_stands_at_its_place(
    mark: marks.Mark, colour: tuple[int, int, int], lat: float, lon: float
) -> None:
    rows, columns = np.nonzero(is_like(drawn(mark, lat, lon), colour))
    centre = ((rows.min() + rows.max() + 1) / 2, (columns.min() + columns.max() + 1) / 2)
    assert centre == pytest.approx((90 - lat, lon + 180), abs=1.6)  # a star's box is not centred on it


def test_the_middle_of_a_ring_is_free() -> None:
    assert tuple(drawn(marks.ring, 10, 20)[80, 200]) == GROUND


@pytest.mark.parametrize("mark", [marks.star, marks.ring, marks.dot])
def test_a_mark_at_the_antimeridian_shows_a_half_at_each_edge(mark: marks.Mark) -> None:
    at_180 = drawn(mark, 10, 180)
    np.testing.assert_array_equal(at_180, drawn(mark, 10, -180))
    moved = np.roll(at_180, SIZE[0] // 2, axis=1)
    np.testing.assert_allclose(moved, drawn(mark, 10, 0), atol=1)
    columns = np.nonzero((at_180 != GROUND).any(axis=(0, 2)))[0]
    assert {0, SIZE[0] - 1} <= set(columns)
    assert not set(columns) & set(range(30, SIZE[0] - 30))


@pytest.mark.parametrize(("lat", "edge"), [(90, 0), (-90, SIZE[1] - 1)])
def test_half_of_a_ring_is_seen_at_a_pole(lat: float, edge: int) -> None:
    rows, columns = np.nonzero(is_like(drawn(marks.ring, lat, 40), marks.TRUTH))
    assert edge in rows
    assert abs(edge - rows).max() == pytest.approx(marks.RING, abs=1.5)
    assert (columns.min() + columns.max() + 1) / 2 == pytest.approx(220, abs=1)


@pytest.mark.parametrize("mode", ["even", "random"])
def test_every_pixel_has_the_colour_of_the_cell_that_lies_there(mode: str) -> None:
    partition = world(24, mode)  # type: ignore[arg-type]
    number = np.arange(len(partition))
    colours = np.stack([number * 5 + 20, number, 255 - number, np.full_like(number, 255)], axis=1)
    shown = np.asarray(cells_layer(partition, colours, LARGE))
    for y in range(3, LARGE[1] - 3, 7):
        for x in range(3, LARGE[0] - 3, 7):
            lat, lon = 90 - (y + 0.5) * 180 / LARGE[1], (x + 0.5) * 360 / LARGE[0] - 180
            cell = int(partition.assign([lat], [lon])[0])
            if tuple(shown[y, x, :3]) != tuple(colours[cell, :3]):
                lats, lons = lat + np.array([-1, 1, 0, 0]), lon + np.array([0, 0, -1, 1])
                near = partition.assign(np.clip(lats, -90, 90), lons)
                assert len({cell, *near.tolist()}) > 1, "only a border has another colour"


def test_the_order_says_which_cell_lies_above_and_small_ones_are_grown() -> None:
    partition = world(40)
    smallest = int(np.argmin(partition.area_km2))
    colours = np.tile(np.array([10, 10, 10, 255]), (len(partition), 1))
    colours[smallest] = (250, 0, 0, 255)
    order = np.r_[np.delete(np.arange(len(partition)), smallest), smallest]
    shown = np.asarray(cells_layer(partition, colours, (72, 36), order=order, least_px=9))
    rows, columns = np.nonzero(shown[..., 0] == 250)
    assert np.ptp(rows) + 1 >= 9
    assert np.ptp(columns) + 1 >= 9
    hidden = np.asarray(cells_layer(partition, colours, (72, 36), order=order[:3], least_px=9))
    assert not (hidden[..., 0] == 250).any()
    assert (hidden[..., 3] == 0).any(), "cells that are not in the order are clear"


def test_a_more_probable_cell_is_never_darker() -> None:
    probability = np.random.default_rng(0).dirichlet(np.full(300, 0.1))
    colours = probability_colours(probability)
    alpha = colours[:, 3:] / 255
    laid = colours[:, :3] * alpha + np.array(GROUND) * (1 - alpha)
    light = (laid @ (0.2126, 0.7152, 0.0722))[np.argsort(probability)]
    assert (np.diff(light) >= -1e-9).all()
    assert len(np.unique(light)) > 30
    np.testing.assert_array_equal(colours[probability.argmax()], RAMP[-1])
    assert colours[probability.argmin(), 3] == 0


def test_even_probabilities_are_all_as_light_as_the_highest() -> None:
    np.testing.assert_array_equal(probability_colours(np.full(4, 0.25)), np.tile(RAMP[-1], (4, 1)))


@pytest.mark.parametrize(("lat", "lon"), [(30.0, 100.0), (-60.0, -150.0)])
def test_the_heat_is_greatest_where_the_density_is(lat: float, lon: float) -> None:
    density = Density(np.array([lat]), np.array([lon]), np.zeros(1), 4.0)
    layer = heat_layer(square_root_frame(density_map(density, 2.0)), heat_ramp(), SIZE)
    alpha = np.asarray(layer, np.float64)
    light = alpha[..., :3].sum(axis=-1) * (alpha[..., 3] > 0)
    row, column = np.unravel_index(light.argmax(), light.shape)
    assert (90 - row, column - 180) == pytest.approx((lat, lon), abs=3)
    assert alpha[-1 if lat > 0 else 0, :, 3].max() == 0


def test_the_coast_lies_above_a_layer_and_the_earth_below_it() -> None:
    base = base_map(SIZE)
    assert base.size == LARGE
    clear = np.asarray(base.covered(Image.new("RGBA", LARGE)), np.float64)
    covered = np.asarray(base.covered(Image.new("RGBA", LARGE, (255, 0, 0, 255))), np.float64)
    red = (covered == (255, 0, 0)).all(axis=-1)
    assert 0.5 < red.mean() < 1, "all but the lines are covered"
    assert clear.std() > 5
    assert len(set(map(tuple, clear.reshape(-1, 3)[::97].tolist()))) > 20


def test_a_strip_goes_from_the_ground_to_the_ramps_end() -> None:
    shown = np.asarray(strip(heat_ramp(), (50, 7)))
    assert shown.shape == (7, 50, 3)
    assert tuple(shown[0, 0]) == GROUND
    assert shown[0, -1].sum() > shown[0, 25].sum() > shown[0, 5].sum()


def test_partitions_of_equal_size_share_a_row() -> None:
    one, two = draw_partitions([world(4)]), draw_partitions([world(4), world(9)])
    assert two.height == one.height
    assert two.width > one.width
    np.testing.assert_array_equal(np.asarray(one)[:500, :900], np.asarray(two)[:500, :900])


def test_no_partition_is_said() -> None:
    with pytest.raises(GeoCoreError, match="one or more"):
        draw_partitions([])
