"""Learning rates that rise and fall: linear warm-up, then a cosine."""

from __future__ import annotations

import math
from collections.abc import Callable


def warmup_cosine(steps: int, warmup: float) -> Callable[[int], float]:
    """Steps taken → factor of the learning rates.

    Parameters
    ----------
    steps
        Of the whole run; from there on the factor is 0.
    warmup
        Share of them in which the factor rises to 1, from the first step on more than 0.

    References
    ----------
    Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (ICLR 2017),
    equation 5 without restarts.
    """
    rising = math.ceil(warmup * steps)

    def factor(taken: int) -> float:
        if taken < rising:
            return (taken + 1) / rising
        progress = min(1.0, (taken - rising) / max(1, steps - rising))
        return 0.5 * (1 + math.cos(math.pi * progress))

    return factor
