"""Embedding the queries, asking every rule, measuring every error."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from geo_core.atlas.references import ReferenceTable
from geo_core.embedding.projection import normalise
from geo_core.errors import GeoCoreError, SettingsError
from geo_core.localizer import Localizer
from geo_core.methods.method import Evidence
from geo_core.offline.building.features import compute_features
from geo_core.offline.data.catalogue import CatalogueEntry
from geo_core.offline.data.photographers import photographer
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
    familiar
        How many of them are by photographers of whom the atlas has references.
    """

    entries: Sequence[CatalogueEntry]
    asked: Sequence[Evidence]
    thumbhash: Sequence[bytes]
    problems: Sequence[str]
    familiar: int = 0


def search_all(localizer: Localizer, entries: Sequence[CatalogueEntry], cache: Path) -> Queries:
    """Embed the queries (cached) and search; references of a query's own photographer never answer.

    Those are the references of its group, and of every group that has a photo of an author of that name:
    two sources name the groups of one photographer differently.

    Raises
    ------
    GeoCoreError
        If no photo can be read and asked about.
    """
    with tqdm(total=len(entries), desc="embedding", unit="photo", disable=None) as bar:
        features = compute_features(entries, localizer.embedder, cache, bar.update)
    read = [i for i in range(len(entries)) if i not in features.errors]
    projection = localizer.embedder.projection
    pooled = features.pooled[read]
    vectors = normalise(projection.apply(pooled) if projection else pooled)
    digest = localizer.embedder.identity.digest
    own = own_groups(localizer.atlas.references)
    errors, asked, familiar = dict(features.errors), {}, 0
    for i, vector in zip(read, vectors, strict=True):
        groups = own(entries[i])
        try:
            asked[i] = localizer.evidence(Embedding(vector, digest), exclude_groups=groups)
        except SettingsError as error:  # all references are the photographer's own
            errors[i] = str(error)
            continue
        familiar += bool(groups)
    problems = [f"{entries[i].path}: {text}" for i, text in sorted(errors.items())]
    if not asked:
        raise GeoCoreError(
            f"None of the {len(entries)} photos can be evaluated, the first one because: {problems[0]}"
        )
    kept = list(asked)
    previews = [features.thumbhash[i] for i in kept]
    return Queries([entries[i] for i in kept], list(asked.values()), previews, problems, familiar)


def own_groups(references: ReferenceTable) -> Callable[[CatalogueEntry], set[str]]:
    """What gives, for a photo, the groups of references that are its photographer's own."""
    groups, authors = references.column("group"), references.column("author")
    there, by_author = set(groups), defaultdict(set)
    for group, author in zip(groups, authors, strict=True):
        if named := photographer(author):
            by_author[named.casefold()].add(group)

    def own(entry: CatalogueEntry) -> set[str]:
        same_name = by_author.get(photographer(entry.author).casefold(), set())
        return same_name | ({entry.group} & there)

    return own


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
