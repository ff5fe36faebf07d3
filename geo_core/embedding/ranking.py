"""The paper's ranking network [R] (section 4): the pooled vector through a learned linear map."""

from __future__ import annotations

from functools import partial

import torch

from geo_core.embedding.layered import Pool, Project, layered
from geo_core.embedding.network import DIMENSION, Network
from geo_core.embedding.pooling import POOLINGS


def network(trunk: Network, name: str) -> Network:
    """The ranking network on a trunk."""
    return layered(trunk, name, partial(layers, trunk), channels=DIMENSION)


def layers(trunk: Network) -> torch.nn.Sequential:
    """The trunk's own pooling, norm 1, a linear map; the last begins as a PCA whitening.

    The paper tunes the convolutions and has no such map; with it, a ranking loss has something to
    learn on a frozen trunk too (Gordo et al., "Deep Image Retrieval", ECCV 2016).
    """
    return torch.nn.Sequential(Pool(POOLINGS[trunk.pooling]), Project(trunk.channels, DIMENSION))
