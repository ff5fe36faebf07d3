"""Which addresses a page may fetch a picture from; the explorer's script has the same list."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from geo_core.localizer import STARTER_ATLAS
from geo_core.ui.globe.joining import HERE
from geo_core.view.picture_address import PICTURE_HOSTS, picture_address

PICTURES = {
    "allowed": [
        "https://upload.wikimedia.org/a.jpg",
        "https://commons.wikimedia.org/wiki/Special:FilePath/a%27b.jpg?width=330",
        "https://en.wikipedia.org/wiki/Special:FilePath/a.jpg?width=330",
        "https://zh-min-nan.wikipedia.org/a.jpg",
    ],
    "refused": [
        "https://evil.example/a.jpg", "//evil.example/a.jpg", "", "a.jpg",
        "http://upload.wikimedia.org/a.jpg", "https://a@upload.wikimedia.org/a.jpg",
        "https://upload.wikimedia.org:8443/a.jpg", "https://upload.wikimedia.org.evil.example/a.jpg",
        "https://evil.example/https://upload.wikimedia.org/a.jpg", "https://evilwikipedia.org/a.jpg",
        "https://a.b.wikipedia.org/a.jpg", "https://wikipedia.org.example/a.jpg",
    ],
}  # fmt: skip


@pytest.mark.parametrize("address", PICTURES["allowed"])
def test_wikimedia_s_own_pass(address: str) -> None:
    assert picture_address(address) == address


@pytest.mark.parametrize("address", PICTURES["refused"])
def test_nobody_else_is_asked(address: str) -> None:
    assert picture_address(address) == ""


def test_every_picture_of_the_starter_atlas_may_be_fetched() -> None:
    told = pq.read_table(STARTER_ATLAS / "references.parquet")["thumbnail_url"].to_pylist()
    addresses = list(filter(None, told))
    assert len(addresses) > 2000
    assert [one for one in addresses if not picture_address(one)] == []


def test_the_browser_s_side_has_the_same_line() -> None:
    assert f"/^(?:{PICTURE_HOSTS})$/" in (HERE / "dom.js").read_text("utf-8")
