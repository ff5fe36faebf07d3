"""A text file that somebody else wrote, read within limits."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from geo_core.errors import GeoCoreError

MAX_BYTES = 64 * 2**20
"""Of a table: half a million photos; the largest benchmark has 25,600."""

LISTED = 20
"""Photos or rows of a kind that a message names; the others it counts."""


def read_text(path: Path) -> str:
    """The whole file.

    Raises
    ------
    GeoCoreError
        If it cannot be read, is larger than 64 MiB, or is no UTF-8 text.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise GeoCoreError(f"{path} cannot be read ({error.strerror}); name a CSV file.") from error
    if len(data) > MAX_BYTES:
        raise GeoCoreError(
            f"{path} has more than {MAX_BYTES >> 20} MiB; allowed are tables up to that size. "
            "Keep only the rows that are evaluated."
        )
    try:
        text = data.decode("utf-8-sig")  # -sig: spreadsheets write a byte order mark
    except UnicodeDecodeError as error:
        raise _no_text(path, f"byte {error.start}") from error
    if "\0" in text:
        raise _no_text(path, "it holds zero bytes")
    return text


def first_line(text: str) -> str:
    """The first line that is not blank; empty where there is none."""
    return next((line for line in io.StringIO(text, newline=None) if line.strip()), "").rstrip("\n")


def shown(text: str) -> str:
    """Untrusted text in a message: quoted, its control characters escaped, and short."""
    return repr(text if len(text) <= 60 else text[:60] + "…")


def listing(what: str, names: Sequence[str]) -> list[str]:
    """A line that counts names and lists the first of them; none where there is no name."""
    if not names:
        return []
    rest = f"; and {len(names) - LISTED:,} more" if len(names) > LISTED else ""
    return [f"{what}: {len(names):,}. {'; '.join(names[:LISTED])}{rest}"]


def _no_text(path: Path, why: str) -> GeoCoreError:
    return GeoCoreError(f"{path} is no UTF-8 text ({why}); allowed are CSV files in UTF-8. Save it as such.")
