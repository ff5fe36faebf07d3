"""What each recipe trains behind the trunk, and what its layers begin with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from typing import cast

import torch

from geo_core.embedding import netvlad, ranking, siamac
from geo_core.embedding.layered import Project
from geo_core.embedding.network import FULL_WHITENING, SOFT_WHITENING, Network
from geo_core.offline.building.whitening import fit_whitening
from geo_core.offline.metric.clusters import assignment_sharpness, cluster_centres, sample_descriptors

CHUNK = 256
"""Photos pooled at once."""


@dataclass(frozen=True)
class Recipe:
    """One of the systems that are trained.

    Attributes
    ----------
    layers
        Trunk → layers without values.
    begin
        Gives the layers that learn their first values: those layers, the training photos' inputs to
        them (N, …) and a seed.
    """

    layers: Callable[[Network], torch.nn.Sequential]
    begin: Callable[[torch.nn.Sequential, torch.Tensor, int], None]


def learning(layers: torch.nn.Sequential) -> torch.nn.Sequential:
    """The layers from the first one on that has parameters; those before it never change."""
    return layers[len(fixed(layers)) :]


def fixed(layers: torch.nn.Sequential) -> torch.nn.Sequential:
    """The layers before the first one that has parameters."""
    return layers[: len(list(takewhile(lambda layer: not list(layer.parameters()), layers)))]


@torch.no_grad()
def begin_whitened(layers: torch.nn.Sequential, inputs: torch.Tensor, seed: int, *, exponent: float) -> None:
    """Let the last layer, a linear map, be the PCA whitening of what comes to it."""
    vectors = torch.cat([layers[:-1](part) for part in torch.split(inputs, CHUNK)])
    layer = cast(Project, layers[-1])
    layer.begin_with(fit_whitening(vectors.numpy(), dimension=layer.matrix.shape[1], exponent=exponent))


def begin_clustered(layers: torch.nn.Sequential, inputs: torch.Tensor, seed: int) -> None:
    """Let the centres of the NetVLAD layer be those of the photos' local descriptors."""
    layer = cast(netvlad.NetVLAD, layers[0])
    descriptors = sample_descriptors(inputs, seed)
    centres = cluster_centres(descriptors, len(layer.centres), seed)
    layer.begin_with(torch.from_numpy(centres), assignment_sharpness(descriptors, centres))


RECIPES = {
    "ranking": Recipe(ranking.layers, partial(begin_whitened, exponent=SOFT_WHITENING)),
    "siamac": Recipe(siamac.layers, partial(begin_whitened, exponent=FULL_WHITENING)),
    "netvlad": Recipe(netvlad.layers, begin_clustered),
}
