"""A training picture varied at random, as one seed says."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
import torch
from PIL import Image
from torchvision.transforms import InterpolationMode, v2

from geo_core.offline.training.tuning_settings import Augmentation
from geo_core.photo.preprocessing import Preprocessing, photo_to_tensor
from geo_core.records import Photo

ASPECT = (3 / 4, 4 / 3)
"""Of the crops, width : height: the usual range (Szegedy et al., "Going Deeper with Convolutions", 2015)."""


def augmented(
    photo: Photo, preprocessing: Preprocessing, augmentation: Augmentation, seed: int
) -> torch.Tensor:
    """The network's input for a variation of a photo.

    Parameters
    ----------
    photo
        Pixels (H, W, 3) uint8.
    preprocessing
        The network's; a random crop takes the place of its own crop.
    augmentation
        How much is varied.
    seed
        The same seed gives the same tensor; torch's own random state stays as it is.

    Returns
    -------
    (3, side_px, side_px) float32, on the CPU.
    """
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        picture = _variation(augmentation, preprocessing)(Image.fromarray(photo.pixels))
    if augmentation.crop < 1:
        preprocessing = replace(preprocessing, crop="center", crop_ratio=1.0)
    return photo_to_tensor(replace(photo, pixels=np.asarray(picture)), preprocessing)


@functools.cache
def _variation(augmentation: Augmentation, preprocessing: Preprocessing) -> v2.Compose:
    crop, flip, colour = augmentation.crop, augmentation.flip, augmentation.colour
    steps = [v2.Identity()]
    if crop < 1:
        resampling = InterpolationMode(preprocessing.interpolation)
        steps.append(v2.RandomResizedCrop(preprocessing.side_px, (crop, 1.0), ASPECT, resampling))
    if flip:
        steps.append(v2.RandomHorizontalFlip(flip))
    if colour:
        steps.append(v2.ColorJitter(colour, colour, colour))
    return v2.Compose(steps)
