"""What a session keeps of its game: everything under one key, so that another page and back loses nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from geo_core.api import MOST_SEATS, ClassSet, Entry, Game
from geo_core.ui.guess.link import Deal, read_link

_KEY = "guess"

Latlon = tuple[float, float]


@dataclass(frozen=True)
class MachineGuess:
    """Where the machine says; None where it cannot. `left_out`: copies of the photo were kept from it."""

    at: Latlon | None
    left_out: bool = False


@dataclass
class Table:
    """The table that the players sit at.

    Attributes
    ----------
    deal
        What is dealt, or will be.
    names
        A seat's number, which never changes, → its name as typed; in their order.
    sets
        Sets of this session: ``zip`` and ``own``.
    unplaced
        Own photos whose place is still to be set.
    game
        The game that is played; None on the start screen.
    games
        How many have been begun: no two turns of a session have one name.
    pin, said
        Where the pin of the seat whose turn it is stands, and what was understood of typed words.
    typed, press
        The words and the click that were last heeded.
    holder
        (round, seat) that has taken the screen over.
    machine
        An entry's id → the machine's guess.
    placing
        Whether own photos are being given their places.
    uploads
        Batches uploaded: each has an uploader of its own, and the bytes go with it.
    fault
        What was wrong with the last upload.
    """

    deal: Deal
    names: dict[int, str] = field(default_factory=lambda: {1: ""})
    sets: dict[str, ClassSet] = field(default_factory=dict)
    unplaced: list[Entry] = field(default_factory=list)
    game: Game | None = None
    games: int = 0
    pin: Latlon | None = None
    said: str = ""
    typed: str = ""
    press: float = 0.0
    holder: tuple[int, int] = (0, 0)
    machine: dict[str, MachineGuess] = field(default_factory=dict)
    placing: bool = False
    uploads: int = 0
    fault: str = ""

    @property
    def turn(self) -> str:
        """A name for the moment; it tells nothing of the photo."""
        if self.game is None or self.game.over:
            return f"{self.games}-none"
        seat = self.game.seat
        return f"{self.games}-{self.game.current}-{'shown' if seat is None else seat}"

    def clear_pin(self) -> None:
        """Before another seat's turn."""
        self.pin, self.said, self.typed = None, "", ""

    def add_seat(self) -> None:
        """One more, if there is room."""
        if len(self.names) < MOST_SEATS:
            self.names[max(self.names) + 1] = ""

    def remove_seat(self, number: int) -> None:
        """Take a seat away; the last one stays."""
        if len(self.names) > 1:
            self.names.pop(number, None)

    def leave(self) -> None:
        """Back to the start screen."""
        self.game = None
        self.clear_pin()

    def forget(self, name: str) -> None:
        """Drop a set of this session and all that was computed of it."""
        self.sets.pop(name, None)
        self.machine.clear()
        self.fault = ""
        if name == "own":
            self.unplaced.clear()


def open_table() -> Table:
    """The table of this session, laid as the address says when it is first asked for."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Table(read_link(st.query_params.to_dict()))
    table: Table = st.session_state[_KEY]
    return table
