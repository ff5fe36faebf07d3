"""Bytes to an opened, not yet decoded picture: allowed formats only, limits checked."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageFile, UnidentifiedImageError

from geo_core.errors import GeoCoreError, PhotoError
from geo_core.photo.limits import (
    check_bytes,
    check_size,
    damaged,
    too_many_pixels,
    unreadable,
)
from geo_core.photo.segments import check_segments
from geo_core.photo.silence import pillow_silenced
from geo_core.settings import PhotoSettings

# An allow-list: no decoder outside of it ever sees the bytes (EPS would start another program).
# MPO, several JPEGs in one file, is opened through JPEG.
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF")


@contextmanager
def opened(data: bytes, settings: PhotoSettings) -> Iterator[ImageFile.ImageFile]:
    """A picture of which only the header is read, within the limits.

    Parameters
    ----------
    data
        The file's bytes; nothing is ever read from a path.
    settings
        The limits.

    Yields
    ------
    The first frame, undecoded. Later frames are never counted or decoded.

    Raises
    ------
    PhotoError
        If the bytes lie outside the limits, or if anything fails while the block runs:
        decoders raise nearly every built-in exception on hostile bytes.
    """
    check_bytes(data, settings)
    check_segments(data)
    name = "?"
    with pillow_silenced():
        try:
            with _identified(data, settings) as picture:
                name = picture.format or name
                check_size(*picture.size, settings)
                yield picture
        except GeoCoreError:
            raise
        except Exception as error:
            raise damaged(name) from error


def _identified(data: bytes, settings: PhotoSettings) -> ImageFile.ImageFile:
    formats: tuple[str, ...] = _FORMATS
    if data[4:8] == b"ftyp":  # the container of AVIF and HEIC, and of videos
        _register_heif()
        formats = ("AVIF", "HEIF")
    try:
        return Image.open(io.BytesIO(data), formats=formats)
    except UnidentifiedImageError as error:
        raise unreadable(data) from error
    except Image.DecompressionBombError as error:
        raise _bomb(error, settings) from error


@functools.cache
def _register_heif() -> None:
    """Make Pillow know HEIC, once and only when a file needs it; the import is slow."""
    import pillow_heif

    # Extra pictures inside the file are not looked at, so they shall not be parsed either.
    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def _bomb(error: Image.DecompressionBombError, settings: PhotoSettings) -> PhotoError:
    # Pillow's own, higher limit strikes while opening; its message holds the number of pixels.
    number = re.search(r"\d+", str(error))
    return too_many_pixels(int(number.group()) if number else settings.max_pixels + 1, settings)
