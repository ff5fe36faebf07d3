"""Partitions of made-up places, and heads for them."""

from __future__ import annotations

import numpy as np

from geo_core.classifier.heads import Heads, HeadsIdentity, partition_digest
from geo_core.partition.making import partition_of_size
from geo_core.partition.partition import Partition
from geo_core.partition.places import Places
from geo_core.partition.splitting import SplitMode

DIMENSION = 4


def places(count: int = 400, seed: int = 0) -> Places:
    """Even on the sphere, with both poles and the antimeridian among them."""
    draw = np.random.default_rng(seed)
    lat = np.degrees(np.arcsin(draw.uniform(-1, 1, count)))
    lon = draw.uniform(-180, 180, count)
    lat[:4], lon[:4] = (90.0, -90.0, 0.0, 10.0), (0.0, 0.0, 180.0, -180.0)
    return Places(lat, lon)


def world(cells: int, mode: SplitMode = "even", seed: int = 0) -> Partition:
    return partition_of_size(places(), cells, mode=mode, seed=seed)


def identity_of(*partitions: Partition, embedder: str = "0123456789abcdef") -> HeadsIdentity:
    return HeadsIdentity(
        embedder=embedder,
        embedder_text="mean-colour (made up)",
        dimension=DIMENSION,
        partitions=tuple(str(len(p)) for p in partitions),
        cells=tuple(len(p) for p in partitions),
        partition_digests=tuple(partition_digest(p) for p in partitions),
    )


def heads_for(*partitions: Partition, embedder: str = "0123456789abcdef") -> Heads:
    return Heads(identity_of(*partitions, embedder=embedder), dropout=0.5)


def vectors(count: int, seed: int = 0) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    drawn = np.random.default_rng(seed).normal(size=(count, DIMENSION))
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
