"""Answers kept on disk as they are made, so that a killed evaluation goes on where it stopped."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from geo_core.localizer import Localizer
from geo_core.offline.evaluation.kept_arrays import KeptArrays
from geo_core.offline.evaluation.methods import Answers, Rule
from geo_core.offline.evaluation.protocol import Queries, answers_of


class KeptAnswers:
    """One file a rule; a file counts only for the same atlas, photos and places.

    Parameters
    ----------
    folder
        Made if need be.
    localizer, queries
        What the answers depend on, besides the rule.
    """

    def __init__(self, folder: Path, localizer: Localizer, queries: Queries) -> None:
        self._queries = queries
        self.arrays = KeptArrays(folder, localizer.atlas.manifest.to_json(), basis_of(queries))

    def of(self, rule: Rule) -> Answers:
        """The rule's answers (N, 5, 2), computed once."""
        return np.asarray(self.arrays.of(rule.name, lambda: answers_of(self._queries, rule)))


def basis_of(queries: Queries) -> bytes:
    """What answers to these queries depend on: the photos, their places and their neighbours."""
    digest = hashlib.sha256()
    for entry, evidence in zip(queries.entries, queries.asked, strict=True):
        digest.update(f"{entry.id} {entry.lat!r} {entry.lon!r} {entry.group}".encode())
        digest.update(evidence.neighbours.rows.tobytes() + evidence.neighbours.distance.tobytes())
    return digest.digest()
