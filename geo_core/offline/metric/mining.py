"""Which triplets of a batch are learned from: of the different photos, any one or a confusing one.

Every miner takes (B, B) squared distances and masks, and gives (T, 3) rows of the batch: an anchor,
a similar photo and a different one; at most one triplet for each similar pair.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

Miner = Callable[[torch.Tensor, torch.Tensor, torch.Tensor, torch.Generator], torch.Tensor]


def random_triplets(
    squared: torch.Tensor, similar: torch.Tensor, different: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    """Any different photo, each as likely."""
    anchors, positives = _pairs(similar, different)
    if len(anchors) == 0:
        return torch.empty((0, 3), dtype=torch.int64, device=squared.device)
    # Drawn on the CPU, whose random numbers are the same on every machine.
    chosen = torch.multinomial(different[anchors].float().cpu(), 1, generator=generator)[:, 0]
    return torch.stack([anchors, positives, chosen.to(squared.device)], dim=1)


def semi_hard_triplets(
    squared: torch.Tensor, similar: torch.Tensor, different: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    """The nearest of the different photos that are farther than the similar one.

    Schroff, Kalenichenko and Philbin, "FaceNet" (CVPR 2015), the paper's [26], section 3.2. A pair
    that no different photo is farther than has no triplet.
    """
    anchors, positives = _pairs(similar, different)
    farther = different[anchors] & (squared[anchors] > squared[anchors, positives][:, None])
    some = farther.any(dim=1)
    return _nearest(squared, anchors[some], positives[some], farther[some])


def hard_triplets(
    squared: torch.Tensor, similar: torch.Tensor, different: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    """The nearest different photo."""
    anchors, positives = _pairs(similar, different)
    return _nearest(squared, anchors, positives, different[anchors])


MINERS: dict[str, Miner] = {
    "random": random_triplets,
    "semi-hard": semi_hard_triplets,
    "hard": hard_triplets,
}


def _pairs(similar: torch.Tensor, different: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Anchors and similar photos of the anchors that have a different photo too."""
    anchors, positives = torch.nonzero(similar & different.any(dim=1, keepdim=True), as_tuple=True)
    return anchors, positives


def _nearest(
    squared: torch.Tensor, anchors: torch.Tensor, positives: torch.Tensor, allowed: torch.Tensor
) -> torch.Tensor:
    nearest = squared[anchors].masked_fill(~allowed, torch.inf).argmin(dim=1)
    return torch.stack([anchors, positives, nearest], dim=1)
