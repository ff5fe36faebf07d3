"""Places to a partition, by thresholds or by how many cells there shall be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from geo_core.errors import SettingsError
from geo_core.partition.cuts import CHUNK, join
from geo_core.partition.partition import Partition
from geo_core.partition.places import Places
from geo_core.partition.random_splitting import split_randomly
from geo_core.partition.splitting import Leaves, SplitMode, SplitRule, split_evenly
from geo_core.settings import check_range
from geo_core.sphere.coordinates import latlon_to_vector, vector_to_latlon

Floats = npt.NDArray[np.float64]

PAPER_CELLS = (10, 80, 359, 1060, 1693, 7011)
"""Sizes of the paper's six partitionings (its Figure 2)."""

MOST_ASKED = 100_000
"""Cells that may be asked for."""

OPPOSED = 1e-9
"""Mean vectors shorter than this are rounding: the places lie opposite each other, and have no mean."""


def split(places: Places, rule: SplitRule) -> Leaves:
    """The cells that a rule leaves whole, by its mode."""
    return split_evenly(places, rule) if rule.mode == "even" else split_randomly(places, rule)


def make_partition(places: Places, rule: SplitRule) -> Partition:
    """The partition that a rule makes of photos' places (the paper's section 3.1).

    Parameters
    ----------
    places
        N ≥ 1 places; one `Places` for several partitions spares sorting again.
    rule
        Thresholds, mode and seed.

    Returns
    -------
    The partition; its counts sum to N.

    Raises
    ------
    SettingsError
        If it would have more cells than `splitting.MOST_CELLS`.

    Examples
    --------
    >>> places = Places(np.array([48.9, 45.8, -33.9]), np.array([2.3, 4.8, 151.2]))
    >>> make_partition(places, SplitRule(t_img=3)).count.tolist()
    [0, 1, 2]
    """
    leaves = split(places, rule)
    mean_lat, mean_lon = _mean_places(places, leaves)
    return Partition(
        leaves.south,
        leaves.north,
        leaves.west,
        leaves.east,
        leaves.count,
        mean_lat,
        mean_lon,
        rule.t_img,
        rule.t_area_km2,
        rule.mode,
        rule.seed,
    )


def partition_of_size(
    places: Places, cells: int, *, t_area_km2: float = 1.0, mode: SplitMode = "even", seed: int = 0
) -> Partition:
    """The partition whose number of cells comes nearest to a wish, by bisecting t_img.

    Parameters
    ----------
    places
        N ≥ 1 places.
    cells
        How many are wanted; equal counts of photos may forbid exactly this number.
    t_area_km2, mode, seed
        As in `splitting.SplitRule`.

    Raises
    ------
    SettingsError
        If no t_img gives so many cells.
    """
    check_range("cells", cells, 1, MOST_ASKED)
    rule = SplitRule(max(1, len(places) // (4 * cells)), t_area_km2, mode, seed)
    leaves = split(places, rule)
    while len(leaves.count) < cells and rule.t_img > 1:
        rule = replace(rule, t_img=max(1, rule.t_img // 4))
        leaves = split(places, rule)
    if len(leaves.count) < cells:
        raise SettingsError(
            f"{cells} cells are out of reach: these {len(places)} photos give {len(leaves.count)} at most "
            f"with t_area_km2 {t_area_km2:g}. Ask for fewer, or lower t_area_km2."
        )
    return make_partition(places, replace(rule, t_img=_threshold(leaves, cells)))


def recounted(partition: Partition, places: Places) -> Partition:
    """The same cells, with the counts and the mean places of other photos."""
    count = np.bincount(partition.assign(places.lat, places.lon), minlength=len(partition))
    borders = (partition.south, partition.north, partition.west, partition.east)
    leaves = Leaves(*borders, count.astype(np.int64), np.empty(0, np.int64))
    mean_lat, mean_lon = _mean_places(places, leaves)
    return replace(partition, count=leaves.count, mean_lat=mean_lat, mean_lon=mean_lon)


def _threshold(leaves: Leaves, cells: int) -> int:
    """The t_img that comes nearest to so many cells; of two as near, the one with more cells.

    Splitting is nested, so a threshold t leaves 1 + #(parents ≥ t) cells: the bisection is one of
    the parents' sorted counts, and no cell is split again for it.
    """
    counts = np.sort(leaves.parents)
    if cells == 1:
        return int(counts[-1]) + 1 if counts.size else 1
    enough = int(counts[-(cells - 1)])
    least, most = (1 + counts.size - int(np.searchsorted(counts, value)) for value in (enough + 1, enough))
    return enough if most - cells <= cells - least else enough + 1


def _mean_places(places: Places, leaves: Leaves) -> tuple[Floats, Floats]:
    """(C,) lat and (C,) lon of the mean place of each cell's photos, degrees."""
    cuts = join(leaves.south, leaves.north, leaves.west, leaves.east)
    sums = np.zeros((len(leaves.count), 3))
    for start in range(0, len(places), CHUNK):
        lat, lon = places.lat[start : start + CHUNK], places.lon[start : start + CHUNK]
        np.add.at(sums, cuts.find(lat, lon), latlon_to_vector(lat, lon))
    lat, lon = (leaves.south + leaves.north) / 2.0, (leaves.west + leaves.east) / 2.0
    known = np.sqrt(np.square(sums).sum(axis=1)) > OPPOSED * np.maximum(leaves.count, 1)
    lat[known], lon[known] = vector_to_latlon(sums[known])
    return lat, lon
