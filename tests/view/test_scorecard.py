"""The picture of a game."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from geo_core.view.scorecard import HEAD, MAP_HEIGHT, WIDTH, RoundMarks, ScoreRow, scorecard

MAGENTA = (255, 0, 255)
COLOUR = "#ff00ff"


def pixels(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "PNG"
        assert not image.info
        return np.asarray(image.convert("RGB"))


def card(*rounds: RoundMarks, rows: int = 1) -> np.ndarray:
    lines = [ScoreRow("#56b4e9", "A", "Anna", "1,234", "")] * rows
    return pixels(scorecard("Anna won", "3 rounds", rounds, lines))


def drawn(picture: np.ndarray) -> np.ndarray:
    """(n, 2) x and y within the map where the guesses' colour is."""
    y, x = np.nonzero((picture == MAGENTA).all(axis=2))
    return np.stack([x, y - HEAD], axis=1)


def test_a_guess_stands_at_its_place() -> None:
    found = drawn(card(RoundMarks((-60, -120), [((0.0, 90.0), COLOUR)])))
    disc = found[np.hypot(found[:, 0] - 1200, found[:, 1] - 400) < 8]
    assert len(disc) > 100


def test_a_line_across_the_date_line_leaves_the_middle_alone() -> None:
    found = drawn(card(RoundMarks((10, 170), [((10, -170), COLOUR)])))
    assert np.all((found[:, 0] < 80) | (found[:, 0] > WIDTH - 80))
    assert (found[:, 0] < 20).any()
    assert (found[:, 0] > WIDTH - 20).any()


@pytest.mark.parametrize("guess", [(10.0, 20.0), (-10.0, -160.0), (90.0, 0.0), (-90.0, 0.0), (10.0, 180.0)])
def test_hard_places_are_drawn(guess: tuple[float, float]) -> None:
    """The same place, its antipode, the poles, the date line."""
    assert card(RoundMarks((10.0, 20.0), [(guess, COLOUR)])).shape[1] == WIDTH


def test_it_grows_with_its_players_and_takes_any_text() -> None:
    one, six = card(), card(rows=6)
    assert six.shape[0] > one.shape[0] > HEAD + MAP_HEIGHT
    row = ScoreRow("#ffffff", "XXXX", "N" * 500, "9" * 50, "\u202e\0 東京 😀" * 40)
    picture = pixels(scorecard("T" * 500, "", [], [row]))
    assert picture.shape == one.shape


def test_the_same_game_gives_the_same_picture() -> None:
    assert scorecard("a", "b", [], []) == scorecard("a", "b", [], [])
