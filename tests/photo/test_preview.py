import io

import numpy as np
import pytest
from PIL import Image

from geo_core.errors import PhotoError
from geo_core.photo.preview import thumbhash_pixels
from geo_core.photo.reading import read_photo
from geo_core.photo.thumbnail import thumbhash


def encoded(pixels: np.ndarray) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize("size", [(64, 64), (48, 96), (96, 48), (40, 160)])
def test_the_preview_looks_like_the_photo(size: tuple[int, int]) -> None:
    """A smooth picture comes back within the four bits of its coefficients."""
    height, width = size
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    pixels = np.stack([60 + 120 * x, 90 + 60 * y, 160 - 80 * x * y], axis=2).astype(np.uint8)
    preview = thumbhash_pixels(thumbhash(read_photo(encoded(pixels))))
    small = Image.fromarray(pixels).resize(preview.shape[1::-1], Image.Resampling.BOX)
    assert np.abs(preview.astype(int) - np.asarray(small).astype(int)).mean() < 8  # of 255
    assert max(preview.shape[:2]) == 32
    assert (preview.shape[1] > preview.shape[0]) == (width > height)


@pytest.mark.parametrize("bad", [b"", b"abc", bytes(5), b"\xff" * 20])
def test_what_is_no_hash_is_refused(bad: bytes) -> None:
    with pytest.raises(PhotoError, match="ThumbHash"):
        thumbhash_pixels(bad)
