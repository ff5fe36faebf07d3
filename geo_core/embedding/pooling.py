"""Feature maps to one vector a photo."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch.nn.functional import normalize

from geo_core.embedding.regional_max import regional_max

GEM_POWER = 3.0
"""The power that Radenović, Tolias and Chum begin to train with."""

LEAST = 1e-6
"""What `generalised_mean` takes for smaller numbers: a power needs positive ones."""


def global_mean(maps: torch.Tensor) -> torch.Tensor:
    """Mean over all positions: (N, C, H, W) → (N, C)."""
    return maps.mean(dim=(2, 3))


def global_max(maps: torch.Tensor) -> torch.Tensor:
    """Maximum over all positions, the paper's pooling (section 3, Figure 3): (N, C, H, W) → (N, C)."""
    return maps.amax(dim=(2, 3))


def global_max_rectified(maps: torch.Tensor) -> torch.Tensor:
    """Maximum over all positions, or 0: what `global_max` gives after a ReLU. (N, C, H, W) → (N, C)."""
    return global_max(maps).clamp(min=0)


def generalised_mean(maps: torch.Tensor, power: torch.Tensor | float) -> torch.Tensor:
    """GeM, the power mean over all positions: (N, C, H, W) → (N, C).

    Parameters
    ----------
    maps
        Numbers below `LEAST` count as that much.
    power
        p: 1 gives the mean, ever more the maximum.

    References
    ----------
    Radenović, Tolias and Chum, "Fine-tuning CNN Image Retrieval with No Human Annotation"
    (PAMI 41(7), 2019), equation 3.
    """
    maps = maps.clamp(min=LEAST)
    # The power mean of a multiple is that multiple of the power mean: so no power overflows.
    top = maps.detach().amax(dim=(2, 3), keepdim=True)
    mean: torch.Tensor = ((maps / top) ** power).mean(dim=(2, 3)) ** (1 / power)
    return top.flatten(1) * mean


def own_pooling(vectors: torch.Tensor) -> torch.Tensor:
    """For a network that pools by itself: (N, …) → (N, C), nothing changed."""
    return vectors.flatten(1)


Pooling = Callable[[torch.Tensor], torch.Tensor]

POOLINGS: dict[str, Pooling] = {
    "mean": global_mean,
    "max": global_max,
    "rectified max": global_max_rectified,
    "unit max": lambda maps: normalize(global_max(maps)),
    "unit regional max": lambda maps: normalize(regional_max(maps)),
    "unit generalised mean p=3": lambda maps: normalize(generalised_mean(maps, GEM_POWER)),
    "own": own_pooling,
}
"""Unit: of L2 norm 1, as Siamac has it before its whitening."""
