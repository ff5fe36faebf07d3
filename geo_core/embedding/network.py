"""What describes a network that can embed; adding one is one small file with one of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch

from geo_core.photo.preprocessing import Preprocessing

DIMENSION = 512
"""Length of the paper's embedding, kept for all that project so that indexes and costs compare."""

SOFT_WHITENING, FULL_WHITENING = 0.25, 0.5
"""Exponents of the eigenvalues: full whitening also blows up the directions that hold only noise."""


@dataclass(frozen=True)
class Network:
    """A trunk, its input and its pooling.

    Attributes
    ----------
    name
        As ``--embedder`` takes it.
    build
        State dict → module in evaluation mode: (N, 3, S, S) float32 → feature maps (N, C, H, W).
    published_weights
        The published checkpoint on this machine: one file, or one for each network in it.
    preprocessing
        Photo → input tensor.
    pooling
        A key of `pooling.POOLINGS`; ``own`` for a network that pools by itself.
    channels
        C, the length of the pooled vector.
    whitening
        Exponent of the whitening that an atlas fits to its references; None fits none.
    last_stages
        Names of the trunk's submodules that a partial tuning changes; none forbids one.
    checkpoint_of
        The inverse of `build`: module → state dict that `build` takes.
    """

    name: str
    build: Callable[[Mapping[str, torch.Tensor]], torch.nn.Module]
    published_weights: Callable[[], tuple[Path, ...]]
    preprocessing: Preprocessing
    pooling: str
    channels: int
    whitening: float | None = SOFT_WHITENING
    last_stages: tuple[str, ...] = ()
    checkpoint_of: Callable[[torch.nn.Module], Mapping[str, torch.Tensor]] = torch.nn.Module.state_dict
