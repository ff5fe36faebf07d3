"""Siamac: maxima of feature maps, whole or by regions, or their learned power mean, then whitened.

Radenović, Tolias and Chum, "CNN Image Retrieval Learns from BoW" (ECCV 2016), the paper's [23],
and "Fine-tuning CNN Image Retrieval with No Human Annotation" (PAMI 2019).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import torch

from geo_core.embedding.layered import TRUNK, Project, layered, part_of
from geo_core.embedding.network import DIMENSION, FULL_WHITENING, Network
from geo_core.embedding.pooling import GEM_POWER, generalised_mean


class GeneralisedMean(torch.nn.Module):
    """GeM with a learned power, of L2 norm 1: (N, C, H, W) → (N, C)."""

    def __init__(self) -> None:
        super().__init__()
        self.power = torch.nn.Parameter(torch.tensor(GEM_POWER))

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        """Pooled and normalised."""
        return torch.nn.functional.normalize(generalised_mean(maps, self.power))


def network(trunk: Network, name: str) -> Network:
    """The trained Siamac on a trunk: a learned power and a learned whitening."""
    return layered(trunk, name, partial(layers, trunk), channels=DIMENSION)


def layers(trunk: Network) -> torch.nn.Sequential:
    """GeM, norm 1, a linear map; the last begins as a PCA whitening (PAMI 2019)."""
    return torch.nn.Sequential(GeneralisedMean(), Project(trunk.channels, DIMENSION))


def pooled(pooling: str, trunk: Network, name: str) -> Network:
    """A trunk with one of Siamac's poolings, whitened fully by the atlas: nothing needs training.

    Of a checkpoint that `train-embedder` wrote, it takes the convolutions.
    """
    return replace(
        trunk,
        name=name,
        build=lambda state: trunk.build(part_of(state, TRUNK) or state),
        pooling=pooling,
        whitening=FULL_WHITENING,
    )
