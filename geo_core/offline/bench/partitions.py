"""The even split of 6M places, beside the recursion that one writes first."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from geo_core.offline.bench.timing import Row, compare, median_ms
from geo_core.partition.cell import WORLD, Cell, area_km2
from geo_core.partition.making import PAPER_CELLS, make_partition, partition_of_size
from geo_core.partition.places import Places
from geo_core.partition.splitting import SplitRule, split_evenly

Floats = npt.NDArray[np.float64]

PHOTOS = 6_000_000
"""As many as the paper trains on."""

TARGET = 20.0
"""How many times faster than the recursion all six must be."""


def split_naively(lat: Floats, lon: Floats, rule: SplitRule, cell: Cell = WORLD) -> list[tuple[Cell, int]]:
    """Cells and their numbers of photos, south or west first: a recursion with boolean masks."""
    if lat.size < rule.t_img or area_km2(*cell) < rule.t_area_km2:
        return [(cell, lat.size)]
    low, high = (cell.west, cell.east) if cell.wide else (cell.south, cell.north)
    middle = (low + high) / 2.0
    first = (lon if cell.wide else lat) < middle
    one, other = cell.cut(middle)
    return split_naively(lat[first], lon[first], rule, one) + split_naively(
        lat[~first], lon[~first], rule, other
    )


def clustered_places(photos: int, seed: int = 0) -> tuple[Floats, Floats]:
    """Made-up places, clustered as photos are: towns of every size, bootstrapped from 100,000.

    Parameters
    ----------
    photos
        How many.
    seed
        Of the towns and of the bootstrap.

    Returns
    -------
    lat, lon: each (photos,), degrees.
    """
    rng = np.random.default_rng(seed)
    towns, base = 3000, 100_000
    size = 1.0 / np.arange(1, towns + 1)  # Zipf's law of towns
    town = rng.choice(towns, base, p=size / size.sum())
    lat = np.clip(rng.normal(25, 25, towns), -60, 75)[town] + rng.normal(0, 0.3, base)
    lon = rng.uniform(-180, 180, towns)[town] + rng.normal(0, 0.4, base)
    drawn = rng.integers(0, base, photos)
    return lat[drawn], (lon[drawn] + 180.0) % 360.0 - 180.0


def measure_partitions(repeats: int, photos: int = PHOTOS) -> Iterator[Row]:
    """One row after the other, as they are measured; sorting is part of each.

    Parameters
    ----------
    repeats
        Timed runs of each way, three at most: the recursion takes seconds.
    photos
        How many places; tests take fewer.
    """
    repeats = min(repeats, 3)
    lat, lon = clustered_places(photos)
    places = Places(lat, lon)
    rules = [SplitRule(partition_of_size(places, cells).t_img) for cells in PAPER_CELLS]
    finest = rules[-1]
    size = f"{photos / 1e6:g}M places"
    cells = len(split_evenly(places, finest).count)
    yield compare(
        f"partition of {size}, {cells} cells",
        lambda: split_evenly(Places(lat, lon), finest),
        ("naive recursion", lambda: split_naively(lat, lon, finest)),
        repeats,
    )
    yield compare(
        f"all six partitions of {size}",
        lambda: _split_all(Places(lat, lon), rules),
        ("naive recursion", lambda: [split_naively(lat, lon, rule) for rule in rules]),
        repeats,
        TARGET,
    )
    yield Row(
        f"with mean places, {cells} cells",
        median_ms(lambda: make_partition(Places(lat, lon), finest), repeats),
    )


def _split_all(places: Places, rules: list[SplitRule]) -> object:
    return [split_evenly(places, rule) for rule in rules]
