"""Feature maps to one vector a photo."""

from __future__ import annotations

from collections.abc import Callable

import torch


def global_mean(maps: torch.Tensor) -> torch.Tensor:
    """Mean over all positions: (N, C, H, W) → (N, C)."""
    return maps.mean(dim=(2, 3))


def global_max(maps: torch.Tensor) -> torch.Tensor:
    """Maximum over all positions, the paper's pooling (section 3, Figure 3): (N, C, H, W) → (N, C)."""
    return maps.amax(dim=(2, 3))


Pooling = Callable[[torch.Tensor], torch.Tensor]

POOLINGS: dict[str, Pooling] = {"mean": global_mean, "max": global_max}
