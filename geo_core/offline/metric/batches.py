"""The batches of an epoch: anchors, each with a photo of its place."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo_core.offline.metric.labels import Labels, Rows

PER_GROUP = 8
"""Anchors of one photographer in an epoch at most: one of the starter atlas's took a fifth of it."""


def draw_batches(
    labels: Labels,
    groups: npt.NDArray[np.object_],
    size: int,
    seed: int,
    vectors: npt.NDArray[np.float32] | None = None,
) -> list[Rows]:
    """Rows of each batch, ascending, none twice in a batch.

    Parameters
    ----------
    labels
        Of N photos.
    groups
        (N,), their photographers. An anchor's partner is a stranger's photo where there is one.
    size
        Photos a batch at most: half of them anchors, half their partners.
    seed
        Of the order and the choice.
    vectors
        (N, D), embeddings of norm 1: then the partner is the similar photo nearest to the anchor
        in feature space. None takes any similar photo.
    """
    generator = np.random.default_rng(seed)
    pairs = []
    for anchor in _some_of_each(groups, generator):
        similar = labels.similar_to(anchor)
        similar = similar[similar != anchor]
        strangers = similar[groups[similar] != groups[anchor]]
        candidates = strangers if len(strangers) else similar
        if len(candidates) == 0:
            continue
        if vectors is None:
            partner = generator.choice(candidates)
        else:
            partner = candidates[(vectors[candidates] @ vectors[anchor]).argmax()]
        pairs.append((anchor, partner))
    chunk = max(1, size // 2)
    return [np.unique(pairs[start : start + chunk]) for start in range(0, len(pairs), chunk)]


def _some_of_each(groups: npt.NDArray[np.object_], generator: np.random.Generator) -> Rows:
    """At most `PER_GROUP` rows of each group, in random order."""
    order = generator.permutation(len(groups))
    _, member = np.unique(groups[order].astype(str), return_inverse=True)
    by_group = np.argsort(member, kind="stable")
    first = np.searchsorted(member[by_group], member[by_group])
    rank = np.arange(len(order)) - first
    return order[np.sort(by_group[rank < PER_GROUP])].astype(np.int64)
