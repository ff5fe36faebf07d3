"""Pictures as data addresses, so that a browser needs no file and no network for them."""

from __future__ import annotations

import base64
import io

import numpy as np
import numpy.typing as npt
from PIL import Image

from geo_core.errors import PhotoError


def picture_type(data: bytes) -> str:
    """The MIME type of an encoded picture, told by its first bytes.

    Raises
    ------
    PhotoError
        When it is none of JPEG, PNG and WebP: the browser's side shows only these.
    """
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    raise PhotoError(f"A thumbnail begins with {data[:4]!r}; allowed are JPEG, PNG and WebP.")


def bytes_to_uri(data: bytes) -> str:
    """An encoded picture as a data address."""
    return f"data:{picture_type(data)};base64,{base64.b64encode(data).decode('ascii')}"


def pixels_to_uri(
    pixels: npt.NDArray[np.uint8], side_px: int = 480, quality: int = 82, effort: int = 4
) -> str:
    """Pixels, shrunk to fit, as the data address of a WebP; see `pixels_to_webp`."""
    return bytes_to_uri(pixels_to_webp(pixels, side_px, quality, effort))


def pixels_to_webp(
    pixels: npt.NDArray[np.uint8], side_px: int = 480, quality: int = 82, effort: int = 4
) -> bytes:
    """Pixels, shrunk to fit, as a WebP.

    Parameters
    ----------
    pixels
        (H, W, 3) RGB or (H, W) grey, uint8.
    side_px
        The longer side afterwards, at most.
    quality
        Of the WebP, 0 to 100.
    effort
        Of the encoder, 0 to 6: more takes longer and makes it smaller.

    Returns
    -------
    The encoded picture. Nothing but the pixels is in it: no metadata of the photo's file.
    """
    image = Image.fromarray(pixels)
    image.thumbnail((side_px, side_px), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "WEBP", quality=quality, method=effort)
    return out.getvalue()
