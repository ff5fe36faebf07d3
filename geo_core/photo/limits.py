"""What is refused before a single pixel is decoded, and in which words."""

from __future__ import annotations

import re

from geo_core.errors import PhotoError
from geo_core.settings import PhotoSettings

ALLOWED = "JPEG, PNG, WebP, GIF, TIFF, BMP, AVIF or HEIC"
"""The formats that are read, as the messages name them."""

_MEGA = 1_000_000

# First bytes of what people upload by mistake, so that the refusal can name it.
_SIGNATURES = (
    (re.compile(rb"%PDF"), "a PDF"),
    (re.compile(rb"%!PS|\xc5\xd0\xd3\xc6"), "PostScript"),
    (re.compile(rb"(\xef\xbb\xbf)?\s*<(\?xml|svg|!DOCTYPE svg)"), "an SVG or XML file"),
    (re.compile(rb"(\xef\xbb\xbf)?\s*<"), "a web page"),
    (re.compile(rb"PK\x03\x04"), "a ZIP archive"),
    (re.compile(rb"8BPS"), "a Photoshop file"),
    (re.compile(rb"\xff\x0a|\0\0\0\x0cJXL "), "a JPEG XL"),
    (re.compile(rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51"), "a JPEG 2000"),
    (re.compile(rb"....ftyp(isom|iso2|mp4|avc1|qt  |M4V|3gp)", re.DOTALL), "a video"),
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
        raise PhotoError(f"The file is empty; allowed is one {ALLOWED} picture. Choose the file again.")
    if len(data) > settings.max_bytes:
        raise PhotoError(
            f"The file has {len(data) / 2**20:.1f} MiB; allowed are up to {settings.max_bytes / 2**20:.1f}"
            " MiB. Save it smaller, or as a JPEG."
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
        raise too_many_pixels(width * height, settings, f" ({width} × {height})")
    if min(width, height) < settings.min_side_px:
        raise PhotoError(
            f"The picture is {width} × {height} pixels; allowed are sides of at least"
            f" {settings.min_side_px}. Choose a larger picture."
        )


def too_many_pixels(pixels: int, settings: PhotoSettings, detail: str = "") -> PhotoError:
    """The refusal of a picture with more pixels than allowed."""
    return PhotoError(
        f"The picture has {pixels / _MEGA:.1f} megapixels{detail}; allowed are up to"
        f" {settings.max_pixels / _MEGA:g} megapixels. Save it at a smaller size."
    )


def unreadable(data: bytes) -> PhotoError:
    """The refusal of bytes that no allowed decoder takes, naming them where it can."""
    for pattern, name in _BEGINNINGS:
        if pattern.match(data):
            return damaged(name)
    kind = next((name for pattern, name in _SIGNATURES if pattern.match(data)), "no picture that is known")
    return PhotoError(f"The file is {kind}; allowed is {ALLOWED}. Save the picture in one of these.")


def damaged(name: str) -> PhotoError:
    """The refusal of a picture whose decoding failed."""
    return PhotoError(
        f"The {name} file is truncated or damaged; allowed is a whole one. Copy or download it"
        " again, or save it anew from a picture editor."
    )
