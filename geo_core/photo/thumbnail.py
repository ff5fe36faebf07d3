"""Small pictures of a photo: a WebP to look at, and a ThumbHash to show while it loads."""

from __future__ import annotations

import io

import numpy as np
import thumbhash as thumbhash_package
from PIL import Image

from geo_core.records import Photo
from geo_core.settings import check_range

_HASH_SIDE_PX = 32
"""Larger pictures give the same hash but for rounding, and its pure Python is slow."""


def thumbnail_webp(photo: Photo, side_px: int = 256, quality: int = 80) -> bytes:
    """A WebP of the photo without any metadata.

    Parameters
    ----------
    photo
        Pixels (H, W, 3) uint8.
    side_px
        The longer side, pixels; the aspect is kept and a smaller photo is not enlarged.
    quality
        Of the WebP encoder, 0 to 100.

    Raises
    ------
    SettingsError
        If side_px or quality is out of range.
    """
    check_range("side_px", side_px, 1, 4096)
    check_range("quality", quality, 0, 100)
    small, out = _fitted(photo, side_px), io.BytesIO()
    small.save(out, "WEBP", quality=quality, method=4)
    return out.getvalue()


def thumbhash(photo: Photo) -> bytes:
    """The ThumbHash of the photo: about 25 bytes that draw a blurred preview [1]_.

    References
    ----------
    .. [1] Evan Wallace, ThumbHash, https://evanw.github.io/thumbhash/
    """
    small = _fitted(photo, _HASH_SIDE_PX).convert("RGBA")
    values = np.asarray(small).ravel().tolist()
    return bytes(thumbhash_package.rgba_to_thumb_hash(small.width, small.height, values))


def _fitted(photo: Photo, side_px: int) -> Image.Image:
    picture = Image.fromarray(photo.pixels)
    picture.thumbnail((side_px, side_px), Image.Resampling.BICUBIC)
    return picture
