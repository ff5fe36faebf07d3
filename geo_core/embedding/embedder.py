"""The embedder: a network on a device, its pooling, its projection, its identity."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch

from geo_core.embedding.device import choose_device, choose_dtype
from geo_core.embedding.identity import EmbedderIdentity
from geo_core.embedding.layered import Layered
from geo_core.embedding.network import Network
from geo_core.embedding.pooling import POOLINGS
from geo_core.embedding.projection import Projection, normalise
from geo_core.embedding.registry import DEFAULT_EMBEDDER, network_named
from geo_core.embedding.weights import checkpoint_sha256, load_checkpoint
from geo_core.errors import SettingsError
from geo_core.photo.preprocessing import Preprocessing
from geo_core.settings import EmbedderSettings, check_choice

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Embedder:
    """Input tensors to embeddings; made by `load_embedder`, once a process.

    Attributes
    ----------
    network
        Its description.
    trunk
        The loaded convolutions.
    projection
        Applied after pooling; None leaves the pooled vector.
    device, dtype
        Where and in which precision the trunk runs.
    weights_sha256
        Of the checkpoint.
    batch_size
        Photos a forward pass.
    """

    network: Network
    trunk: torch.nn.Module
    projection: Projection | None
    device: torch.device
    dtype: torch.dtype
    weights_sha256: str
    batch_size: int

    @property
    def preprocessing(self) -> Preprocessing:
        """What turns a photo into this embedder's input."""
        return self.network.preprocessing

    @property
    def identity(self) -> EmbedderIdentity:
        """What an atlas records and compares."""
        projection = self.projection
        return EmbedderIdentity(
            network=self.network.name,
            weights_sha256=self.weights_sha256,
            preprocessing=self.preprocessing.identity(),
            pooling=self.network.pooling,
            projection=projection.sha256 if projection else "none",
            dimension=projection.matrix.shape[1] if projection else self.network.channels,
        )

    def pool(self, images: torch.Tensor) -> Vectors:
        """Pooled features before any projection.

        Parameters
        ----------
        images
            (N, 3, S, S) float32, preprocessed.

        Returns
        -------
        (N, C) float32.
        """
        batches = [self._pool_batch(batch) for batch in torch.split(images, self.batch_size)]
        return np.concatenate(batches) if batches else np.empty((0, self.network.channels), np.float32)

    @torch.inference_mode()
    def _pool_batch(self, images: torch.Tensor) -> Vectors:
        maps = self._forward(self.trunk, images)
        # Pooled in float32: a mean over 81 bfloat16 numbers would lose two of its three digits.
        return np.asarray(POOLINGS[self.network.pooling](maps.float()).cpu().numpy(), np.float32)

    @torch.no_grad()
    def feature_maps(self, images: torch.Tensor) -> torch.Tensor:
        """The last feature maps, before any pooling, by the same computation as `pool`.

        Parameters
        ----------
        images
            (N, 3, S, S) float32, preprocessed.

        Returns
        -------
        (N, C, H, W) float32, on `device`.

        Raises
        ------
        SettingsError
            If the network has none: its features are made by hand.
        """
        trunk = self.trunk.trunk if isinstance(self.trunk, Layered) else self.trunk
        if trunk is self.trunk and self.network.pooling == "own":
            raise SettingsError(
                f"{self.network.name} has no feature maps, so what it looks at cannot be drawn; use a "
                "convolutional network, such as efficientnet-lite2."
            )
        return self._forward(trunk, images).float()

    def _forward(self, trunk: torch.nn.Module, images: torch.Tensor) -> torch.Tensor:
        images = images.to(self.device, memory_format=torch.channels_last)
        reduced = self.dtype != torch.float32
        with torch.autocast(self.device.type, dtype=self.dtype if reduced else None, enabled=reduced):
            maps: torch.Tensor = trunk(images)
        return maps

    def embed(self, images: torch.Tensor) -> Vectors:
        """Embeddings of L2 norm 1: (N, 3, S, S) float32 → (N, D) float32."""
        pooled = self.pool(images)
        return normalise(self.projection.apply(pooled) if self.projection else pooled)


def load_embedder(
    settings: EmbedderSettings, projection: Projection | None = None, *, pooling: str | None = None
) -> Embedder:
    """Load a network onto its device.

    Parameters
    ----------
    settings
        Which network, and on what.
    projection
        Of the atlas that the embeddings are for; None where it has none.
    pooling
        That atlas's; the network's own by default.

    Raises
    ------
    SettingsError
        For an unknown name or pooling, or an absent device.
    WeightsError
        If the weights are missing, damaged or of another network.
    """
    network = network_named(settings.name or DEFAULT_EMBEDDER)
    if pooling is not None:
        check_choice("pooling", pooling, tuple(POOLINGS))
        network = replace(network, pooling=pooling)
    paths = (settings.weights,) if settings.weights else network.published_weights()
    device = choose_device(settings.device)
    trunk = network.build(load_checkpoint(paths)).to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    return Embedder(
        network=network,
        trunk=trunk,
        projection=projection,
        device=device,
        dtype=choose_dtype(device, settings.precision),
        weights_sha256=checkpoint_sha256(paths),
        batch_size=settings.batch_size,
    )
