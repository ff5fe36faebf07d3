"""Where a photo says it was taken: read only when the user asks to compare with it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from PIL import ExifTags

from geo_core.photo.opening import opened
from geo_core.settings import PhotoSettings

_DEFAULTS = PhotoSettings()


def read_gps(data: bytes) -> tuple[float, float] | None:
    """The EXIF position of a photo.

    Parameters
    ----------
    data
        The file's bytes, of any format that `read_photo` reads.

    Returns
    -------
    (lat, lon) in degrees, or None where there is no position that can be trusted: tags missing
    or broken, no hemisphere (N/S, E/W), a zero denominator, out of range, or exactly (0, 0),
    which cameras write when they have no fix.

    Raises
    ------
    PhotoError
        If the bytes are no picture, or lie outside the limits.
    """
    with opened(data, _DEFAULTS) as picture:
        try:
            tags: Mapping[int, Any] = picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        except Exception:
            return None  # broken metadata is no position
    keys = ExifTags.GPS
    lat = _signed(tags.get(keys.GPSLatitude), tags.get(keys.GPSLatitudeRef), "NS", 90.0)
    lon = _signed(tags.get(keys.GPSLongitude), tags.get(keys.GPSLongitudeRef), "EW", 180.0)
    if lat is None or lon is None or lat == lon == 0:
        return None
    return lat, lon


def _signed(value: Any, ref: Any, hemispheres: str, limit: float) -> float | None:
    """Degrees with their sign; None without a hemisphere or out of range."""
    if isinstance(ref, bytes):
        ref = ref.decode("latin-1")
    letter = ref.strip("\0 ").upper() if isinstance(ref, str) else ""
    if len(letter) != 1 or letter not in hemispheres:
        return None
    degrees = _degrees(value)
    if degrees is None or degrees > limit:
        return None
    return -degrees if letter == hemispheres[1] and degrees else degrees


def _degrees(value: Any) -> float | None:
    """Degrees of (deg, min, sec), of its beginnings, or of one decimal number or text."""
    parts = value if isinstance(value, tuple | list) else (value,)
    try:
        numbers = [float(part) for part in parts]
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    # A zero denominator reads as NaN; 60 itself is a rounded 59.99…
    finite = all(math.isfinite(number) and number >= 0 for number in numbers)
    if not 1 <= len(numbers) <= 3 or not finite or any(number > 60 for number in numbers[1:]):
        return None
    return sum(number / unit for number, unit in zip(numbers, (1.0, 60.0, 3600.0), strict=False))
