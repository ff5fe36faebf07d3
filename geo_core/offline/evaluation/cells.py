"""The classifier's answers: each head's, the heads combined, and a decision per radius."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geo_core.classifier.decoding import (
    Combination,
    cell_places,
    combine,
    combined_log_probabilities,
    log_probabilities,
    most_probable_places,
    most_probable_within,
)
from geo_core.classifier.heads import Heads
from geo_core.classifier.storage import load_heads
from geo_core.offline.evaluation.methods import Places, Query, Rule, everywhere
from geo_core.offline.training.training import HEADS
from geo_core.partition.files import read_partition
from geo_core.settings import RADII_KM

Floats = npt.NDArray[np.float64]
LogProbabilities = Callable[[Query], list[Floats]]


def rules_of_heads(folder: Path, embedder: str) -> Iterator[Rule]:
    """Every head at its best cell's mean place, all heads combined, and that per radius.

    Parameters
    ----------
    folder
        Written by ``train``.
    embedder
        Digest of the atlas's embedder; heads trained on another one's embeddings are refused.

    Raises
    ------
    WeightsError
        If the heads are missing, damaged or another embedder's.
    AtlasError
        If a partition is missing or damaged.
    """
    heads = load_heads(folder / HEADS, embedder=embedder)
    partitions = [read_partition(folder / f"partition-{name}.npz") for name in heads.identity.partitions]
    heads.identity.check_partitions(partitions)

    def scores(query: Query) -> list[Floats]:
        return [log_probabilities(logits) for logits in heads.logits(query.vector[None])]

    for number, partition in enumerate(partitions):
        yield Rule(f"cells {len(partition)}", _one_head(scores, number, cell_places(partition, "mean")))
    combination = combine(partitions)
    yield Rule("cells combined", _combined(scores, combination, heads))
    yield Rule("cells combined, per radius", _combined_per_radius(scores, combination, heads))


def _one_head(
    scores: LogProbabilities, number: int, places: tuple[Floats, Floats]
) -> Callable[[Query], Places]:
    def answer(query: Query) -> Places:
        lat, lon = most_probable_places(scores(query)[number], places)
        return everywhere(lat[0], lon[0])

    return answer


def _combined(scores: LogProbabilities, combination: Combination, heads: Heads) -> Callable[[Query], Places]:
    def answer(query: Query) -> Places:
        joined = _joined(scores(query), combination, heads)
        lat, lon = most_probable_places(joined, (combination.lat, combination.lon))
        return everywhere(lat[0], lon[0])

    return answer


def _combined_per_radius(
    scores: LogProbabilities, combination: Combination, heads: Heads
) -> Callable[[Query], Places]:
    def answer(query: Query) -> Places:
        joined = _joined(scores(query), combination, heads)
        places = (combination.lat, combination.lon)
        found = [most_probable_within(joined, places, radius) for radius in RADII_KM]
        return np.array([(lat[0], lon[0]) for lat, lon in found])

    return answer


def _joined(log_probability: list[Floats], combination: Combination, heads: Heads) -> Floats:
    temperature = float(heads.combined_temperature)
    return combined_log_probabilities(log_probability, combination, temperature)
