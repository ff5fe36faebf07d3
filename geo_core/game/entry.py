"""A photo of a set, and the order in which a seed deals them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

SEED = re.compile(r"[A-Za-z0-9-]{1,24}")
"""Letters, digits and hyphens of a seed: readable in a link and over a classroom's noise."""


@dataclass(frozen=True)
class Entry:
    """A photo to guess.

    Attributes
    ----------
    id
        Differs between any two of a set, and is the same for the same photo on every machine.
    picture
        An encoded picture, or the file that holds it.
    truth
        (lat, lon) in degrees; None until it is known.
    title, author, licence
        The credit, shown with the answer.
    public
        Whether it comes with the repository: what is computed of it may be kept for other sessions.
    """

    id: str
    picture: bytes | Path
    truth: tuple[float, float] | None
    title: str = ""
    author: str = ""
    licence: str = ""
    public: bool = False

    def read(self) -> bytes:
        """The encoded picture.

        Raises
        ------
        OSError
            If it lies in a file that cannot be read.
        """
        return self.picture.read_bytes() if isinstance(self.picture, Path) else self.picture

    @property
    def credit(self) -> str:
        """Author and licence, as far as they are given."""
        return ", ".join(filter(None, (self.author, self.licence)))


def entry_id(data: bytes) -> str:
    """A name out of a photo's own bytes: file names differ from machine to machine."""
    return sha256(data).hexdigest()[:24]


def valid_seed(text: object) -> str | None:
    """A seed as somebody typed or linked it, without spaces around it; None if it is none."""
    trimmed = text.strip() if isinstance(text, str) else ""
    return trimmed if SEED.fullmatch(trimmed) else None


def dealt(entries: Iterable[Entry], seed: str, rounds: int | None = None) -> tuple[Entry, ...]:
    """The entries in the order that a seed gives them, on every machine and in every year.

    Ordered by a hash of seed and id: a library's random numbers may change with its versions.

    Parameters
    ----------
    entries
        A set; its own order does not matter.
    seed
        Any text.
    rounds
        How many are dealt; None for all, fewer where the set is smaller.
    """
    ordered = sorted(entries, key=lambda entry: (sha256(f"{seed}\n{entry.id}".encode()).digest(), entry.id))
    return tuple(ordered if rounds is None else ordered[:rounds])
