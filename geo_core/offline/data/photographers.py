"""Who took a photo, as a column or the photo's file name says."""

from __future__ import annotations

import re

# Files of Im2GPS, Im2GPS3k and the authors' references: [place_number_]photo_secret_server_owner.jpg.
_FLICKR_OWNER = re.compile(r"(?:^|_)(\d+@N\d\d)(?:\.\w+)?$")

_NOBODY = frozenset(
    (
        "",
        "-",
        "none",
        "null",
        "nan",
        "n/a",
        "unknown",
        "not stated",
        "see file page",
        "anonymous",
        "own work",
        "various",
        "unknown author",
    )
)


def flickr_owner(text: str) -> str:
    """The owner's number at Flickr at the end of a file name, such as ``26519935@N00``; else empty."""
    found = _FLICKR_OWNER.search(text.strip())
    return found[1] if found else ""


def photographer(author: str, file: str = "") -> str:
    """A name that is equal for photos of one photographer; empty where nothing says who.

    Parameters
    ----------
    author
        What a table says. ``im2gps_places365.csv`` writes ``9f05b2251e_1292_8504005@N07`` for the
        photos whose names begin with a place: only the owner at its end is the photographer.
    file
        The photo's name, asked when the table says nobody.
    """
    author = author.strip()
    return flickr_owner(author) or ("" if author.lower() in _NOBODY else author) or flickr_owner(file)
