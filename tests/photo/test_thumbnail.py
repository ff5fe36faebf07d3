from __future__ import annotations

import io

import numpy as np
import pytest
import thumbhash as thumbhash_package
from PIL import Image

from geo_core.errors import SettingsError
from geo_core.photo.thumbnail import thumbhash, thumbnail_webp
from geo_core.records import Photo
from tests.photo.drawing import mean_difference, scene


def photo_of(width: int, height: int) -> Photo:
    return Photo(scene(width, height), (width, height), "PNG")


@pytest.mark.parametrize(
    ("size", "expected"),
    [((1000, 500), (256, 128)), ((500, 1000), (128, 256)), ((100, 50), (100, 50)), ((16, 8000), (1, 256))],
)
def test_the_aspect_is_kept_and_nothing_enlarged(size: tuple[int, int], expected: tuple[int, int]) -> None:
    with Image.open(io.BytesIO(thumbnail_webp(photo_of(*size)))) as small:
        assert (small.format, small.size) == ("WEBP", expected)


def test_it_looks_like_the_photo_and_carries_no_metadata() -> None:
    data = thumbnail_webp(photo_of(512, 384))
    with Image.open(io.BytesIO(data)) as small:
        expected = Image.fromarray(scene(512, 384)).resize(small.size)
        assert mean_difference(small.convert("RGB"), expected) < 4
        assert not {"exif", "xmp", "icc_profile"} & set(small.info)
    assert not any(chunk in data for chunk in (b"EXIF", b"XMP ", b"ICCP"))


def test_quality_costs_bytes() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (200, 200, 3), dtype=np.uint8)
    photo = Photo(noise, (200, 200), "PNG")
    assert len(thumbnail_webp(photo, quality=20)) < len(thumbnail_webp(photo, quality=90))


@pytest.mark.parametrize("wrong", [{"side_px": 0}, {"quality": 101}])
def test_settings_out_of_range(wrong: dict) -> None:
    with pytest.raises(SettingsError, match="allowed"):
        thumbnail_webp(photo_of(32, 32), **wrong)


@pytest.mark.parametrize("size", [(400, 300), (300, 400), (16, 9000), (20, 20)])
def test_the_hash_keeps_aspect_and_colours(size: tuple[int, int]) -> None:
    photo = photo_of(*size)
    digest = thumbhash(photo)
    assert 15 <= len(digest) <= 30
    average = np.array(thumbhash_package.thumb_hash_to_average_rgba(list(digest))[:3]) * 255
    assert np.abs(average - photo.pixels.mean(axis=(0, 1))).max() < 8


def test_the_hash_of_a_flat_photo() -> None:
    for value in (0, 128, 255):
        assert thumbhash(Photo(np.full((40, 60, 3), value, np.uint8), (60, 40), "PNG"))
