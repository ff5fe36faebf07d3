"""The effect of the reference database: parts of an atlas and all of it (section 4.5, Table 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from geo_core.errors import GeoCoreError
from geo_core.localizer import Localizer
from geo_core.methods.method import Evidence
from geo_core.methods.registry import method_named
from geo_core.offline.building.recall import choose_nprobe
from geo_core.offline.evaluation.accuracy import Accuracy
from geo_core.offline.evaluation.kept_arrays import KeptArrays
from geo_core.offline.evaluation.methods import Answers, everywhere
from geo_core.offline.evaluation.protocol import Queries, accuracy_of
from geo_core.records import Neighbours
from geo_core.retrieval.index import build_index, default_factory
from geo_core.retrieval.search import search
from geo_core.settings import MAX_NEIGHBOURS, DensitySettings

RANKS = (1, 10, 100)
"""Neighbours among whom the parts' shares are counted, as in section 4.5."""

LARGEST = 3
"""Parts that are compared, beside their union."""

METHODS = (("NN", "nn", 4.0), *((f"kNN σ = {s:g}", "knn", s) for s in (1.0, 4.0, 16.0)))

UNION = "all"

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Database:
    """One part of an atlas, or all of it.

    Attributes
    ----------
    name, references
        What it is; how many it has.
    accuracies
        Name of the method → accuracy with these references alone.
    share_of_atlas
        Of all references, 0 to 1.
    share_of_neighbours
        Rank k → its share of the k nearest neighbours in the whole atlas, 0 to 1, mean over the queries.
    """

    name: str
    references: int
    accuracies: dict[str, Accuracy]
    share_of_atlas: float
    share_of_neighbours: dict[int, float]


def compare_databases(
    localizer: Localizer, queries: Queries, column: str, kept: KeptArrays | None = None
) -> list[Database]:
    """Evaluate NN and kNN on the largest parts of an atlas and, last, on all of it.

    Parameters
    ----------
    localizer
        Whose atlas is divided.
    queries
        Photos with known places; references of their own groups never answer.
    column
        Of the references, such as ``coord_source``, ``licence`` or ``country``: one part a value.
    kept
        Where answers are kept that depend on this atlas and these queries.

    Raises
    ------
    GeoCoreError
        If there is no such column, or it has one value only.
    """
    table = localizer.atlas.references
    if column not in table.table.column_names:
        columns = ", ".join(table.table.column_names)
        raise GeoCoreError(f"The references have no column {column!r}; allowed is one of {columns}.")
    value = table.column(column).astype(str)
    names, sizes = np.unique(value, return_counts=True)
    if len(names) < 2:
        raise GeoCoreError(f"All references have one {column}, {names[0]!r}; name another column.")
    largest = names[np.argsort(-sizes, kind="stable")[:LARGEST]]
    own = [table.rows_where("group", entry.group) for entry in queries.entries]
    parts = [(str(name), np.flatnonzero(value == name)) for name in largest]
    return [
        _database(localizer, queries, (name, rows), own, kept=(kept, column))
        for name, rows in (*parts, (UNION, np.arange(len(value))))
    ]


def _database(
    localizer: Localizer,
    queries: Queries,
    part: tuple[str, Rows],
    own: Sequence[Rows],
    *,
    kept: tuple[KeptArrays | None, str],
) -> Database:
    name, rows = part
    arrays, column = kept

    @cache
    def found() -> list[Evidence | None]:
        return _asked_of(localizer, queries, rows, own, name)

    def answers(method: str, sigma: float) -> Answers:
        def compute() -> Answers:
            return _answers(found(), method, DensitySettings(sigma_deg=sigma))

        what = f"database {column} {name!r} {method} {sigma:g}"
        return np.asarray(arrays.of(what, compute)) if arrays else compute()

    inside = np.zeros(len(localizer.atlas.references), bool)
    inside[rows] = True
    return Database(
        name=name,
        references=len(rows),
        accuracies={label: accuracy_of(queries, answers(method, sigma)) for label, method, sigma in METHODS},
        share_of_atlas=float(inside.mean()),
        share_of_neighbours={
            k: float(np.mean([inside[e.neighbours.rows[:k]].mean() for e in queries.asked])) for k in RANKS
        },
    )


def _asked_of(
    localizer: Localizer, queries: Queries, rows: Rows, own: Sequence[Rows], name: str
) -> list[Evidence | None]:
    """The queries' evidence with the neighbours that an atlas of these rows alone would give, if any."""
    if len(rows) == len(localizer.atlas.references):
        return list(queries.asked)
    # An index of its own: to exclude all others from the atlas's would cost a query more than the search.
    index = _index_of(localizer, rows)
    table = localizer.atlas.references
    places = table.lat[rows], table.lon[rows]
    bar = tqdm(queries.asked, desc=f"database {name}", unit="query", leave=False, disable=None)
    found: list[Evidence | None] = []
    for evidence, same in zip(bar, own, strict=True):
        if evidence.vector is None:
            raise GeoCoreError("Searching a part of an atlas needs the photo's embedding; there is none.")
        at = np.minimum(np.searchsorted(rows, same), len(rows) - 1)
        exclude = at[rows[at] == same]
        if len(exclude) == len(rows):
            found.append(None)
            continue
        near = search(index, evidence.vector, places, k=MAX_NEIGHBOURS, exclude=exclude)
        near = Neighbours(rows[near.rows], near.distance, near.lat, near.lon)
        found.append(replace(evidence, neighbours=near))
    return found


def _index_of(localizer: Localizer, rows: Rows) -> Any:
    vectors = np.asarray(localizer.atlas.embeddings[rows])
    index = build_index(vectors, default_factory(len(rows)))
    choose_nprobe(index, vectors)
    return index


def _answers(found: Sequence[Evidence | None], name: str, settings: DensitySettings) -> Answers:
    """(N, 5, 2); NaN, which lies within no radius, where there is nothing to answer from."""
    method = method_named(name)

    def answer(evidence: Evidence | None) -> Answers:
        if evidence is None:
            return everywhere(np.nan, np.nan)
        return everywhere(*method.place(evidence, settings, method.density(evidence, settings)))

    return np.array([answer(evidence) for evidence in found])
