"""Embedding the queries, asking every rule, measuring every error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from geo_core.embedding.projection import normalise
from geo_core.errors import GeoCoreError
from geo_core.localizer import Localizer
from geo_core.methods.method import Evidence
from geo_core.offline.building.features import compute_features
from geo_core.offline.data.catalogue import CatalogueEntry
from geo_core.offline.evaluation.accuracy import Accuracy, accuracy
from geo_core.offline.evaluation.methods import Answers, Rule
from geo_core.records import Embedding
from geo_core.sphere.distance import great_circle_km


@dataclass(frozen=True)
class Queries:
    """Photos with a known place and what is known of them besides.

    Attributes
    ----------
    entries
        The photos that could be read.
    asked
        What a rule sees of each.
    thumbhash
        A blurred preview of each, to show without copying it.
    problems
        One line for each photo left out.
    """

    entries: Sequence[CatalogueEntry]
    asked: Sequence[Evidence]
    thumbhash: Sequence[bytes]
    problems: Sequence[str]


def search_all(localizer: Localizer, entries: Sequence[CatalogueEntry], cache: Path) -> Queries:
    """Embed the queries (cached) and search; references of a query's own group never answer.

    Raises
    ------
    GeoCoreError
        If no photo can be read.
    """
    with tqdm(total=len(entries), desc="embedding", unit="photo", disable=None) as bar:
        features = compute_features(entries, localizer.embedder, cache, bar.update)
    kept = [i for i in range(len(entries)) if i not in features.errors]
    if not kept:
        raise GeoCoreError(f"None of the {len(entries)} photos could be read.")
    projection = localizer.embedder.projection
    pooled = features.pooled[kept]
    vectors = normalise(projection.apply(pooled) if projection else pooled)
    digest = localizer.embedder.identity.digest
    asked = [
        localizer.evidence(Embedding(vector, digest), exclude_groups=[entries[i].group])
        for i, vector in zip(kept, vectors, strict=True)
    ]
    problems = [f"{entries[i].path}: {text}" for i, text in features.errors.items()]
    previews = [features.thumbhash[i] for i in kept]
    return Queries([entries[i] for i in kept], asked, previews, problems)


def answers_of(queries: Queries, rule: Rule) -> Answers:
    """Where a rule locates each photo, for each radius: (N, 5, 2) float64, lat and lon in degrees."""
    bar = tqdm(queries.asked, desc=rule.name, leave=False, disable=None)
    return np.array([rule.answer(evidence) for evidence in bar])


def errors_km(queries: Queries, answers: Answers) -> npt.NDArray[np.float64]:
    """(N, 5) kilometres between answers (N, 5, 2) and the true places."""
    lat, lon = (np.array([getattr(e, name) for e in queries.entries])[:, None] for name in ("lat", "lon"))
    return great_circle_km(answers[:, :, 0], answers[:, :, 1], lat, lon)


def accuracy_of(queries: Queries, answers: Answers) -> Accuracy:
    """The accuracy of (N, 5, 2) answers."""
    error_km = errors_km(queries, answers)
    groups = np.array([entry.group for entry in queries.entries], dtype=object)
    one_answer = bool(np.all(error_km == error_km[:, :1]))
    return accuracy(error_km[:, 0] if one_answer else error_km, groups)


def measure(queries: Queries, rule: Rule) -> Accuracy:
    """The accuracy of one rule on the queries."""
    return accuracy_of(queries, answers_of(queries, rule))
