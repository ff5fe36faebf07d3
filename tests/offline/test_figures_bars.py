"""Figure 8: bars as long as the accuracies, whiskers as wide as the intervals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo_core.errors import GeoCoreError
from geo_core.offline.evaluation.accuracy import Accuracy
from geo_core.offline.figures.bars import BAR, BEST, LENGTH, THICK, draw_bars, draw_data_sets
from geo_core.offline.figures.worldmap import INK
from geo_core.settings import RADII_KM

NAN = float("nan")


def accuracy(*percent: float, spread: float = 0.0) -> Accuracy:
    within = dict(zip(RADII_KM, percent, strict=True))
    interval = {r: (max(0.0, p - spread), min(100.0, p + spread)) for r, p in within.items()}
    return Accuracy(400, 300, within, interval, NAN, NAN, NAN)


def lengths(picture: np.ndarray, colour: tuple[int, int, int]) -> list[list[int]]:
    """Of each bar of that colour, row after row: pixels of its upper edge, where no whisker lies."""
    found = []
    same = (picture == colour).all(axis=-1)
    rows = np.nonzero(same.any(axis=1))[0]
    for first in rows[np.diff(rows, prepend=-9) > 1]:
        edges = np.flatnonzero(np.diff(np.r_[0, same[first].astype(int), 0]))
        found.append((edges[1::2] - edges[::2]).tolist())
    return found


def test_lengths_are_proportional_to_the_accuracies() -> None:
    names = {"half": accuracy(5, 10, 25, 30, 50), "whole": accuracy(10, 20, 50, 60, 100)}
    picture = np.asarray(draw_bars(names))
    assert lengths(picture, BAR) == [[LENGTH // 2] * 5]
    assert lengths(picture, BEST) == [[LENGTH] * 5]


def test_the_longest_bar_or_whisker_sets_the_scale() -> None:
    picture = np.asarray(draw_bars({"one": accuracy(3, 9, 9, 9, 9)}))
    assert lengths(picture, BEST) == [[round(LENGTH * 3 / 4), *[round(LENGTH * 0.9)] * 4]]
    wide = np.asarray(draw_bars({"one": accuracy(3, 9, 9, 9, 9, spread=5)}))
    assert lengths(wide, BEST) == [[round(LENGTH * 0.3), *[round(LENGTH * 9 / 20)] * 4]]


def test_whiskers_reach_from_the_low_to_the_high_end() -> None:
    """The line along the middle of a row, beside what stands there without an interval."""
    one = accuracy(8, 8, 8, 8, 8, spread=2)
    none = replace(one, interval=dict.fromkeys(RADII_KM, (NAN, NAN)))
    with_, without = (np.asarray(draw_bars({"": result})) for result in (one, none))
    bar_rows = np.nonzero((without == BEST).all(axis=-1).any(axis=1))[0]
    assert len(bar_rows) == THICK
    left = np.nonzero((without == BEST).all(axis=-1).any(axis=0))[0][0]
    middle = bar_rows[THICK // 2]
    row = (with_[middle] == INK).all(axis=-1)[left : left + LENGTH + 4]
    columns = np.nonzero(row)[0]
    assert columns.min() == pytest.approx(LENGTH * 0.6, abs=2)
    assert columns.max() == pytest.approx(LENGTH, abs=2)
    assert row[columns.min() : columns.max()].all()
    assert not (without[middle, left : left + LENGTH + 4] == INK).all(axis=-1).any()


def test_one_best_a_panel_and_none_where_all_are_zero() -> None:
    names = {"a": accuracy(0, 5, 1, 1, 9), "b": accuracy(0, 4, 2, 1, 8)}
    picture = np.asarray(draw_bars(names))
    best, others = lengths(picture, BEST), lengths(picture, BAR)
    assert [len(row) for row in best] == [3, 2]
    assert [len(row) for row in others] == [1, 2]


def test_data_sets_share_their_scales() -> None:
    small, large = {"m": accuracy(10, 10, 10, 10, 10)}, {"m": accuracy(20, 20, 20, 20, 20)}
    picture = np.asarray(draw_data_sets({"first": small, "second": large}))
    assert lengths(picture, BEST) == [[LENGTH // 2] * 5, [LENGTH] * 5]


def test_a_method_more_is_a_row_more() -> None:
    one, two = (draw_bars({str(i): accuracy(1, 2, 3, 4, 5) for i in range(n)}) for n in (1, 2))
    assert two.height - one.height > THICK
    assert two.width == one.width


@pytest.mark.parametrize("name", ["", "a\nb", "\x00\ud800", "long " * 999])
def test_no_name_breaks_it(name: str) -> None:
    assert draw_bars({name: accuracy(1, 2, 3, 4, 5)}).size == draw_bars({"m": accuracy(1, 2, 3, 4, 5)}).size


def test_nothing_to_draw_is_said() -> None:
    for nothing in ({}, {"set": {}}):
        with pytest.raises(GeoCoreError, match="one accuracy or more"):
            draw_data_sets(nothing)
    with pytest.raises(GeoCoreError, match="one accuracy or more"):
        draw_bars({})
