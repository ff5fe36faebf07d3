"""Timing two ways of one thing so that their ratio can be trusted."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Run = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    stage
        What is done.
    ours_ms
        Median.
    other
        What it is compared with.
    other_ms
        Median of that, from the same interleaved runs; None where there is none.
    target
        The ratio other / ours to reach; None where none is set.
    """

    stage: str
    ours_ms: float
    other: str = ""
    other_ms: float | None = None
    target: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times faster ours is."""
        return None if self.other_ms is None else self.other_ms / self.ours_ms


BLOCK_MS = 10.0
"""Short runs are repeated for about this long and averaged, as `timeit` does: one alone would time
the clock and the caches that the other one has just emptied."""


def median_ms(run: Run, repeats: int) -> float:
    """Median wall time after a warm-up."""
    count = _block_size(run)
    return statistics.median(_elapsed_ms(run, count) for _ in range(repeats))


def compare(stage: str, ours: Run, other: tuple[str, Run], repeats: int, target: float | None = None) -> Row:
    """Both in turn, A B A B …, so that a slow moment of the machine hits both."""
    name, theirs = other
    counts = _block_size(ours), _block_size(theirs)
    pairs = [(_elapsed_ms(ours, counts[0]), _elapsed_ms(theirs, counts[1])) for _ in range(repeats)]
    mine, others = zip(*pairs, strict=True)
    return Row(stage, statistics.median(mine), name, statistics.median(others), target)


def _block_size(run: Run) -> int:
    run()
    return max(1, round(BLOCK_MS / _elapsed_ms(run, 1)))


def _elapsed_ms(run: Run, count: int) -> float:
    start = time.perf_counter()
    for _ in range(count):
        run()
    return 1e3 * (time.perf_counter() - start) / count
