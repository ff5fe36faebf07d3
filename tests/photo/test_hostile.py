"""Whatever the bytes, the answer is a Photo or a PhotoError."""

from __future__ import annotations

import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from geo_core.errors import PhotoError
from geo_core.photo.gps import read_gps
from geo_core.photo.opening import opened
from geo_core.photo.reading import read_photo
from geo_core.photo.silence import pillow_silenced
from geo_core.records import Photo
from geo_core.settings import PhotoSettings
from tests.photo.drawing import adobe_rgb_profile, encoded, exif_with, scene

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "HEIF", "MPO")
SMALL = PhotoSettings(max_pixels=1_000_000)  # a flipped size must not make the test slow


def sample(name: str) -> bytes:
    options = {} if name in ("GIF", "BMP") else {"exif": exif_with(6), "icc_profile": adobe_rgb_profile()}
    if name == "TIFF":
        options["compression"] = "tiff_lzw"
    return encoded(scene(48, 40), name, **options)


def survives(data: bytes) -> None:
    for target_px in (None, 8):
        try:
            photo = read_photo(data, target_px=target_px, settings=SMALL)
        except PhotoError as error:
            assert "allowed" in str(error)  # noqa: PT017  (either outcome is right)
        else:
            assert isinstance(photo, Photo)
    try:
        read_gps(data)
    except PhotoError:
        return


@pytest.mark.parametrize("name", FORMATS)
def test_truncation_anywhere(name: str) -> None:
    data = sample(name)
    for end in np.random.default_rng(1).integers(0, len(data), 30):
        survives(data[:end])


@pytest.mark.parametrize("name", FORMATS)
def test_flipped_bytes(name: str) -> None:
    original, rng = np.frombuffer(sample(name), np.uint8), np.random.default_rng(2)
    for _ in range(60):
        data = original.copy()
        # Headers are where parsers break: half of the flips hit the first 200 bytes.
        reach = min(len(data), 200) if rng.random() < 0.5 else len(data)
        places = rng.integers(0, reach, rng.integers(1, 6))
        data[places] = rng.integers(0, 256, places.size)
        survives(data.tobytes())


HEADS = [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"II*\0", b"BM", b"RIFF\0\0\0\0WEBPVP8 "]


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.sampled_from([*HEADS, b"\0\0\0\x20ftypheic", b"\0\0\0\x20ftypavif"]), st.binary(max_size=400))
def test_any_bytes(head: bytes, tail: bytes) -> None:
    survives(head + tail)


@pytest.mark.parametrize(
    "error",
    [
        OSError,
        ValueError,
        SyntaxError,
        MemoryError,
        EOFError,
        OverflowError,
        IndexError,
        TypeError,
        RuntimeError,
    ],
)
def test_whatever_a_decoder_raises(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise error("boom")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", fail)
    with pytest.raises(PhotoError, match="truncated or damaged"):
        read_photo(encoded(scene(), "PNG"))


def test_many_threads_and_no_trace_in_the_warnings() -> None:
    files = [sample(name) for name in FORMATS] * 4
    alone = [read_photo(data, target_px=8).pixels for data in files]
    before = list(warnings.filters)
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda data: read_photo(data, target_px=8).pixels, files))
    assert all(np.array_equal(a, b) for a, b in zip(alone, together, strict=True))
    assert list(warnings.filters) == before


def test_only_pillows_warnings_are_silenced() -> None:
    with pillow_silenced(), pytest.raises(UserWarning, match="ours"):
        warnings.warn("ours", stacklevel=1)


def test_pillows_globals_stay_as_they_are() -> None:
    from PIL import ImageFile

    before = (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES)
    with opened(encoded(scene(), "JPEG"), PhotoSettings()):
        assert before == (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES)
