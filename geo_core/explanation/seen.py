"""The part of a photo that the network sees: a map of its positions lies there and nowhere else."""

from __future__ import annotations

from typing import NamedTuple

import torch

from geo_core.embedding.embedder import Embedder
from geo_core.photo.preprocessing import Preprocessing, kept_box, photo_to_tensor
from geo_core.records import Photo


class Box(NamedTuple):
    """A rectangle of a photo, as shares of its width and height: 0 is left or top, 1 right or bottom.

    Shares hold for the photo at any size: the upload, what was decoded of it, a small preview.
    """

    left: float
    top: float
    right: float
    bottom: float


def seen_box(photo: Photo, preprocessing: Preprocessing) -> Box:
    """What the preprocessing keeps of a photo."""
    height, width = photo.pixels.shape[:2]
    left, top, right, bottom = kept_box(width, height, preprocessing)
    return Box(left / width, top / height, right / width, bottom / height)


def maps_of(photo: Photo, embedder: Embedder) -> torch.Tensor:
    """A photo's last feature maps: (1, C, H, W) float32, on the embedder's device.

    Raises
    ------
    SettingsError
        If the embedder has none.
    """
    return embedder.feature_maps(photo_to_tensor(photo, embedder.preprocessing)[None])
