from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from geo_core.photo.reading import read_photo
from tests.photo.drawing import encoded, exif_with, mean_difference, scene

# What the camera stored for an upright scene, written with array moves and not with Pillow's.
STORED = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.transpose(1, 0, 2),
    6: lambda a: np.rot90(a, 1),
    7: lambda a: a[::-1, ::-1].transpose(1, 0, 2),
    8: lambda a: np.rot90(a, -1),
}


def stored(value: int) -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(STORED[value](scene(192, 128))))


@pytest.mark.parametrize("value", STORED)
@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_every_orientation_comes_out_upright(value: int, name: str) -> None:
    # Written as bytes, for HEIC's writer turns only such a tag into the container's own rotation.
    photo = read_photo(encoded(stored(value), name, exif=exif_with(value).tobytes()))
    assert photo.full_size == (192, 128)
    assert photo.pixels.shape == (128, 192, 3)
    assert mean_difference(photo.pixels, scene(192, 128)) < 6


@pytest.mark.parametrize("value", [1, 6, 7])
@pytest.mark.parametrize("name", ["JPEG", "TIFF", "PNG"])
def test_a_reduced_photo_is_upright_too(value: int, name: str) -> None:
    photo = read_photo(encoded(stored(value), name, exif=exif_with(value)), target_px=16)
    assert photo.full_size == (192, 128)
    assert photo.pixels.shape == (32, 48, 3)
    small = Image.fromarray(scene(192, 128)).resize((48, 32), Image.Resampling.BOX)
    assert mean_difference(photo.pixels, small) < 6


@pytest.mark.parametrize("value", [3, 5, 8])
@pytest.mark.parametrize("compression", ["tiff_lzw", "jpeg"])
def test_a_packed_tiff_is_upright(value: int, compression: str) -> None:
    data = encoded(stored(value), "TIFF", exif=exif_with(value), compression=compression)
    photo = read_photo(data)
    assert photo.full_size == (192, 128)
    assert mean_difference(photo.pixels, scene(192, 128)) < 6


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_an_orientation_out_of_range_is_upright(value: int) -> None:
    photo = read_photo(encoded(scene(), "JPEG", exif=exif_with(value)))
    assert photo.full_size == (96, 64)


@pytest.mark.parametrize("junk", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0" + b"\xff" * 40])
def test_broken_exif_does_not_cost_the_photo(junk: bytes) -> None:
    assert read_photo(encoded(scene(), "JPEG", exif=junk)).full_size == (96, 64)
