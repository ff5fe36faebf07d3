"""Answers kept on disk as they are made, so that a killed evaluation goes on where it stopped."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from geo_core.localizer import Localizer
from geo_core.offline.evaluation.kept_arrays import KeptArrays
from geo_core.offline.evaluation.methods import Answers, Rule
from geo_core.offline.evaluation.protocol import Queries, answers_of

CODE = Path(__file__).parents[2]


class KeptAnswers:
    """One file a rule; a file counts only for the same atlas, photos, places and code.

    Parameters
    ----------
    folder
        Made if need be.
    localizer, queries
        What the answers depend on, besides the rule.
    """

    def __init__(self, folder: Path, localizer: Localizer, queries: Queries) -> None:
        self._queries = queries
        about = localizer.atlas.manifest.to_json(), basis_of(queries), code_of_answers()
        self.arrays = KeptArrays(folder, *about)

    def of(self, rule: Rule) -> Answers:
        """The rule's answers (N, 5, 2), computed once."""
        return np.asarray(self.arrays.of(rule.name, lambda: answers_of(self._queries, rule)))


def code_of_answers() -> bytes:
    """Changes with the code that makes answers of evidence: theirs from before it are no longer its own."""
    digest = hashlib.sha256()
    for part in ("classifier", "density", "methods", "partition", "sphere", "prediction.py"):
        place = CODE / part
        for path in sorted(place.glob("*.py")) if place.is_dir() else [place]:
            digest.update(path.read_bytes())
    return digest.digest()


def basis_of(queries: Queries) -> bytes:
    """What answers to these queries depend on: the photos, their places and their neighbours."""
    digest = hashlib.sha256()
    for entry, evidence in zip(queries.entries, queries.asked, strict=True):
        digest.update(f"{entry.id} {entry.lat!r} {entry.lon!r} {entry.group}".encode())
        digest.update(evidence.neighbours.rows.tobytes() + evidence.neighbours.distance.tobytes())
    return digest.digest()
