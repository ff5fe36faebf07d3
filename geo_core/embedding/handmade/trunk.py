"""Five features of a photo side by side, each counting as much as the others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import torch
from skimage.color import rgb2lab

from geo_core.embedding.handmade.colour_histogram import colour_histogram
from geo_core.embedding.handmade.gist import gist
from geo_core.embedding.handmade.lines import line_histograms
from geo_core.embedding.handmade.textons import RESPONSES, TEXTONS, texton_histogram
from geo_core.embedding.handmade.tiny_image import tiny_image
from geo_core.embedding.projection import normalise

Floats = npt.NDArray[np.float32]

FEATURES = 5


class Im2GPSTrunk(torch.nn.Module):
    """The features of each photo, on the CPU: (N, 3, S, S) → (N, C).

    Attributes
    ----------
    textons
        (512, 64), the dictionary of textures.
    weights
        (5,), how much each feature's squared distance counts, summing to 1.
    """

    textons: torch.Tensor
    weights: torch.Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("textons", torch.zeros(TEXTONS, RESPONSES))
        self.register_buffer("weights", torch.full((FEATURES,), 1 / FEATURES))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Each feature times the root of its weight, so that the whole has norm 1."""
        textons, weights = (buffer.cpu().numpy() for buffer in (self.textons, self.weights))

        def describe(image: Floats) -> Floats:
            features = photo_features(image.transpose(1, 2, 0), textons)
            return np.concatenate([w**0.5 * f for w, f in zip(weights, features, strict=True)])

        with ThreadPoolExecutor() as pool:
            rows = list(pool.map(describe, images.cpu().numpy()))
        return torch.from_numpy(np.stack(rows))


def photo_features(rgb: Floats, textons: Floats) -> list[Floats]:
    """Tiny image, colours, textons, lines and gist of a photo, each of norm 1.

    Parameters
    ----------
    rgb
        (S, S, 3), sRGB, 0 to 1; S a multiple of 16 and of 5.
    textons
        (512, 64), see `textons`.

    Returns
    -------
    Five (C,). Of a histogram p it is √p: the squared distance of two, Σ (√p − √q)², lies between
    half of Im2GPS's χ² = Σ (p − q)² / (p + q) and all of it.
    """
    grey = lightness(rgb)
    features = [
        tiny_image(rgb),
        np.sqrt(colour_histogram(rgb2lab(rgb))),
        np.sqrt(texton_histogram(grey, textons)),
        np.sqrt(line_histograms(grey)),
        gist(grey),
    ]
    return [normalise(feature[None])[0] for feature in features]


def lightness(rgb: Floats) -> Floats:
    """L* of (S, S, 3) sRGB colours, 0 to 1: (S, S)."""
    return np.asarray(rgb2lab(rgb)[..., 0] / 100, np.float32)
