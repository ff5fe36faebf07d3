"""R-MAC: the maxima of square regions, each of norm 1, summed.

Tolias, Sicre and Jégou, "Particular object retrieval with integral max-pooling
of CNN activations" (ICLR 2016), the paper's [33].
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch.nn.functional import normalize

SCALES = 3
"""The paper's L: 1 + 4 + 9 regions of a square map."""

OVERLAP = 0.4
"""Wished for between neighbouring regions of the largest scale, as a share of their side."""

MOST_EXTRA = 6
"""More regions beside each other than along the short side: enough for maps five times as long as wide."""


def regional_max(maps: torch.Tensor, scales: int = SCALES) -> torch.Tensor:
    """Sum of the regions' maxima, each of L2 norm 1: (N, C, H, W) → (N, C).

    Parameters
    ----------
    maps
        At least one position.
    scales
        With 1, a square map has one region, and the sum is its maximum.
    """
    height, width = maps.shape[-2:]
    maxima = [
        maps[:, :, top : top + side, left : left + side].amax(dim=(2, 3))
        for top, left, side in regions(height, width, scales)
    ]
    return torch.stack([normalize(one) for one in maxima]).sum(dim=0)


def regions(height: int, width: int, scales: int = SCALES) -> Iterator[tuple[int, int, int]]:
    """(top, left, side) of each square region of a map, large scales first.

    At scale l, the side is 2 min(H, W) / (l + 1), with l regions along the short side of the map
    and l + m − 1 along the long one, evenly spread; m is such that those of scale 1 overlap by
    nearly `OVERLAP`.
    """
    extra = _extra_regions(height, width)
    for scale in range(1, scales + 1):
        side = max(1, 2 * min(height, width) // (scale + 1))
        down = scale + extra * (height > width)
        across = scale + extra * (width > height)
        for top in _starts(height - side, down):
            for left in _starts(width - side, across):
                yield top, left, side


def _extra_regions(height: int, width: int) -> int:
    """The paper's m − 1; 0 for a square map."""
    short, long = sorted((height, width))
    if short == long:
        return 0
    return min(range(1, MOST_EXTRA + 1), key=lambda m: abs(1 - (long - short) / (m * short) - OVERLAP))


def _starts(room: int, count: int) -> list[int]:
    return [i * room // (count - 1) for i in range(count)] if count > 1 else [room // 2]
