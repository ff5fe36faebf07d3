"""What describes a network that can embed; adding one is one small file with one of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch

from geo_core.photo.preprocessing import Preprocessing


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
        The path of the published checkpoint on this machine.
    preprocessing
        Photo → input tensor.
    pooling
        A key of `pooling.POOLINGS`.
    channels
        C, the length of the pooled vector.
    """

    name: str
    build: Callable[[Mapping[str, torch.Tensor]], torch.nn.Module]
    published_weights: Callable[[], Path]
    preprocessing: Preprocessing
    pooling: str
    channels: int
