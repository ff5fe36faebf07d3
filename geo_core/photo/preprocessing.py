"""Pixels to the tensor that a network was trained on."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
import torch
from PIL import Image

from geo_core.errors import SettingsError
from geo_core.records import Photo
from geo_core.settings import check_choice, check_range

Crop = Literal["center", "squash"]
Interpolation = Literal["bilinear", "bicubic", "lanczos"]
Channels = Literal["RGB", "BGR"]
Triple = tuple[float, float, float]

_RESAMPLING = {
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}

_ALGORITHM = 1
"""Raised when the same fields come to mean other numbers, so that old atlases are refused."""


@dataclass(frozen=True)
class Preprocessing:
    """How a photo becomes a network's input; each field changes the embedding.

    Attributes
    ----------
    side_px
        Side of the square input, pixels.
    crop
        ``center`` keeps a centred square; ``squash`` keeps everything and loses the aspect.
    crop_ratio
        Side of that square as a share of the shorter side, in (0, 1]; ``squash`` needs 1.
    interpolation
        Filter of the resizing, antialiased.
    channels
        Order of the tensor's planes.
    mean, scale
        A tensor's value is (x − mean) / scale with x from 0 to 255, in the order of `channels`.
    """

    side_px: int
    crop: Crop = "center"
    crop_ratio: float = 1.0
    interpolation: Interpolation = "bicubic"
    channels: Channels = "RGB"
    mean: Triple = (0.0, 0.0, 0.0)
    scale: Triple = (1.0, 1.0, 1.0)

    def __post_init__(self) -> None:
        check_range("side_px", self.side_px, 1, 4096)
        check_range("crop_ratio", self.crop_ratio, 0.01, 1.0)
        check_choice("crop", self.crop, ("center", "squash"))
        check_choice("interpolation", self.interpolation, tuple(_RESAMPLING))
        check_choice("channels", self.channels, ("RGB", "BGR"))
        if self.crop == "squash" and self.crop_ratio != 1:
            raise SettingsError(f"crop_ratio is {self.crop_ratio!r}; allowed with squash is 1.")
        if not all(map(math.isfinite, self.mean)) or not all(0 < s < math.inf for s in self.scale):
            raise SettingsError(
                f"mean is {self.mean!r}, scale is {self.scale!r}; allowed are finite means"
                " and positive scales."
            )

    def identity(self) -> str:
        """Everything that decides the tensor, as JSON: equal texts, equal tensors."""
        return json.dumps({"algorithm": _ALGORITHM, **asdict(self)}, sort_keys=True)


def efficientnet_lite(side_px: int) -> Preprocessing:
    """EfficientNet-Lite: a centre square of side/(side + 32), bicubic, (x − 127)/128 [1]_.

    References
    ----------
    .. [1] tensorflow/tpu, models/official/efficientnet: preprocessing.py (the padding of 32)
       and lite/efficientnet_lite_builder.py (127 and 128).
    """
    return Preprocessing(
        side_px,
        crop_ratio=side_px / (side_px + 32),
        mean=(127.0, 127.0, 127.0),
        scale=(128.0, 128.0, 128.0),
    )


TORCHVISION = Preprocessing(
    224,
    crop_ratio=224 / 256,
    interpolation="bilinear",
    mean=(0.485 * 255, 0.456 * 255, 0.406 * 255),
    scale=(0.229 * 255, 0.224 * 255, 0.225 * 255),
)
"""torchvision's ImageNet transform: shorter side 256, centre 224, ImageNet mean and deviation."""

AUTHORS = Preprocessing(224, channels="BGR", mean=(100.0, 100.0, 100.0))
"""The released code of Revisiting IM2GPS: centre square, 224, BGR, minus 100, no scaling."""


def photo_to_tensor(photo: Photo, preprocessing: Preprocessing) -> torch.Tensor:
    """The network's input for one photo.

    Parameters
    ----------
    photo
        Pixels (H, W, 3) uint8.
    preprocessing
        What the network was trained on.

    Returns
    -------
    (3, side_px, side_px) float32, contiguous, on the CPU.

    Notes
    -----
    Cropping and resizing are one pass, by a box of fractional corners: nothing is rounded to
    whole pixels in between.
    """
    height, width = photo.pixels.shape[:2]
    side = preprocessing.side_px
    square = Image.fromarray(photo.pixels).resize(
        (side, side), _RESAMPLING[preprocessing.interpolation], box=kept_box(width, height, preprocessing)
    )
    planes = np.asarray(square, np.float32)
    if preprocessing.channels == "BGR":
        planes = planes[..., ::-1]
    mean, scale = (np.asarray(triple, np.float32) for triple in (preprocessing.mean, preprocessing.scale))
    values = (planes - mean) / scale
    return torch.from_numpy(np.ascontiguousarray(values.transpose(2, 0, 1)))


def kept_box(width: int, height: int, preprocessing: Preprocessing) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of what is kept, pixels."""
    if preprocessing.crop == "squash":
        return 0.0, 0.0, float(width), float(height)
    kept = min(width, height) * preprocessing.crop_ratio
    left, top = (width - kept) / 2, (height - kept) / 2
    # A sum of fractions may overshoot the edge by an ulp, which Pillow refuses.
    return left, top, min(left + kept, width), min(top + kept, height)
