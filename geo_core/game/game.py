"""A game: seats that guess in turn, round after round. Every move gives a new game."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from geo_core.errors import SettingsError
from geo_core.game.entry import Entry
from geo_core.game.scoring import Latlon, Score, score

MOST_SEATS = 6
"""As many colours as every eye tells apart."""

LONGEST_NAME = 20


@dataclass(frozen=True)
class Round:
    """One photo.

    Attributes
    ----------
    entry
        The photo; its truth is known.
    guesses
        (lat, lon) in degrees of each seat that has guessed, in the order of the seats.
    machine
        The machine's; None before the reveal, and where it does not play.
    shown
        Whether the answer has been revealed.
    left_out
        Whether the machine was kept from copies of this very photo among its references.
    """

    entry: Entry
    guesses: tuple[Latlon, ...] = ()
    machine: Latlon | None = None
    shown: bool = False
    left_out: bool = False

    @property
    def truth(self) -> Latlon:
        """Where it was taken, (lat, lon) in degrees."""
        if self.entry.truth is None:
            raise SettingsError(f"The photo {self.entry.id} has no place; a game takes those that have one.")
        return self.entry.truth

    def scores(self) -> tuple[Score, ...]:
        """Of each seat that has guessed, in their order."""
        return tuple(score(guess, self.truth) for guess in self.guesses)

    def machine_score(self) -> Score | None:
        """The machine's; None where it has not played."""
        return None if self.machine is None else score(self.machine, self.truth)


@dataclass(frozen=True)
class Game:
    """A whole game at one moment.

    Attributes
    ----------
    set_name, seed
        What its photos were dealt from.
    seats
        The players' names; they guess in this order.
    rounds
        One a photo.
    current
        The round that is played; the number of rounds once the game is over.
    """

    set_name: str
    seed: str
    seats: tuple[str, ...]
    rounds: tuple[Round, ...]
    current: int = 0

    @property
    def over(self) -> bool:
        """Whether every round is behind."""
        return self.current >= len(self.rounds)

    @property
    def round(self) -> Round:
        """The round that is played."""
        return self.rounds[self.current]

    @property
    def seat(self) -> int | None:
        """Whose turn it is; None once all have guessed, and after the game."""
        return None if self.over or len(self.round.guesses) == len(self.seats) else len(self.round.guesses)

    def guess(self, lat: float, lon: float) -> Game:
        """The seat whose turn it is guesses a place, degrees.

        Raises
        ------
        SettingsError
            If it is nobody's turn, or that is no place.
        """
        if self.seat is None:
            raise SettingsError("All seats have guessed this round; reveal it, or go to the next.")
        if not (math.isfinite(lon) and math.isfinite(lat) and abs(lat) <= 90):
            raise SettingsError(f"({lat}, {lon}) is no place; give degrees, latitude first, within ±90.")
        return self._with(replace(self.round, guesses=(*self.round.guesses, (lat, lon))))

    def reveal(self, machine: Latlon | None, *, left_out: bool = False) -> Game:
        """Show the answer, with the machine's guess where it plays.

        Raises
        ------
        SettingsError
            If a seat has not guessed yet.
        """
        if self.over or self.seat is not None:
            raise SettingsError("The answer is revealed once all seats have guessed.")
        return self._with(replace(self.round, machine=machine, shown=True, left_out=left_out))

    def next(self) -> Game:
        """Go on to the next round, or to the end.

        Raises
        ------
        SettingsError
            If this round is not revealed yet.
        """
        if self.over or not self.round.shown:
            raise SettingsError("The next round comes after the answer of this one.")
        return replace(self, current=self.current + 1)

    def _with(self, changed: Round) -> Game:
        before, after = self.rounds[: self.current], self.rounds[self.current + 1 :]
        return replace(self, rounds=(*before, changed, *after))


def new_game(set_name: str, seed: str, seats: Sequence[str], entries: Sequence[Entry]) -> Game:
    """A game of one round an entry.

    Raises
    ------
    SettingsError
        If there are no photos, photos without a place, or too many or too few seats.
    """
    if not 1 <= len(seats) <= MOST_SEATS:
        raise SettingsError(f"{len(seats)} seats were given; allowed are 1 to {MOST_SEATS}.")
    if not entries:
        raise SettingsError("The set holds no photo whose place is known; choose another.")
    rounds = tuple(Round(entry) for entry in entries)
    for one in rounds:
        _ = one.truth
    return Game(set_name, seed, tuple(seats), rounds)


def seat_name(text: str) -> str:
    """A name as it is shown: one line of letters, at most `LONGEST_NAME` of them."""
    line = " ".join(text[: 10 * LONGEST_NAME].split())
    return "".join(letter for letter in line if letter.isprintable())[:LONGEST_NAME].strip()


def distinct_names(names: Sequence[str]) -> list[str]:
    """The names, the second of two equal ones with a number behind it."""
    given: list[str] = []
    for name in names:
        number, one = 2, name
        while one.casefold() in {other.casefold() for other in given}:
            one, number = f"{name} {number}", number + 1
        given.append(one)
    return given


def seat_signs(names: Sequence[str]) -> list[str]:
    """A sign of one letter for each seat: first letters where they differ, else numbers."""
    letters = [name[:1].upper() for name in names]
    distinct = len(set(letters)) == len(letters) and all(len(s) == 1 and s.isalpha() for s in letters)
    return letters if distinct else [str(number) for number in range(1, len(names) + 1)]
