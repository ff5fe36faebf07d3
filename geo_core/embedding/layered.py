"""A trunk with learned layers behind it, both in one checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import torch

from geo_core.embedding.network import Network
from geo_core.embedding.pooling import Pooling
from geo_core.embedding.projection import Projection
from geo_core.errors import WeightsError

State = Mapping[str, torch.Tensor]

TRUNK, LAYERS = "trunk.", "layers."
"""What the names of a checkpoint's tensors begin with."""


class Layered(torch.nn.Module):
    """Trunk, then layers: (N, 3, S, S) → (N, D)."""

    def __init__(self, trunk: torch.nn.Module, layers: torch.nn.Sequential) -> None:
        super().__init__()
        self.trunk, self.layers = trunk, layers

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Vectors of the photos; what follows the trunk computes in float32, as every pooling does."""
        maps = self.trunk(images)
        with torch.autocast(images.device.type, enabled=False):
            vectors: torch.Tensor = self.layers(maps.float())
        return vectors


class Pool(torch.nn.Module):
    """A pooling without parameters as a layer, its result of L2 norm 1: (N, C, H, W) → (N, C)."""

    def __init__(self, pooling: Pooling) -> None:
        super().__init__()
        self.pooling = pooling

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        """Pooled and normalised."""
        return torch.nn.functional.normalize(self.pooling(maps.float()))


class Project(torch.nn.Module):
    """A learned `Projection` as a layer: (N, C) → (N, D).

    The mean stays as it begins: with a shift that learns, the quickest way to bring photos of one
    place together is to bring all photos together.
    """

    def __init__(self, channels: int, dimension: int) -> None:
        super().__init__()
        self.mean: torch.Tensor
        self.register_buffer("mean", torch.zeros(channels))
        self.matrix = torch.nn.Parameter(torch.zeros(channels, dimension))

    @torch.no_grad()
    def begin_with(self, projection: Projection) -> None:
        """Take the numbers of a projection."""
        self.mean.copy_(torch.from_numpy(projection.mean))
        self.matrix.copy_(torch.from_numpy(projection.matrix))

    def forward(self, vectors: torch.Tensor) -> torch.Tensor:
        """(x − mean) · matrix."""
        return (vectors - self.mean) @ self.matrix


def layered(
    trunk: Network,
    name: str,
    layers: Callable[[], torch.nn.Sequential],
    *,
    channels: int,
    whitening: float | None = None,
) -> Network:
    """The description of a network whose layers `train-embedder` trains.

    Parameters
    ----------
    trunk
        What comes before the layers.
    name
        Of the whole.
    layers
        Makes them, untrained: (N, C, H, W) → (N, `channels`).
    channels, whitening
        As in `Network`.
    """

    def build(state: State) -> torch.nn.Module:
        trained = part_of(state, LAYERS)
        if not trained:
            raise _untrained(name)
        module = Layered(trunk.build(part_of(state, TRUNK)), layers())
        try:
            module.layers.load_state_dict(trained)
        except RuntimeError as error:
            raise WeightsError(f"These weights are not those of {name}: {error}") from error
        return module.eval()

    def published_weights() -> tuple[Path, ...]:
        raise _untrained(name)

    def checkpoint_of(module: torch.nn.Module) -> State:
        parts = {
            TRUNK: trunk.checkpoint_of(module.get_submodule("trunk")),
            LAYERS: module.get_submodule("layers").state_dict(),
        }
        return {prefix + key: tensor for prefix, part in parts.items() for key, tensor in part.items()}

    return replace(
        trunk,
        name=name,
        build=build,
        published_weights=published_weights,
        pooling="own",
        channels=channels,
        whitening=whitening,
        last_stages=(*(TRUNK + stage for stage in trunk.last_stages), LAYERS[:-1]),
        checkpoint_of=checkpoint_of,
    )


def part_of(state: State, prefix: str) -> State:
    """The tensors whose names begin so, without the beginning."""
    return {key.removeprefix(prefix): tensor for key, tensor in state.items() if key.startswith(prefix)}


def _untrained(name: str) -> WeightsError:
    return WeightsError(
        f"{name} has layers of its own, which nobody publishes: train them with python -m geo_core "
        "train-embedder --photos SOURCE --out DIR, and name DIR/weights.pt with --weights."
    )
