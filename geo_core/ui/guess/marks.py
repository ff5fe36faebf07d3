"""What stands on the globe: one's own pin before the answer, everybody's and the truth after it."""

from __future__ import annotations

from dataclasses import replace

from geo_core.api import TRUTH_COLOUR, Board, Game, arc, flight, overview, picking, pin
from geo_core.ui.guess.table import Latlon, Table
from geo_core.ui.guess.wording import Texts, player
from geo_core.ui.texts.numbers import kilometres

HEIGHT = "var(--guess-globe)"
"""Set by guess.css; it reaches into the component."""

PIN = "guess"
LONGEST = 34
"""Letters of a title at its pin."""


def empty_board(turn: str, texts: Texts) -> Board:
    """The whole globe, as each turn begins: where the seat before looked is no hint."""
    return Board(turn=turn, label=texts["guess_globe"], height=HEIGHT, fly=overview(turn))


def picking_board(turn: str, texts: Texts, *, sign: str, label: str, colour: str) -> Board:
    """The same, taking clicks for a pin of this look."""
    return replace(empty_board(turn, texts), picking=picking(PIN, sign, label, colour))


def with_pin(board: Board, at: Latlon | None) -> Board:
    """The same with the pin where it was set."""
    look = board.picking
    if at is None or look is None:
        return board
    return replace(board, pins=[pin(PIN, at, look["sign"], look["label"], colour=look["colour"])])


def playing_board(game: Game, seat: int, turn: str, texts: Texts) -> Board:
    """For the seat whose turn it is: nobody else's pin is on it, nor sent."""
    name, sign, colour = player(game, seat, texts)
    return picking_board(turn, texts, sign=sign, label=name, colour=colour)


def answer_board(game: Game, table: Table, title: str, texts: Texts) -> Board:
    """Everybody's pin of a revealed round, arcs to the truth, and a flight that shows them all."""
    one = game.round
    guesses: list[tuple[int | None, Latlon]] = list(enumerate(one.guesses))
    if one.machine is not None:
        guesses.append((None, one.machine))
    scores = [*one.scores(), one.machine_score()]
    pins, arcs = [], []
    for (seat, at), score in zip(guesses, scores, strict=False):
        name, sign, colour = player(game, seat, texts)
        label = f"{name} · {kilometres(score.km, texts)}" if score else name
        pins.append(pin(f"player-{sign}", at, sign, label, colour=colour))
        arcs.append(arc(at, one.truth, colour))
    short = title if len(title) <= LONGEST else f"{title[: LONGEST - 1].rstrip()}…"
    pins.append(pin("truth", one.truth, "★", short, colour=TRUTH_COLOUR, below=True))
    return replace(
        empty_board(table.turn, texts),
        label=texts["guess_globe_answer"].format(place=title),
        pins=pins,
        arcs=arcs,
        fly=flight(table.turn, [one.truth, *(at for _, at in guesses)]),
    )
