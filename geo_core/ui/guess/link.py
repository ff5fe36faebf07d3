"""A game's address: the same seed, rounds and set deal everybody the same photos."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from geo_core.api import valid_seed

SETS = ("examples", "class", "zip", "own")
ROUNDS: Mapping[str, int | None] = {"3": 3, "5": 5, "10": 10, "all": None}
FIRST_ROUNDS = "5"

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of a new seed: none that is mistaken for another when read aloud or off a board."""

_LENGTH = 6


@dataclass(frozen=True)
class Deal:
    """What a link says: one of `SETS`, one of `ROUNDS`, a seed."""

    set_name: str
    rounds: str
    seed: str


def new_seed() -> str:
    """A seed that nobody has had before, as far as 30⁶ go."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def read_link(parameters: Mapping[str, str]) -> Deal:
    """What an address asks for; whatever is not allowed is as if it were not there."""
    set_name, rounds = parameters.get("set", ""), parameters.get("rounds", "")
    return Deal(
        set_name if set_name in SETS else SETS[0],
        rounds if rounds in ROUNDS else FIRST_ROUNDS,
        valid_seed(parameters.get("seed")) or new_seed(),
    )


def parameters(deal: Deal) -> dict[str, str]:
    """The other way: what `read_link` reads."""
    return {"seed": deal.seed, "rounds": deal.rounds, "set": deal.set_name}


def link(deal: Deal, page: str) -> str:
    """The whole address, given that of the page."""
    scheme, host, path, _, _ = urlsplit(page)
    return urlunsplit((scheme, host, path, urlencode(parameters(deal)), ""))
