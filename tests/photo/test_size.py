from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from geo_core.errors import SettingsError
from geo_core.photo.reading import read_photo
from tests.photo.drawing import encoded, mean_difference, scene

SIZES = [(1200, 900), (900, 1201), (451, 448), (449, 3000), (2500, 897)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_the_shorter_side_keeps_twice_the_target(size: tuple[int, int], name: str) -> None:
    photo = read_photo(encoded(scene(*size), name), target_px=224)
    shorter = min(photo.pixels.shape[:2])
    assert shorter >= min(448, min(size))
    assert shorter < 4 * 224 + 1
    assert photo.full_size == size


@pytest.mark.parametrize("name", ["JPEG", "PNG", "BMP"])
def test_a_small_photo_keeps_every_pixel(name: str) -> None:
    assert read_photo(encoded(scene(), name), target_px=224).pixels.shape == (64, 96, 3)


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK", "RGBA", "P", "1", "LA"])
def test_every_mode_can_be_reduced(mode: str) -> None:
    picture = Image.fromarray(scene(600, 400)).convert(mode)
    photo = read_photo(encoded(picture, "PNG" if mode in ("LA", "P") else "TIFF"), target_px=32)
    assert photo.pixels.shape == (67, 100, 3)


@pytest.mark.parametrize("target_px", [0, -3, 10**9])
def test_a_target_that_is_no_size(target_px: int) -> None:
    with pytest.raises(SettingsError, match=r"target_px is .*allowed is 1 to"):
        read_photo(encoded(scene(), "PNG"), target_px=target_px)


def resized(pixels: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(pixels).resize((224, 224), Image.Resampling.BICUBIC))


def test_a_reduced_decode_hardly_changes_the_network_input(example_photos: list) -> None:
    for path in example_photos[:6]:
        # Twice enlarged with noise: large enough for the draft to bite, and not smooth.
        with Image.open(path) as picture:
            picture = picture.convert("RGB").resize((1600, 1200), Image.Resampling.BICUBIC)
        noise = np.random.default_rng(0).normal(0, 4, (1200, 1600, 3))
        data = encoded(np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8), "JPEG", quality=90)
        full, drafted = read_photo(data), read_photo(data, target_px=224)
        assert drafted.pixels.shape[0] == 600
        assert mean_difference(resized(full.pixels), resized(drafted.pixels)) < 2
