"""The pages and thumbnails of references at their source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

_FILE_PAGE = re.compile(
    r"https?://(?P<host>commons\.wikimedia\.org|[a-z-]+\.wikipedia\.org)/wiki/(?:File|Image)(?::|%3A)(?P<name>[^?#]+)"
)

THUMBNAIL_WIDTH_PX = 330
"""One of the few widths that Wikimedia serves (20, 40, 60, 120, 250, 330, 500, 960, 1280 …)."""


def source_page(row: Mapping[str, str]) -> str:
    """The address of the page where a photo is published, or an empty string.

    Parameters
    ----------
    row
        Of a manifest: ``licence_url_or_file``, ``source`` or ``source_repo`` with ``source_path``.
    """
    for column in ("licence_url_or_file", "source"):
        value = (row.get(column) or "").strip()
        if value.startswith(("https://", "http://")) and " " not in value:
            return value
    repo, path = row.get("source_repo") or "", (row.get("source_path") or "").partition("#")[0]
    if re.fullmatch(r"[\w.-]+/[\w.-]+", repo):
        return f"https://github.com/{repo}/blob/HEAD/{quote(path)}"
    return ""


def thumbnail_url(page: str) -> str:
    """The address of a Wikimedia file page's thumbnail, or an empty string for any other page."""
    match = _FILE_PAGE.fullmatch(page)
    if not match:
        return ""
    name = quote(unquote(match["name"]).replace(" ", "_"), safe="")
    return f"https://{match['host']}/wiki/Special:FilePath/{name}?width={THUMBNAIL_WIDTH_PX}"
