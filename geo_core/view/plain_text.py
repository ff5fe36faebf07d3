"""Text of others as one line of letters, fit for a cell, a title or a picture."""

from __future__ import annotations

LONGEST = 300
"""Letters that are kept: no title, author or address that is meant to be read is longer."""

_JOINERS = "\u200c\u200d"
"""Not printable by themselves, but Persian and Indian names are misspelt without them."""


def one_line(text: str, longest: int = LONGEST) -> str:
    """The text on one line: line breaks and tabs are spaces, and what is no letter is gone.

    Control characters, marks that turn the direction of writing and halves of surrogate pairs
    are left out: no file format here can carry all of them.

    Parameters
    ----------
    text
        Anything.
    longest
        Letters looked at; what follows is cut, with an ellipsis.
    """
    line = " ".join(text[: 2 * longest].split())
    line = "".join(letter for letter in line if letter.isprintable() or letter in _JOINERS)
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
