"""Embedders whose trunk sees each patch of 8 × 8 pixels alone, so that covering one changes one position."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from geo_core.embedding.embedder import Embedder
from geo_core.embedding.layered import Layered
from geo_core.embedding.network import Network
from geo_core.embedding.projection import Projection
from geo_core.explanation.seen import maps_of
from geo_core.photo.preprocessing import Preprocessing
from geo_core.records import Embedding, Photo

CHANNELS, DIMENSION, PATCH_PX, SIDE_PX = 12, 7, 8, 48
POSITIONS = (SIDE_PX // PATCH_PX) ** 2


def trunk(*, rectified: bool = True) -> torch.nn.Module:
    """(N, 3, 48, 48) → (N, 12, 6, 6), always the same weights."""
    with torch.random.fork_rng():
        torch.manual_seed(4)
        convolution = torch.nn.Conv2d(3, CHANNELS, PATCH_PX, stride=PATCH_PX)
    return torch.nn.Sequential(convolution, *[torch.nn.ReLU()] * rectified).eval()


def projection(channels: int = CHANNELS, dimension: int = DIMENSION, seed: int = 5) -> Projection:
    rng = np.random.default_rng(seed)
    matrix = rng.normal(size=(channels, dimension)).astype(np.float32)
    return Projection(rng.uniform(0, 0.3, channels).astype(np.float32), matrix)


def embedder(
    pooling: str = "mean",
    projected: Projection | None = None,
    *,
    layers: torch.nn.Sequential | None = None,
    module: torch.nn.Module | None = None,
) -> Embedder:
    module = module or trunk()
    return Embedder(
        network=Network(
            name="patches",
            build=lambda state: module,
            published_weights=lambda: (Path("none"),),
            preprocessing=Preprocessing(side_px=SIDE_PX, mean=(127.0,) * 3, scale=(64.0,) * 3),
            pooling="own" if layers else pooling,
            channels=CHANNELS,
        ),
        trunk=Layered(module, layers).eval() if layers else module,
        projection=projected,
        device=torch.device("cpu"),
        dtype=torch.float32,
        weights_sha256="0" * 64,
        batch_size=8,
    )


def photo(seed: int = 0, size: tuple[int, int] = (SIDE_PX, SIDE_PX)) -> Photo:
    """Patches of noise about colours of their own, width and height in pixels."""
    rng = np.random.default_rng(seed)
    width, height = size
    base = rng.uniform(30, 225, (-(-height // PATCH_PX), -(-width // PATCH_PX), 3))
    wide = base.repeat(PATCH_PX, axis=0).repeat(PATCH_PX, axis=1)[:height, :width]
    return photo_of(np.clip(wide + rng.normal(0, 25, wide.shape), 0, 255).astype(np.uint8))


def photo_of(pixels: np.ndarray) -> Photo:
    return Photo(pixels, (pixels.shape[1], pixels.shape[0]), "PNG")


def reference(one: Embedder, dimension: int, seed: int = 9) -> Embedding:
    vector = np.random.default_rng(seed).normal(size=dimension).astype(np.float32)
    return Embedding(vector / np.linalg.norm(vector), one.identity.digest)


def maps_of_grey(level: int) -> np.ndarray:
    """(12,) float32: what every position of the trunk has on a photo of one grey, 0 to 255."""
    grey = photo_of(np.full((SIDE_PX, SIDE_PX, 3), level, np.uint8))
    return maps_of(grey, embedder())[0, :, 0, 0].numpy()
