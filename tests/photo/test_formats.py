from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from geo_core.photo.reading import read_photo
from tests.photo.drawing import encoded, mean_difference, scene

LOSSLESS = {"PNG": {}, "BMP": {}, "TIFF": {}, "WEBP": {"lossless": True}}
LOSSY = {"JPEG": {"quality": 95, "subsampling": 0}, "AVIF": {"quality": 95}, "HEIF": {"quality": 95}}
TIFF_PACKINGS = ("tiff_lzw", "tiff_adobe_deflate", "packbits")


@pytest.mark.parametrize("name", LOSSLESS)
def test_lossless_formats_give_the_very_pixels(name: str) -> None:
    photo = read_photo(encoded(scene(), name, **LOSSLESS[name]))
    assert np.array_equal(photo.pixels, scene())
    assert (photo.full_size, photo.format) == ((96, 64), name)


@pytest.mark.parametrize("name", LOSSY)
def test_lossy_formats_give_nearly_the_pixels(name: str) -> None:
    photo = read_photo(encoded(scene(), name, **LOSSY[name]))
    assert photo.pixels.shape == (64, 96, 3)
    assert mean_difference(photo.pixels, scene()) < 3
    assert photo.format == name


def test_gif_gives_its_palette() -> None:
    picture = Image.fromarray(scene()).quantize(64)
    photo = read_photo(encoded(picture, "GIF"))
    assert np.array_equal(photo.pixels, np.asarray(picture.convert("RGB")))


@pytest.mark.parametrize("compression", TIFF_PACKINGS)
def test_tiff_packings(compression: str) -> None:
    assert np.array_equal(read_photo(encoded(scene(), "TIFF", compression=compression)).pixels, scene())


@pytest.mark.parametrize("name", ["GIF", "WEBP", "PNG", "TIFF", "AVIF"])
def test_of_many_frames_the_first_counts(name: str) -> None:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "lime", "blue")]
    options = {"lossless": True} if name == "WEBP" else {}
    data = encoded(frames[0], name, save_all=True, append_images=frames[1:], **options)
    photo = read_photo(data)
    assert photo.pixels.shape == (30, 40, 3)
    assert mean_difference(photo.pixels, [255, 0, 0]) < 3


@pytest.mark.parametrize("target_px", [None, 16])
def test_mpo_gives_its_first_picture(target_px: int | None) -> None:
    other = Image.new("RGB", (96, 64), "white")
    data = encoded(scene(), "MPO", save_all=True, append_images=[other], quality=95)
    photo = read_photo(data, target_px=target_px)
    assert photo.format == "MPO"
    assert photo.full_size == (96, 64)
    expected = np.asarray(Image.fromarray(scene()).resize(photo.pixels.shape[1::-1], Image.Resampling.BOX))
    assert mean_difference(photo.pixels, expected) < 5


@pytest.mark.parametrize("name", ["PNG", "TIFF"])
@pytest.mark.parametrize("mode", ["L", "1"])
def test_grey(name: str, mode: str) -> None:
    picture = Image.fromarray(scene()).convert(mode)
    expected = np.asarray(picture.convert("L").convert("RGB"))
    assert np.array_equal(read_photo(encoded(picture, name)).pixels, expected)


def on_white(pixels: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    share = alpha[..., None] / 255
    return np.rint(pixels * share + 255 * (1 - share))


@pytest.mark.parametrize(
    ("mode", "name"), [("RGBA", "PNG"), ("RGBA", "TIFF"), ("RGBA", "WEBP"), ("LA", "PNG")]
)
def test_transparency_is_laid_on_white(mode: str, name: str) -> None:
    colours = Image.fromarray(scene()).convert(mode[:-1])
    alpha = Image.linear_gradient("L").resize(colours.size)
    picture = colours.copy()
    picture.putalpha(alpha)
    options = {"lossless": True, "exact": True} if name == "WEBP" else {}
    photo = read_photo(encoded(picture, name, **options))
    expected = on_white(np.asarray(colours.convert("RGB")), np.asarray(alpha))
    assert np.abs(photo.pixels - expected).max() <= 1


@pytest.mark.parametrize("name", ["PNG", "GIF"])
def test_a_transparent_palette_entry_is_white(name: str) -> None:
    picture = Image.new("P", (32, 32), 1)
    picture.putpalette([0, 0, 0, 10, 20, 200])
    picture.paste(0, (0, 0, 16, 32))
    photo = read_photo(encoded(picture, name, transparency=0))
    assert photo.pixels[5, 5].tolist() == [255, 255, 255]
    assert photo.pixels[5, 25].tolist() == [10, 20, 200]


def test_a_palette_with_half_transparent_entries() -> None:
    picture = Image.new("P", (32, 32), 1)
    picture.putpalette([0, 0, 0, 10, 20, 200])
    photo = read_photo(encoded(picture, "PNG", transparency=bytes([255, 51])))
    assert photo.pixels[0, 0].tolist() == [206, 208, 244]


@pytest.mark.parametrize("name", ["PNG", "TIFF"])
@pytest.mark.parametrize("target_px", [None, 8])
def test_16_bits_are_scaled_and_not_clipped(name: str, target_px: int | None) -> None:
    ramp = np.tile(np.linspace(0, 65535, 256).astype(np.uint16), (64, 1))
    photo = read_photo(encoded(Image.fromarray(ramp), name), target_px=target_px)
    expected = ramp.reshape(64, photo.pixels.shape[1], -1).mean(axis=2)[0] / 257
    assert np.abs(photo.pixels[0, :, 1] - expected).max() <= 1


def test_big_endian_16_bits() -> None:
    ramp = Image.fromarray(np.tile(np.arange(0, 65536, 1024).astype(">u2"), (64, 1)))
    data = encoded(ramp, "TIFF")
    photo = read_photo(data)
    assert np.array_equal(photo.pixels[3, :, 0], np.rint(np.arange(0, 65536, 1024) / 257))


@pytest.mark.parametrize("white", [1.0, 255.0, 65535.0, 1e12])
def test_floats_find_their_white(white: float) -> None:
    ramp = np.tile(np.linspace(0, white, 64, dtype=np.float32), (32, 1))
    ramp[0, 0], ramp[0, 1] = np.nan, -white
    photo = read_photo(encoded(Image.fromarray(ramp), "TIFF"))
    assert np.abs(photo.pixels[5, :, 2] - np.linspace(0, 255, 64)).max() <= 1
    assert photo.pixels[0, :2].max() == 0


@pytest.mark.parametrize("white", [65535, 2**31 - 1])
def test_32_bit_integers_find_their_white(white: int) -> None:
    ramp = np.tile(np.linspace(0, white, 64).astype(np.int32), (32, 1))
    photo = read_photo(encoded(Image.fromarray(ramp), "TIFF"))
    assert np.abs(photo.pixels[5, :, 2] - np.linspace(0, 255, 64)).max() <= 1


def test_the_pixels_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        read_photo(encoded(scene(), "PNG")).pixels[0, 0] = 0


def test_reading_imports_neither_torch_nor_the_heic_decoder() -> None:
    code = "import geo_core.photo.reading, sys; sys.exit(bool({'torch', 'pillow_heif'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_rare_mode_is_read_as_rgb() -> None:
    picture = Image.fromarray(scene()).convert("YCbCr")
    assert mean_difference(read_photo(encoded(picture, "TIFF")).pixels, scene()) < 2


def test_real_photos_agree_with_pillow(example_photos: list) -> None:
    for path in example_photos[:5]:
        with Image.open(path) as picture:
            expected = np.asarray(picture.convert("RGB"))
        assert mean_difference(read_photo(path.read_bytes()).pixels, expected) < 1
