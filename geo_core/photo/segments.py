"""Files cut into absurdly many pieces, refused before a decoder walks through them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from geo_core.errors import PhotoError

MAX_SCANS = 200
"""Passes over a progressive JPEG; encoders write about ten, a hostile file thousands."""

MAX_SEGMENTS = 20_000
"""Pieces of a JPEG or PNG: 50 MiB in 4-KiB pieces are 12,800, and each costs the decoder time."""

REFUSALS: Mapping[str, str] = {
    "photo_scans": "The JPEG has more than {allowed} scans; allowed are up to {allowed}."
    " Save it again from a picture editor, as a plain JPEG.",
    "photo_segments": "The JPEG has more than {allowed} segments; allowed are up to {allowed}."
    " Save it again from a picture editor, as a plain JPEG.",
    "photo_chunks": "The PNG has more than {allowed} chunks; allowed are up to {allowed}."
    " Save it again from a picture editor, as a plain JPEG.",
}
"""An error's code → what it says."""

# A marker inside JPEG data; FF 00 is a stuffed byte, FF D0–D7 a restart, FF FF a fill byte.
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_SCAN, _END = 0xDA, 0xD9


def check_segments(data: bytes) -> None:
    """Refuse a JPEG or PNG of which every piece is cheap and all of them together are not.

    Raises
    ------
    PhotoError
        With the number allowed and the remedy.
    """
    if data.startswith(b"\xff\xd8\xff"):
        _check_jpeg(data)
    elif data.startswith(b"\x89PNG"):
        _check_png(data)


def _check_jpeg(data: bytes) -> None:
    position, scans, segments = 2, 0, 0
    while (found := _MARKER.search(data, position)) and (marker := data[found.start() + 1]) != _END:
        scans += marker == _SCAN
        segments += 1
        if scans > MAX_SCANS:
            raise PhotoError.of("photo_scans", REFUSALS, allowed=MAX_SCANS)
        if segments > MAX_SEGMENTS:
            raise PhotoError.of("photo_segments", REFUSALS, allowed=MAX_SEGMENTS)
        # The two bytes after a marker hold its segment's length, themselves included.
        position = found.end() + max(2, int.from_bytes(data[found.end() : found.end() + 2], "big"))


def _check_png(data: bytes) -> None:
    position, chunks = 8, 0
    while position < len(data):
        chunks += 1
        if chunks > MAX_SEGMENTS:
            raise PhotoError.of("photo_chunks", REFUSALS, allowed=MAX_SEGMENTS)
        # Four bytes of length, four of name, the content, four of checksum.
        position += 12 + int.from_bytes(data[position : position + 4], "big")
