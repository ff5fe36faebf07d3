"""Whose pictures a page may fetch: Wikimedia's own, where the references of the starter atlas are published.

Wherever a reader goes after a photo, that host learns of it; so a page asks no other, whatever an atlas says.
"""

from __future__ import annotations

import re

PICTURE_HOSTS = r"(?:commons|upload)\.wikimedia\.org|[a-z]+(?:-[a-z]+)*\.wikipedia\.org"
"""As a regular expression, for the whole name. Wikipedias send on to upload.wikimedia.org; the browser's
side has the same line (`ui/globe/dom.js`)."""

_ADDRESS = re.compile(rf"https://(?:{PICTURE_HOSTS})/.*")


def picture_address(address: str) -> str:
    """The address of a picture that a page may fetch, or an empty string in place of any other."""
    return address if _ADDRESS.fullmatch(address) else ""
