"""A whole evaluation against as many references as the paper's: what searching and deciding take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from geo_core.density.decision import best_within_all
from geo_core.density.mixture import density_of
from geo_core.density.mode_seeking import global_mode
from geo_core.offline.bench.partitions import clustered_places
from geo_core.offline.building.recall import K, choose_nprobe
from geo_core.offline.evaluation.accuracy import accuracy
from geo_core.records import Neighbours
from geo_core.retrieval.index import build_index, default_factory
from geo_core.retrieval.search import search
from geo_core.settings import MAX_NEIGHBOURS, RADII_KM, DensitySettings, check_range
from geo_core.sphere.distance import great_circle_km

QUERIES, DIMENSION = 3_000, 512
"""As Im2GPS3k has; numbers of an embedding."""

OWN = 20
"""References of each query's own photographer, which may not answer."""

FACTORS, NOISE = 16, 0.05
"""Made-up embeddings vary in so many ways, the n-th 1/√n as much as the first, and a little in all: as of
photos, some are near each other and most are not. Evenly random ones lie all equally far apart, and then no
index can tell which lists to search."""

BLOCK = 10_000
"""Embeddings made at once."""

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Stage:
    """What one part of the evaluation took.

    Attributes
    ----------
    name
        What is done.
    seconds, cpu_seconds
        Wall time, and what this process computed in it: the first is longer on a busy machine, the second
        where several cores worked.
    units
        Queries, or references where the index is built; 0 where a rate says nothing.
    """

    name: str
    seconds: float
    cpu_seconds: float
    units: int


def measure_scale(references: int, queries: int = QUERIES) -> Iterator[Stage]:
    """One stage after the other, as they are measured; once each, for they take seconds.

    Parameters
    ----------
    references
        Made-up embeddings and places; a million take 3 GB.
    queries
        Made-up photos.

    Raises
    ------
    SettingsError
        If either number is too small or too large to be tried here.
    """
    check_range("references", references, 10 * OWN, 10_000_000)
    check_range("queries", queries, 1, 100_000)
    draw = np.random.default_rng(0)
    vectors, asked = (
        made_up_embeddings(references, draw),
        made_up_embeddings(queries, draw).astype(np.float32),
    )
    lat, lon = clustered_places(references + queries)
    places, truth = (lat[:references], lon[:references]), (lat[references:], lon[references:])
    with _clock() as clock:
        index = build_index(vectors, default_factory(references))
    yield clock.stage(f"index of {references:,} references, once an atlas", references)
    with _clock() as clock:
        nprobe, recall = choose_nprobe(index, vectors)
    lists = f", {nprobe} lists" if nprobe else ""
    yield clock.stage(f"choosing its lists: recall@{K} {recall:.3f}{lists}")
    with _clock() as clock:
        bar = tqdm(asked, desc="searching", disable=None)
        found = [_searched(index, vector, places, draw) for vector in bar]
    yield clock.stage("search, a photographer left out", queries)
    for sigma in (1.0, 4.0, 16.0):
        with _clock() as clock:
            for near in tqdm(found, desc=f"σ = {sigma:g}°", disable=None):
                global_mode(density_of(near, DensitySettings(sigma_deg=sigma)))
        yield clock.stage(f"kNN, σ = {sigma:g}°", queries)
    with _clock() as clock:
        for near in tqdm(found, desc="per radius", disable=None):
            best_within_all(density_of(near, DensitySettings()), RADII_KM)
    yield clock.stage("a decision for each radius", queries)
    error_km = great_circle_km([n.lat[0] for n in found], [n.lon[0] for n in found], *truth)
    with _clock() as clock:
        accuracy(error_km, np.arange(queries).astype(object) // 3)
    yield clock.stage("accuracy with intervals, a row of the table")


@dataclass
class _Clock:
    seconds: float = 0.0
    cpu_seconds: float = 0.0

    def stage(self, name: str, units: int = 0) -> Stage:
        return Stage(name, self.seconds, self.cpu_seconds, units)


@contextmanager
def _clock() -> Iterator[_Clock]:
    """A clock that runs while the block does."""
    clock = _Clock()
    wall, cpu = time.perf_counter(), time.process_time()
    yield clock
    clock.seconds, clock.cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu


def made_up_embeddings(count: int, draw: np.random.Generator) -> npt.NDArray[np.float16]:
    """(count, 512) of norm 1, unevenly spread as those of photos are."""
    scale = 1 / np.sqrt(np.arange(1, FACTORS + 1, dtype=np.float32))
    scale /= np.linalg.norm(scale)
    ways = np.random.default_rng(1).standard_normal((FACTORS, DIMENSION), np.float32) * scale[:, None]
    made = np.empty((count, DIMENSION), np.float16)
    for start in range(0, count, BLOCK):
        block = made[start : start + BLOCK]
        vectors = draw.standard_normal((len(block), FACTORS), np.float32) @ ways
        vectors += NOISE * draw.standard_normal(block.shape, np.float32)
        block[:] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return made


def _searched(
    index: Any,
    vector: Vectors,
    places: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]],
    draw: np.random.Generator,
) -> Neighbours:
    own = draw.integers(0, len(places[0]), OWN)
    return search(index, vector, places, k=MAX_NEIGHBOURS, exclude=own)


HEAD = "| stage | seconds | of a core | ms each |\n|---|---:|---:|---:|"


def row(stage: Stage) -> str:
    """A line of the table under `HEAD`: seconds in all, those of computing, and milliseconds each."""
    each = f"{1e3 * stage.seconds / stage.units:.3f}" if stage.units else ""
    return f"| {stage.name} | {stage.seconds:.1f} | {stage.cpu_seconds:.1f} | {each} |"
