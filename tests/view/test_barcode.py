"""An embedding as squares."""

from __future__ import annotations

import numpy as np

from geo_core.view.barcode import ROWS, SQUARE_PX, barcode


def squares(vector: np.ndarray) -> np.ndarray:
    return barcode(vector)[::SQUARE_PX, ::SQUARE_PX].astype(int)


def test_512_numbers_are_8_lines_of_64() -> None:
    rng = np.random.default_rng(0)
    vector = rng.normal(size=512)
    vector /= np.linalg.norm(vector)
    picture = barcode(vector)
    assert picture.shape == (ROWS * SQUARE_PX, 64 * SQUARE_PX, 3)
    orange = squares(vector)[..., 0] - squares(vector)[..., 2]  # red less blue
    clear = np.abs(vector.reshape(8, 64)) > 0.01
    assert np.all(np.sign(orange)[clear] == np.sign(vector.reshape(8, 64))[clear])
    order = np.argsort(vector)
    assert np.all(np.diff(orange.ravel()[order][128:384]) >= -1)  # two channels round


def test_what_is_missing_is_zero_and_what_is_beyond_is_the_last_colour() -> None:
    found = squares(np.array([1.0, -1.0, 0.0]))
    assert found.shape == (8, 1, 3)
    assert np.array_equal(found[2], found[7])
    assert np.array_equal(squares(np.array([50.0, -50.0, 0.0])), squares(np.array([9.0, -9.0, 0.0])))
