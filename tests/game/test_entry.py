"""Seeds deal the same photos everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_core.game.entry import Entry, dealt, entry_id, valid_seed

ENTRIES = [Entry(name, b"", (0.0, 0.0)) for name in "abcdefgh"]


def test_a_seed_deals_this_order_for_ever() -> None:
    """Golden: a link of last year must deal what it dealt then."""
    assert "".join(e.id for e in dealt(ENTRIES, "k7m2")) == "ahdfcbeg"
    assert "".join(e.id for e in dealt(ENTRIES, "k7m3")) == "bcdgahef"


def test_the_sets_own_order_does_not_matter() -> None:
    assert dealt(reversed(ENTRIES), "x") == dealt(ENTRIES, "x")


def test_fewer_rounds_are_the_first_of_more() -> None:
    assert dealt(ENTRIES, "x", 3) == dealt(ENTRIES, "x")[:3]
    assert len(dealt(ENTRIES, "x", 20)) == len(ENTRIES)
    assert dealt([], "x", 3) == ()


def test_every_photo_is_dealt_first_by_some_seed() -> None:
    assert {dealt(ENTRIES, str(seed))[0].id for seed in range(200)} == set("abcdefgh")


def test_seed_and_id_are_kept_apart() -> None:
    """Seed "a" with photo "b…" is not seed "ab" with photo "…"."""
    one = [Entry(name, b"", (0.0, 0.0)) for name in ("bx", "by", "bz", "bw", "bv", "bu")]
    other = [Entry(name[1:], b"", (0.0, 0.0)) for name in ("bx", "by", "bz", "bw", "bv", "bu")]
    assert any(
        [e.id for e in dealt(one, f"a{n}")] != [f"b{e.id}" for e in dealt(other, f"a{n}b")] for n in range(5)
    )


@pytest.mark.parametrize("text", ["k7m2", " k7m2 ", "A-1", "x" * 24])
def test_seeds_that_are_taken(text: str) -> None:
    assert valid_seed(text) == text.strip()


@pytest.mark.parametrize("text", ["", "  ", "a b", "x" * 25, "<b>", "ä", "a/b", "a\nb", None, 7, ["a"]])
def test_seeds_that_are_not(text: object) -> None:
    assert valid_seed(text) is None


def test_an_id_is_of_the_bytes() -> None:
    assert entry_id(b"a") == entry_id(b"a") != entry_id(b"b")


def test_a_picture_is_bytes_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"abc")
    assert Entry("a", tmp_path / "a.jpg", None).read() == Entry("b", b"abc", None).read() == b"abc"
    assert Entry("a", b"", None, author="A", licence="CC0").credit == "A, CC0"
    assert Entry("a", b"", None, licence="CC0").credit == "CC0"
    assert Entry("a", b"", None).credit == ""
