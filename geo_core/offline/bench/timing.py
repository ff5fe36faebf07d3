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


def median_ms(run: Run, repeats: int) -> float:
    """Median wall time after one warm-up."""
    run()
    return statistics.median(_elapsed_ms(run) for _ in range(repeats))


def compare(stage: str, ours: Run, other: tuple[str, Run], repeats: int, target: float | None = None) -> Row:
    """Both in turn, A B A B …, so that a slow moment of the machine hits both."""
    name, theirs = other
    ours(), theirs()
    pairs = [(_elapsed_ms(ours), _elapsed_ms(theirs)) for _ in range(repeats)]
    mine, others = zip(*pairs, strict=True)
    return Row(stage, statistics.median(mine), name, statistics.median(others), target)


def _elapsed_ms(run: Run) -> float:
    start = time.perf_counter()
    run()
    return 1e3 * (time.perf_counter() - start)
