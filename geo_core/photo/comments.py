"""Where the comments of a JPEG say that it was taken: the Im2GPS test photos carry no EXIF position."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from geo_core.photo.opening import opened
from geo_core.settings import PhotoSettings

_DEFAULTS = PhotoSettings()

# One line of Flickr's description a segment: photo, owner, title …, the ninth "latitude: 41.395354" and the
# tenth "longitude: 2.169113" (the authors' test script counts on these numbers; names are safer).
_LINE = re.compile(
    r"^[^\S\n]*(latitude|longitude|owner)[^\S\n]*[:=]\s*(\S+)[^\S\n]*$", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True)
class CommentPlace:
    """What the comments say.

    Attributes
    ----------
    lat, lon
        Degrees.
    owner
        The photographer's number at Flickr; empty where the comments name none, or several.
    """

    lat: float
    lon: float
    owner: str


def read_comment_place(data: bytes) -> CommentPlace | None:
    """The position in a JPEG's comment segments.

    Parameters
    ----------
    data
        The file's bytes.

    Returns
    -------
    None where no position can be trusted: one of the two missing, no number, out of range, said twice
    and differently, or exactly (0, 0); and for any format that has no such segments.

    Raises
    ------
    PhotoError
        If the bytes are no picture, or lie outside the limits.
    """
    with opened(data, _DEFAULTS) as picture:
        # All segments: Pillow's info["comment"] keeps only the last one.
        segments = [content for marker, content in getattr(picture, "applist", ()) if marker == "COM"]
    said: dict[str, set[str]] = {"latitude": set(), "longitude": set(), "owner": set()}
    for segment in segments:
        text = segment.decode("latin-1").replace("\0", "\n").replace("\r", "\n")
        for key, value in _LINE.findall(text):
            said[key.lower()].add(value)
    lat, lon = _degrees(said["latitude"], 90.0), _degrees(said["longitude"], 180.0)
    if lat is None or lon is None or lat == lon == 0:
        return None
    return CommentPlace(lat, lon, said["owner"].pop() if len(said["owner"]) == 1 else "")


def _degrees(values: set[str], limit: float) -> float | None:
    if len(values) != 1:
        return None
    try:
        degrees = float(values.pop())
    except ValueError:
        return None
    return degrees if math.isfinite(degrees) and abs(degrees) <= limit else None
