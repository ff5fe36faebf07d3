"""Effective votes."""

from __future__ import annotations

import numpy as np
import pytest

from geo_core.errors import GeoCoreError
from geo_core.lesson.voting import effective_number


@pytest.mark.parametrize("k", [1, 2, 200])
def test_equal_votes_all_count(k: int) -> None:
    assert effective_number(np.full(k, 1 / k)) == pytest.approx(k)


def test_one_that_holds_all_is_one() -> None:
    assert effective_number([0, 1, 0, 0]) == 1


def test_the_scale_does_not_matter_even_where_squares_vanish() -> None:
    weight = np.array([0.5, 0.3, 0.2])
    assert effective_number(weight) == pytest.approx(1 / (0.25 + 0.09 + 0.04))
    assert effective_number(weight * 1e-300) == pytest.approx(effective_number(weight))


@pytest.mark.parametrize("weight", [[], [0, 0], [-1, 2], [np.nan, 1], [np.inf], [[1, 2]]])
def test_what_are_no_weights_are_refused(weight: list) -> None:
    with pytest.raises(GeoCoreError, match="Weights must be"):
        effective_number(weight)
