"""What training lowers: losses of distances between embeddings of norm 1."""

from __future__ import annotations

import torch

LEAST = 1e-12
"""Of a squared distance: at 0 the root has no gradient."""


def squared_distances(vectors: torch.Tensor) -> torch.Tensor:
    """(B, D) rows of norm 1 → (B, B) squared Euclidean distances."""
    return (2 - 2 * vectors @ vectors.T).clamp(min=0)


def triplet_hinge(near: torch.Tensor, far: torch.Tensor, margin: float) -> torch.Tensor:
    """Mean of max(0, margin + near − far).

    Parameters
    ----------
    near, far
        (T,), squared distances of each triplet's anchor to its similar and its different photo.
    margin
        By which the one is to be less than the other.

    References
    ----------
    Wang et al., "Learning Fine-grained Image Similarity with Deep Ranking" (CVPR 2014), the
    paper's [35], equation 2.
    """
    return (margin + near - far).clamp(min=0).mean()


def contrastive(near: torch.Tensor, far: torch.Tensor, margin: float) -> torch.Tensor:
    """Mean of ½ near + ½ max(0, margin − √far)².

    Parameters
    ----------
    near, far
        (T,), squared distances of similar and of different photos.
    margin
        The distance, not squared, at which different photos are left alone.

    References
    ----------
    Hadsell, Chopra and LeCun, "Dimensionality Reduction by Learning an Invariant Mapping"
    (CVPR 2006), the paper's [9], equation 4.
    """
    gap = (margin - far.clamp(min=LEAST).sqrt()).clamp(min=0)
    return 0.5 * (near + gap.square()).mean()


LOSSES = {"triplet": triplet_hinge, "contrastive": contrastive}
