"""Bytes to an upright sRGB photo, no larger than asked for."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFile

from geo_core.photo.colour import to_srgb
from geo_core.photo.depth import eight_bits
from geo_core.photo.opening import opened
from geo_core.photo.orientation import orientation, swaps_sides, turned
from geo_core.records import Photo
from geo_core.settings import PhotoSettings, check_range

_DEFAULTS = PhotoSettings()

_OVERSAMPLING = 2
"""Decoded pixels a side for each one asked for: at 2 the later resizing hides the difference."""


def read_photo(data: bytes, *, target_px: int | None = None, settings: PhotoSettings = _DEFAULTS) -> Photo:
    """Decode a photo: first frame, upright, sRGB, transparency laid on white.

    Parameters
    ----------
    data
        A JPEG, MPO, PNG, WebP, GIF, TIFF, BMP, AVIF or HEIC file's bytes.
    target_px
        Side of the network's input, pixels. The decoded picture's shorter side then keeps at
        least twice as many where the file has them, and not many more, which is faster and
        keeps memory small. None decodes every pixel.
    settings
        Limits on bytes, pixels and sides.

    Returns
    -------
    Photo: pixels (H, W, 3) uint8, read-only. Metadata is neither kept nor logged.

    Raises
    ------
    PhotoError
        If the bytes are no such file, are damaged, or lie outside the limits.
    SettingsError
        If target_px is not a size.
    """
    if target_px is not None:
        check_range("target_px", target_px, 1, 2**15)
    with opened(data, settings) as picture:
        (width, height), turn = picture.size, orientation(picture)
        rgb = to_srgb(_decoded(picture, target_px), picture.info.get("icc_profile"))
        full_size = (height, width) if swaps_sides(turn) else (width, height)
        return Photo(np.asarray(turned(rgb, turn)), full_size, picture.format or "")


def _decoded(picture: ImageFile.ImageFile, target_px: int | None) -> Image.Image:
    """Pixels of 8 bits, reduced by a whole factor where there are many more than needed."""
    if target_px is None:
        picture.load()
        return eight_bits(picture)
    wanted = _OVERSAMPLING * target_px
    if picture.format in ("JPEG", "MPO"):
        # The inverse cosine transform itself yields 1/2, 1/4 or 1/8 of the pixels a side.
        picture.draft(None, (wanted, wanted))
    picture.load()
    pixels = eight_bits(picture)
    factor = min(pixels.size) // wanted
    return pixels.reduce(factor) if factor > 1 else pixels
