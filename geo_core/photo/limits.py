"""What is refused before a single pixel is decoded, and in which words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from geo_core.errors import PhotoError
from geo_core.settings import PhotoSettings

ALLOWED = "JPEG, PNG, WebP, GIF, TIFF, BMP, AVIF, HEIC"
"""The formats that are read, as the messages name them in any language."""

REFUSALS: Mapping[str, str] = {
    "photo_empty": "The file is empty; allowed is one {allowed} picture. Choose the file again.",
    "photo_large": "The file has {given_mib} MiB; allowed are up to {allowed_mib} MiB."
    " Save it smaller, or as a JPEG.",
    "photo_many_pixels": "The picture has {given_mega} megapixels; allowed are up to {allowed_mega}"
    " megapixels. Save it at a smaller size.",
    "photo_small": "The picture is {width} × {height} pixels; allowed are sides of at least {allowed_px}."
    " Choose a larger picture.",
    "photo_other": "The file is of another kind ({kind}); allowed is {allowed}."
    " Save the picture in one of these.",
    "photo_unknown": "The file is no picture that is known; allowed is {allowed}."
    " Save the picture in one of these.",
    "photo_damaged": "The file ({kind}) is truncated or damaged; allowed is a whole one. Copy or download it"
    " again, or save it anew from a picture editor.",
}
"""An error's code → what it says."""

_MEGA = 1_000_000

# First bytes of what people upload by mistake, so that the refusal can name it, in any language.
_SIGNATURES = (
    (re.compile(rb"%PDF"), "PDF"),
    (re.compile(rb"%!PS|\xc5\xd0\xd3\xc6"), "PostScript"),
    (re.compile(rb"(\xef\xbb\xbf)?\s*<(\?xml|svg|!DOCTYPE svg)"), "SVG/XML"),
    (re.compile(rb"(\xef\xbb\xbf)?\s*<"), "HTML"),
    (re.compile(rb"PK\x03\x04"), "ZIP"),
    (re.compile(rb"8BPS"), "Photoshop"),
    (re.compile(rb"\xff\x0a|\0\0\0\x0cJXL "), "JPEG XL"),
    (re.compile(rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51"), "JPEG 2000"),
    (re.compile(rb"....ftyp(isom|iso2|mp4|avc1|qt  |M4V|3gp)", re.DOTALL), "MP4"),
)

# First bytes of the allowed formats: with them, and yet unreadable, a file is damaged.
_BEGINNINGS = (
    (re.compile(rb"\xff\xd8\xff"), "JPEG"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "PNG"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "WebP"),
    (re.compile(rb"GIF8[79]a"), "GIF"),
    (re.compile(rb"II[*+]\0|MM\0[*+]"), "TIFF"),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), "AVIF"),
    (re.compile(rb"....ftyp(hei[cxms]|hev[cxms]|mif1|msf1)", re.DOTALL), "HEIC"),
)


def check_bytes(data: bytes, settings: PhotoSettings) -> None:
    """Refuse an empty or an oversized file.

    Raises
    ------
    PhotoError
        With the size given, the size allowed and the remedy.
    """
    if not data:
        raise PhotoError.of("photo_empty", REFUSALS, allowed=ALLOWED)
    if len(data) > settings.max_bytes:
        raise PhotoError.of(
            "photo_large",
            REFUSALS,
            given_mib=round(len(data) / 2**20, 1),
            allowed_mib=round(settings.max_bytes / 2**20, 1),
        )


def check_size(width: int, height: int, settings: PhotoSettings) -> None:
    """Refuse a picture with too many pixels or too few.

    Parameters
    ----------
    width, height
        Pixels, as the header states them.
    settings
        The limits.

    Raises
    ------
    PhotoError
        With the size given, the size allowed and the remedy.
    """
    if width * height > settings.max_pixels:
        raise too_many_pixels(width * height, settings)
    if min(width, height) < settings.min_side_px:
        raise PhotoError.of(
            "photo_small", REFUSALS, width=width, height=height, allowed_px=settings.min_side_px
        )


def too_many_pixels(pixels: int, settings: PhotoSettings) -> PhotoError:
    """The refusal of a picture with more pixels than allowed."""
    given, allowed = round(pixels / _MEGA, 1), round(settings.max_pixels / _MEGA, 1)
    return PhotoError.of("photo_many_pixels", REFUSALS, given_mega=given, allowed_mega=allowed)


def unreadable(data: bytes) -> PhotoError:
    """The refusal of bytes that no allowed decoder takes, naming them where it can."""
    for pattern, name in _BEGINNINGS:
        if pattern.match(data):
            return damaged(name)
    for pattern, name in _SIGNATURES:
        if pattern.match(data):
            return PhotoError.of("photo_other", REFUSALS, kind=name, allowed=ALLOWED)
    return PhotoError.of("photo_unknown", REFUSALS, allowed=ALLOWED)


def damaged(name: str) -> PhotoError:
    """The refusal of a picture whose decoding failed."""
    return PhotoError.of("photo_damaged", REFUSALS, kind=name)
