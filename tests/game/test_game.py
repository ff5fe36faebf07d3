"""Turns, scores, standings: who may do what when, and what it is worth."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_core.errors import SettingsError
from geo_core.game.entry import Entry
from geo_core.game.game import LONGEST_NAME, Game, distinct_names, new_game, seat_name, seat_signs
from geo_core.game.scoring import Score, score
from geo_core.game.standing import standings, winners

LONDON, PARIS = (51.5074, -0.1278), (48.8566, 2.3522)


def entries(*truths: tuple[float, float]) -> list[Entry]:
    return [Entry(str(n), b"", truth) for n, truth in enumerate(truths)]


def played(guesses: list[list[tuple[float, float]]], machine: list[tuple[float, float] | None]) -> Game:
    """A finished game of photos at (0, 0): a list of the seats' guesses a round."""
    game = new_game(
        "examples", "s", [f"P{n}" for n in range(len(guesses[0]))], entries(*[(0.0, 0.0)] * len(guesses))
    )
    for one, of_machine in zip(guesses, machine, strict=True):
        for guess in one:
            game = game.guess(*guess)
        game = game.reveal(of_machine).next()
    return game


def test_a_known_distance() -> None:
    found = score(LONDON, PARIS)
    assert found.km == pytest.approx(343.556, abs=1e-3)
    assert found.points == round(5000 * math.exp(-343.556 / 1492.7)) == 3972
    assert found.made == (False, False, False, True, True)


@pytest.mark.parametrize(
    ("km", "made"),
    [(0.0, 5), (1.0, 5), (1.001, 4), (25.0, 4), (200.0, 3), (750.0, 2), (2500.0, 1), (2501, 0)],
)
def test_the_very_radius_counts(km: float, made: int) -> None:
    assert sum(Score(km, 0).made) == made
    assert Score(km, 0).made == tuple(sorted(Score(km, 0).made))  # a smaller one made makes the larger


PLACES = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@settings(derandomize=True)
@given(PLACES, PLACES)
def test_scores_stay_in_their_range(guess: tuple[float, float], truth: tuple[float, float]) -> None:
    found = score(guess, truth)
    assert 0 <= found.points <= 5000
    assert 0 <= found.km <= 20_015.1
    assert score(truth, guess).points == found.points


@pytest.mark.parametrize(("a", "b"), [((0, 179.9), (0, -179.9)), ((89.9, 0), (89.9, 180))])
def test_hard_places(a: tuple[float, float], b: tuple[float, float]) -> None:
    assert score(a, b).km == pytest.approx(22.239, abs=1e-3)


def test_seats_guess_in_turn_then_it_is_revealed() -> None:
    game = new_game("examples", "s", ["A", "B"], entries(LONDON, PARIS))
    assert (game.current, game.seat) == (0, 0)
    game = game.guess(1, 2)
    assert game.seat == 1
    game = game.guess(3, 4)
    assert game.seat is None
    assert game.round.guesses == ((1, 2), (3, 4))
    game = game.reveal((5, 6), left_out=True)
    assert game.round.shown
    assert game.round.left_out
    assert game.round.machine == (5, 6)
    game = game.next()
    assert (game.current, game.seat, game.round.guesses) == (1, 0, ())
    assert not game.rounds[1].shown
    game = game.guess(0, 0).guess(0, 0).reveal(None).next()
    assert game.over
    assert game.seat is None


def test_a_move_leaves_the_game_before_it_as_it_was() -> None:
    game = new_game("examples", "s", ["A"], entries(LONDON))
    game.guess(1, 2)
    assert game.round.guesses == ()


def test_moves_out_of_turn_are_refused() -> None:
    game = new_game("examples", "s", ["A"], entries(LONDON))
    for move in (
        game.next,
        lambda: game.reveal(None),
        lambda: game.guess(91, 0),
        lambda: game.guess(0, math.nan),
    ):
        with pytest.raises(SettingsError):
            move()
    guessed = game.guess(0, 0)
    for move in (lambda: guessed.guess(0, 0), guessed.next):
        with pytest.raises(SettingsError):
            move()
    over = guessed.reveal(None).next()
    for move in (over.next, lambda: over.reveal(None), lambda: over.guess(0, 0)):
        with pytest.raises(SettingsError):
            move()


def test_games_that_cannot_begin() -> None:
    with pytest.raises(SettingsError, match="1 to 6"):
        new_game("examples", "s", [], entries(LONDON))
    with pytest.raises(SettingsError, match="1 to 6"):
        new_game("examples", "s", ["A"] * 7, entries(LONDON))
    with pytest.raises(SettingsError, match="no photo"):
        new_game("examples", "s", ["A"], [])
    with pytest.raises(SettingsError, match="has no place"):
        new_game("examples", "s", ["A"], [Entry("a", b"", None)])


def test_standings_count_only_what_was_revealed() -> None:
    game = new_game("examples", "s", ["A", "B"], entries((0, 0), (0, 0)))
    assert [(one.seat, one.points, one.rank) for one in standings(game)] == [(0, 0, 1), (1, 0, 1)]
    game = game.guess(0, 0)
    assert standings(game)[0].points == 0  # the score would betray the truth to the next seat
    game = game.guess(0, 10).reveal((0, 1))
    assert [one.seat for one in standings(game)] == [0, None, 1]
    assert standings(game)[0].points == 5000


def test_totals_ranks_and_rounds_won() -> None:
    game = played([[(0, 0), (0, 10)], [(0, 20), (0, 0)]], [(0, 0), (0, 30)])
    table = standings(game)
    assert [one.seat for one in table] == [1, 0, None]
    for one in table:
        assert one.points == sum(s.points for s in one.scores if s)
    assert [one.rank for one in table] == [1, 2, 3]
    assert {one.seat: one.won for one in table} == {0: 1, 1: 1, None: 1}  # the first round was shared
    assert table[0].made(4) == 2
    assert table[0].made(0) == 1
    assert [one.seat for one in winners(table)] == [1]


def test_ties_share_a_rank() -> None:
    table = standings(played([[(0, 10), (0, -10), (0, 50)]], [(10, 0)]))
    assert [(one.seat, one.rank) for one in table] == [(0, 1), (1, 1), (None, 1), (2, 4)]
    assert [one.seat for one in winners(table)] == [0, 1, None]


def test_a_machine_that_never_plays_has_no_line() -> None:
    assert [one.seat for one in standings(played([[(0, 0)]], [None]))] == [0]
    sat_out = standings(played([[(0, 0)], [(0, 0)]], [None, (0, 0)]))
    assert [(one.seat, one.scores[0]) for one in sat_out if one.seat is None] == [(None, None)]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Anna\n B ", "Anna B"),
        ("", ""),
        ("x" * 50, "x" * LONGEST_NAME),
        ("a\u202eb\x00", "ab"),
        ("Zoë", "Zoë"),
    ],
)
def test_names(typed: str, shown: str) -> None:
    assert seat_name(typed) == shown


def test_equal_names_get_numbers() -> None:
    assert distinct_names(["Ann", "ann", "Bob", "Ann", "Ann 2"]) == [
        "Ann",
        "ann 2",
        "Bob",
        "Ann 3",
        "Ann 2 2",
    ]


def test_signs_differ() -> None:
    assert seat_signs(["Anna", "ben"]) == ["A", "B"]
    assert seat_signs(["Anna", "arne"]) == ["1", "2"]
    assert seat_signs(["7up", "Ben"]) == ["1", "2"]
    assert seat_signs(["ßa"]) == ["1"]  # its capital is two letters
