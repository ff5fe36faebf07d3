"""Answers kept on disk as they are made, so that a killed evaluation goes on where it stopped."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np

from geo_core.localizer import Localizer
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
        self._folder, self._queries = folder, queries
        folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256(localizer.atlas.manifest.to_json().encode())
        for entry, evidence in zip(queries.entries, queries.asked, strict=True):
            digest.update(f"{entry.id} {entry.lat!r} {entry.lon!r} {entry.group}".encode())
            digest.update(evidence.neighbours.rows.tobytes() + evidence.neighbours.distance.tobytes())
        self._fingerprint = digest.hexdigest()

    def of(self, rule: Rule) -> Answers:
        """The rule's answers (N, 5, 2), computed once."""
        key = hashlib.sha256(f"{self._fingerprint} {rule.name}".encode()).hexdigest()[:24]
        path = self._folder / f"{key}.npy"
        if path.is_file():
            return np.asarray(np.load(path, allow_pickle=False))
        answers = answers_of(self._queries, rule)
        partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
        with partial.open("wb") as stream:
            np.save(stream, answers, allow_pickle=False)
        partial.replace(path)
        return answers
