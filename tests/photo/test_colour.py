from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageCms

from geo_core.photo.reading import read_photo
from tests.photo.drawing import (
    adobe_rgb_profile,
    adobe_to_srgb,
    cmyk_profile,
    encoded,
    grey_profile,
    mean_difference,
    scene,
    srgb_of_linear,
)

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.mark.parametrize("name", ["PNG", "TIFF", "WEBP"])
def test_a_wide_gamut_becomes_srgb(name: str) -> None:
    options = {"lossless": True} if name == "WEBP" else {}
    photo = read_photo(encoded(scene(), name, icc_profile=adobe_rgb_profile(), **options))
    expected = adobe_to_srgb(scene())
    assert mean_difference(scene(), expected) > 5  # the profile does matter
    assert np.abs(photo.pixels.astype(int) - expected).max() <= 3


@pytest.mark.parametrize("name", ["JPEG", "AVIF", "HEIF"])
def test_a_wide_gamut_in_a_lossy_format(name: str) -> None:
    photo = read_photo(encoded(scene(), name, quality=95, icc_profile=adobe_rgb_profile()), target_px=32)
    assert mean_difference(photo.pixels, adobe_to_srgb(scene())) < 3


def test_the_srgb_profile_changes_nothing() -> None:
    assert np.array_equal(read_photo(encoded(scene(), "PNG", icc_profile=SRGB)).pixels, scene())


def test_a_profile_leaves_transparency_alone() -> None:
    picture = Image.fromarray(scene())
    picture.putalpha(Image.new("L", picture.size, 0))
    photo = read_photo(encoded(picture, "PNG", icc_profile=adobe_rgb_profile()))
    assert photo.pixels.min() == 255


@pytest.mark.parametrize(
    "profile", [b"no profile", adobe_rgb_profile()[:200], b"\0" * 500, grey_profile(2.2), cmyk_profile()]
)
def test_a_broken_or_foreign_profile_is_ignored(profile: bytes) -> None:
    assert np.array_equal(read_photo(encoded(scene(), "PNG", icc_profile=profile)).pixels, scene())


def test_a_grey_profile() -> None:
    ramp = np.tile(np.arange(256, dtype=np.uint8), (32, 1))
    photo = read_photo(encoded(ramp, "PNG", icc_profile=grey_profile(1.8)))
    assert np.abs(photo.pixels[0, :, 1] - srgb_of_linear((ramp[0] / 255) ** 1.8)).max() <= 2


def test_grey_pixels_with_an_rgb_profile() -> None:
    grey = np.full((32, 32), 90, np.uint8)
    photo = read_photo(encoded(grey, "PNG", icc_profile=adobe_rgb_profile()))
    expected = adobe_to_srgb(np.full((1, 1, 3), 90, np.uint8))[0, 0]
    assert np.abs(photo.pixels[0, 0].astype(int) - expected).max() <= 2


@pytest.mark.parametrize("name", ["JPEG", "TIFF"])
@pytest.mark.parametrize("target_px", [None, 16])
def test_cmyk_without_a_profile(name: str, target_px: int | None) -> None:
    # Pillow writes and reads CMYK JPEGs inverted, as Adobe's programs do.
    options = {"quality": 95} if name == "JPEG" else {}
    photo = read_photo(
        encoded(Image.fromarray(scene()).convert("CMYK"), name, **options), target_px=target_px
    )
    small = Image.fromarray(scene()).resize(photo.pixels.shape[1::-1], Image.Resampling.BOX)
    assert mean_difference(photo.pixels, small) < 4


def test_cmyk_with_a_profile() -> None:
    black = np.tile(np.arange(256, dtype=np.uint8), (32, 1))
    picture = Image.fromarray(np.dstack([black // 3, black // 2, 255 - black, black]), "CMYK")
    photo = read_photo(encoded(picture, "TIFF", icc_profile=cmyk_profile()))
    lightness = 100 * (1 - np.arange(256) / 255)
    luminance = np.where(lightness > 8, ((lightness + 16) / 116) ** 3, lightness / 903.3)
    assert np.abs(photo.pixels[0].T - srgb_of_linear(luminance)).max() <= 4
