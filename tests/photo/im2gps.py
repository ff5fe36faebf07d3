"""JPEGs of the Im2GPS test set's shape: Flickr's description, one line a comment segment."""

from __future__ import annotations

from tests.tiny import picture


def with_comments(*comments: bytes, data: bytes = b"") -> bytes:
    """A JPEG with comment segments in front of all others."""
    data = data or picture(1)
    segments = (b"\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text for text in comments)
    return data[:2] + b"".join(segments) + data[2:]


def im2gps_photo(lat: str, lon: str, owner: str = "77325609@N00", data: bytes = b"") -> bytes:
    """Twelve segments; latitude is the ninth and longitude the tenth, as the authors' script expects."""
    lines = [
        "photo: 97344248 30a4521091 32",
        f"owner: {owner}",
        "title: at latitude: 12 or so",
        "originalsecret: null",
        "originalformat: null",
        "datetaken: 2006-02-05 12:00:00",
        "tags: barcelona gaudí",
        "license: 0",
        f"latitude: {lat}",
        f"longitude: {lon}",
        "accuracy: 16",
        "interestingness: 1 out of 250",
    ]
    return with_comments(*(line.encode("latin-1") for line in lines), data=data)
