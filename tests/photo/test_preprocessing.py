from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
import torch
from PIL import Image

from geo_core.errors import SettingsError
from geo_core.photo.preprocessing import (
    AUTHORS,
    TORCHVISION,
    Preprocessing,
    efficientnet_lite,
    photo_to_tensor,
)
from geo_core.records import Photo
from tests.photo.drawing import scene

Floats = npt.NDArray[np.float64]
PRESETS = (efficientnet_lite(224), efficientnet_lite(260), TORCHVISION, AUTHORS)


def photo_of(pixels: npt.NDArray[np.uint8]) -> Photo:
    return Photo(pixels, (pixels.shape[1], pixels.shape[0]), "PNG")


def noisy(width: int, height: int) -> npt.NDArray[np.uint8]:
    noise = np.random.default_rng(3).normal(0, 25, (height, width, 3))
    return np.clip(scene(width, height) + noise, 0, 255).astype(np.uint8)


def triangle(x: Floats) -> Floats:
    return np.maximum(0, 1 - np.abs(x))


def cubic(x: Floats) -> Floats:
    """Keys' kernel with a = −1/2."""
    x = np.abs(x)
    near = 1.5 * x**3 - 2.5 * x**2 + 1
    far = -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2
    return np.where(x < 1, near, np.where(x < 2, far, 0))


def matrix(length: int, start: float, end: float, side: int, kernel: object) -> Floats:
    """(side, length): each output pixel's weights, the kernel widened by the reduction."""
    step = (end - start) / side
    centres = start + (np.arange(side) + 0.5) * step
    weights = kernel((np.arange(length) + 0.5 - centres[:, None]) / max(step, 1.0))
    return weights / weights.sum(axis=1, keepdims=True)


def oracle(pixels: npt.NDArray[np.uint8], p: Preprocessing) -> Floats:
    height, width = pixels.shape[:2]
    keep_w, keep_h = (width, height) if p.crop == "squash" else (min(width, height) * p.crop_ratio,) * 2
    kernel = {"bilinear": triangle, "bicubic": cubic}[p.interpolation]
    rows = matrix(height, (height - keep_h) / 2, (height + keep_h) / 2, p.side_px, kernel)
    columns = matrix(width, (width - keep_w) / 2, (width + keep_w) / 2, p.side_px, kernel)
    square = np.clip(np.einsum("yh,hwc,xw->cyx", rows, pixels.astype(float), columns, optimize=True), 0, 255)
    if p.channels == "BGR":
        square = square[::-1]
    return (square - np.array(p.mean)[:, None, None]) / np.array(p.scale)[:, None, None]


@pytest.mark.parametrize("preprocessing", [*PRESETS, Preprocessing(64, crop="squash")])
@pytest.mark.parametrize("size", [(640, 480), (333, 500), (100, 80)])
def test_against_matrices(preprocessing: Preprocessing, size: tuple[int, int]) -> None:
    pixels = noisy(*size)
    tensor = photo_to_tensor(photo_of(pixels), preprocessing)
    # Pillow rounds to whole steps twice, and clips overshoot in between.
    steps = (
        np.abs(tensor.numpy() - oracle(pixels, preprocessing)) * np.array(preprocessing.scale)[:, None, None]
    )
    assert steps.mean() < 0.6
    assert np.quantile(steps, 0.999) < 2


@pytest.mark.parametrize("preprocessing", PRESETS)
def test_shape_type_and_layout(preprocessing: Preprocessing) -> None:
    tensor = photo_to_tensor(photo_of(scene(333, 201)), preprocessing)
    assert tensor.shape == (3, preprocessing.side_px, preprocessing.side_px)
    assert tensor.dtype == torch.float32
    assert tensor.is_contiguous()


@pytest.mark.parametrize("size", [(512, 512), (1024, 512)])
def test_torchvision_agrees_exactly_where_nothing_is_rounded(size: tuple[int, int]) -> None:
    from torchvision import transforms

    theirs = transforms.Compose(
        [
            transforms.Resize(256),
            transforms.CenterCrop(224),
            transforms.ToTensor(),
            transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        ]
    )
    pixels = noisy(*size)
    expected = theirs(Image.fromarray(pixels))
    torch.testing.assert_close(photo_to_tensor(photo_of(pixels), TORCHVISION), expected, rtol=0, atol=1e-5)


def test_the_authors_order_and_offset() -> None:
    pixels = np.broadcast_to(np.array([10, 120, 230], np.uint8), (300, 400, 3)).copy()
    tensor = photo_to_tensor(photo_of(pixels), AUTHORS)
    assert tensor[:, 100, 100].tolist() == [130.0, 20.0, -90.0]


def test_efficientnet_lite_scaling() -> None:
    tensor = photo_to_tensor(photo_of(np.full((50, 50, 3), 255, np.uint8)), efficientnet_lite(224))
    assert tensor.unique().tolist() == [1.0]
    assert efficientnet_lite(224).crop_ratio == 224 / 256


@pytest.mark.parametrize("size", [(16, 4001), (4001, 17), (701, 16), (16, 16)])
def test_odd_sizes_stay_inside_the_picture(size: tuple[int, int]) -> None:
    for ratio in (0.1, 0.3, 0.7, 0.875, 1.0):
        tensor = photo_to_tensor(photo_of(scene(*size)), Preprocessing(24, crop_ratio=ratio))
        assert bool(torch.isfinite(tensor).all())


def test_centre_and_squash_differ_in_what_they_keep() -> None:
    pixels = np.zeros((100, 300, 3), np.uint8)
    pixels[:, :90] = 255  # only outside of the centred square
    assert photo_to_tensor(photo_of(pixels), Preprocessing(32)).max() == 0
    assert photo_to_tensor(photo_of(pixels), Preprocessing(32, crop="squash")).max() == 255


OTHER_VALUES = {
    "side_px": 225,
    "crop": "squash",
    "crop_ratio": 0.5,
    "interpolation": "lanczos",
    "channels": "BGR",
    "mean": (0.0, 0.0, 1.0),
    "scale": (1.0, 2.0, 1.0),
}


def test_every_field_is_part_of_the_identity() -> None:
    base = Preprocessing(224)
    assert set(OTHER_VALUES) == set(base.__dataclass_fields__)
    identities = {replace(base, **{name: value}).identity() for name, value in OTHER_VALUES.items()}
    assert len(identities | {base.identity()}) == len(OTHER_VALUES) + 1


def test_the_identity_is_stable() -> None:
    # An atlas stores its digest: this text must never change while the tensor does not.
    assert AUTHORS.identity() == (
        '{"algorithm": 1, "channels": "BGR", "crop": "center", "crop_ratio": 1.0, "interpolation": "bicubic",'
        ' "mean": [100.0, 100.0, 100.0], "scale": [1.0, 1.0, 1.0], "side_px": 224}'
    )
    assert replace(TORCHVISION).identity() == TORCHVISION.identity()
    assert len({p.identity() for p in PRESETS}) == len(PRESETS)


@pytest.mark.parametrize(
    "wrong",
    [
        {"side_px": 0},
        {"crop_ratio": 0.0},
        {"crop_ratio": 1.1},
        {"crop": "corner"},
        {"crop": "squash", "crop_ratio": 0.9},
        {"interpolation": "nearest"},
        {"channels": "GBR"},
        {"scale": (1.0, 0.0, 1.0)},
        {"mean": (float("nan"), 0.0, 0.0)},
    ],
)
def test_settings_that_make_no_sense(wrong: dict) -> None:
    with pytest.raises(SettingsError, match="allowed"):
        Preprocessing(**({"side_px": 224} | wrong))
