"""Heads that have not seen the photos they are judged on: trained crosswise, then averaged.

What is shipped is a mean of heads, whose logits are flatter than those of each: a temperature fitted
to single ones would leave it unsure of what it knows (on the starter atlas's 492 cells 0.99 instead of
0.79). So each fold is judged by a mean too, of heads that neither learnt from it nor stopped by it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from tqdm import tqdm

from geo_core.classifier.heads import Heads
from geo_core.embedding.identity import EmbedderIdentity
from geo_core.offline.training.examples import Examples
from geo_core.offline.training.loop import fit_heads
from geo_core.offline.training.problem import Problem, partitions_for
from geo_core.offline.training.settings import TrainingSettings
from geo_core.partition.making import recounted
from geo_core.partition.partition import Partition
from geo_core.partition.places import Places

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

FOLDS = 5


@dataclass(frozen=True, eq=False)
class Fold:
    """Queries, what the heads that never saw them say, and the partitions as those heads know them.

    Attributes
    ----------
    queries
        (Q,) int64, rows of the examples.
    logits
        P arrays (Q, C_p), not calibrated: a mean of heads, as the one that is shipped.
    partitions
        Coarse to fine, with the mean places of the other folds' photos.
    """

    queries: Rows
    logits: list[Floats]
    partitions: list[Partition]


def crossfit(
    examples: Examples, queries: Rows, embedder: EmbedderIdentity, settings: TrainingSettings
) -> tuple[Heads, dict[str, Partition], list[Fold]]:
    """Train heads on all folds but one, for each fold in turn, and average them; judge each fold so.

    Parameters
    ----------
    examples
        All photos; a group lies in one fold.
    queries
        (Q,) rows of those that the heads are judged on.
    embedder
        Whose embeddings the photos carry.
    settings
        Of every training.

    Returns
    -------
    heads
        The mean of the folds' weights, which gives the mean of their logits; not calibrated.
    partitions
        Name → partition of all photos, coarse to fine.
    folds
        One for each fold with queries.
    """
    partitions = partitions_for(examples, settings)
    fold_of = folds_of(examples.groups, settings.seed)
    with tqdm(total=FOLDS * FOLDS, desc="training heads", unit="part", disable=None) as bar:

        def averaged(among: Rows) -> Heads:
            """The mean of heads trained on all of some folds but one, which says when to stop."""
            trained = []
            for stop in np.unique(among[among >= 0]):
                parts = (among >= 0) & (among != stop), among == stop
                train, validation = (examples.take(np.flatnonzero(part)) for part in parts)
                trained.append(fit_heads(Problem(train, validation, partitions, embedder), settings).heads)
                bar.update()
            return _mean(trained)

        folds = []
        for fold in range(FOLDS):
            inside = fold_of == fold
            rows = queries[inside[queries]]
            if len(rows):
                heads = averaged(np.where(inside, -1, fold_of))
                places = Places(examples.lat[~inside], examples.lon[~inside])
                known = [recounted(partition, places) for partition in partitions.values()]
                folds.append(Fold(rows, heads.logits(examples.vectors[rows]), known))
        return averaged(fold_of), partitions, folds


def folds_of(groups: npt.NDArray[np.object_], seed: int) -> Rows:
    """(N,) the fold of each photo, 0 to `FOLDS` − 1; a group lies in one fold."""
    names, member = np.unique(groups.astype(str), return_inverse=True)
    return np.asarray(np.random.default_rng(seed).permutation(len(names))[member] % FOLDS)


def _mean(trained: list[Heads]) -> Heads:
    states = [heads.state_dict() for heads in trained]
    mean = {name: torch.stack([state[name] for state in states]).mean(dim=0) for name in states[0]}
    heads = Heads(replace(trained[0].identity))
    heads.load_state_dict(mean)
    return heads.eval()
