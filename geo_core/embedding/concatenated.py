"""Several networks that look at one picture, their feature maps concatenated channel by channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import torch

from geo_core.embedding.layered import part_of
from geo_core.embedding.network import Network
from geo_core.embedding.weights import numbered


class Concatenated(torch.nn.ModuleList):
    """Trunks side by side: (N, 3, S, S) → (N, C₁ + C₂ + …, H, W).

    One grid for all keeps a position one place of the photo, whichever network speaks of it.
    """

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """The trunks' maps, in their order; all of one height and width."""
        return torch.cat([trunk(images) for trunk in self], dim=1)


def concatenated(name: str, networks: Sequence[Network]) -> Network:
    """The description of several networks as one.

    Parameters
    ----------
    name
        Of the whole.
    networks
        At least two, all with maps of one size for the first one's input; its preprocessing and pooling
        hold for all.
    """
    first = networks[0]

    def build(state: Mapping[str, torch.Tensor]) -> torch.nn.Module:
        return Concatenated(one.build(part_of(state, f"{i}.")) for i, one in enumerate(networks)).eval()

    def published_weights() -> tuple[Path, ...]:
        return tuple(path for one in networks for path in one.published_weights())

    def checkpoint_of(module: torch.nn.Module) -> Mapping[str, torch.Tensor]:
        return numbered([one.checkpoint_of(module.get_submodule(str(i))) for i, one in enumerate(networks)])

    return replace(
        first,
        name=name,
        build=build,
        published_weights=published_weights,
        channels=sum(one.channels for one in networks),
        last_stages=tuple(f"{i}.{stage}" for i, one in enumerate(networks) for stage in one.last_stages),
        checkpoint_of=checkpoint_of,
    )
