"""Logits to probabilities of cells, and those to places: centre, mean place, combined partitions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from geo_core.errors import GeoCoreError
from geo_core.partition.partition import Partition
from geo_core.records import CellScores
from geo_core.settings import check_choice
from geo_core.sphere.distance import great_circle_km

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

Point = Literal["centre", "mean"]
POINTS: tuple[Point, ...] = ("centre", "mean")
"""What a cell answers: its middle (the paper's section 4.1), or the mean place of its photos."""

BLOCK = 512
"""Choices weighed at once: the distances of all pairs of 7,000 cells would fill the memory."""


def log_probabilities(logits: Floats) -> Floats:
    """Log-softmax over the last axis: (..., C) → (..., C), natural logarithms, no overflow.

    Raises
    ------
    GeoCoreError
        If a logit is not finite.
    """
    if not np.isfinite(logits).all():
        raise GeoCoreError("A logit is not finite; the heads or the embedding are damaged.")
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


def cell_scores(name: str, log_probability: Floats) -> CellScores:
    """One photo's scores of one partition, from log-probabilities (C,)."""
    return CellScores(name, np.exp(log_probability))


def cell_places(partition: Partition, point: Point) -> tuple[Floats, Floats]:
    """(C,) lat and (C,) lon that the cells answer, degrees; an empty cell answers its centre.

    Raises
    ------
    SettingsError
        If the point is none of `POINTS`.
    """
    check_choice("point", point, POINTS)
    return partition.centre if point == "centre" else (partition.mean_lat, partition.mean_lon)


def most_probable_places(log_probability: Floats, places: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """(N,) lat and (N,) lon of the most probable of C places, from (N, C); of equals the first."""
    best = log_probability.argmax(axis=1)
    return places[0][best], places[1][best]


def most_probable_within(
    log_probability: Floats, places: tuple[Floats, Floats], radius_km: float
) -> tuple[Floats, Floats]:
    """The places around which most probability lies (the Bayes decision for one radius).

    Parameters
    ----------
    log_probability
        (N, C), natural logarithms.
    places
        (C,) lat and (C,) lon, degrees: where each cell's probability is taken to lie, and the choices.
    radius_km
        Great-circle distance that still counts as within.

    Returns
    -------
    (N,) lat and (N,) lon, degrees; of equals the first.
    """
    probability = np.exp(log_probability)
    lat, lon = places
    mass = np.empty_like(probability)
    for start in range(0, len(lat), BLOCK):
        block = slice(start, start + BLOCK)
        near = great_circle_km(lat[:, None], lon[:, None], lat[block], lon[block]) <= radius_km
        mass[:, block] = probability @ near
    return most_probable_places(mass, places)


@dataclass(frozen=True, eq=False)
class Combination:
    """Points at which several partitions' cells are multiplied (the paper's section 3.1).

    Attributes
    ----------
    lat, lon
        (J,) float64, degrees: a place in each cell of the finest partition.
    cells
        (P, J) int64, the cell of each partition that each point lies in.
    """

    lat: Floats
    lon: Floats
    cells: Integers


def combine(partitions: Sequence[Partition], point: Point = "mean") -> Combination:
    """The finest partition's places, and the cells of every partition that they lie in.

    Parameters
    ----------
    partitions
        One or more; the one of most cells gives the points.
    point
        Which place of its cells.

    Raises
    ------
    GeoCoreError
        If there is no partition.

    Notes
    -----
    A point always stands for its own cell of the finest partition, although the mean place of a
    wide cell near a pole may lie outside of it: each cell keeps exactly one point.
    """
    if not partitions:
        raise GeoCoreError("Combining needs at least one partition; none was given.")
    finest = max(range(len(partitions)), key=lambda p: len(partitions[p]))
    lat, lon = cell_places(partitions[finest], point)
    cells = np.stack([partition.assign(lat, lon) for partition in partitions])
    cells[finest] = np.arange(len(lat))
    return Combination(lat, lon, cells)


def combined_log_probabilities(
    log_probability: Sequence[Floats], combination: Combination, temperature: float = 1.0
) -> Floats:
    """Log-probabilities of the points: the sums over the cells that each lies in, normalised.

    Parameters
    ----------
    log_probability
        P arrays (N, C_p), in the order of the partitions that were combined.
    combination
        Made by `combine`.
    temperature
        The sums are divided by it: the heads saw one embedding, so their votes are no independent
        ones, and their plain product is too sure of itself.

    Returns
    -------
    (N, J) float64, natural logarithms; each row's probabilities sum to 1.

    Raises
    ------
    GeoCoreError
        If there are more or fewer arrays than partitions, or one has too few cells.
    """
    if len(log_probability) != len(combination.cells):
        raise GeoCoreError(
            f"Scores of {len(log_probability)} partitions are given; the combination has "
            f"{len(combination.cells)}. Give one array for each, in the same order."
        )
    for number, (one, cells) in enumerate(zip(log_probability, combination.cells, strict=True)):
        if one.ndim != 2 or one.shape[1] <= cells.max():
            raise GeoCoreError(
                f"Scores {number} have the shape {one.shape}; give (N, {cells.max() + 1}) or more."
            )
    total = [one[:, cells] for one, cells in zip(log_probability, combination.cells, strict=True)]
    return log_probabilities(np.sum(total, axis=0) / temperature)
