"""The effect of the reference database: parts of an atlas and all of it (section 4.5, Table 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from geo_core.errors import GeoCoreError
from geo_core.localizer import Localizer
from geo_core.methods.method import Evidence
from geo_core.methods.registry import method_named
from geo_core.offline.evaluation.accuracy import Accuracy
from geo_core.offline.evaluation.methods import Answers, everywhere
from geo_core.offline.evaluation.protocol import Queries, accuracy_of
from geo_core.records import Neighbours
from geo_core.retrieval.search import search
from geo_core.settings import MAX_NEIGHBOURS, DensitySettings

RANKS = (1, 10, 100)
"""Neighbours among whom the parts' shares are counted, as in section 4.5."""

LARGEST = 3
"""Parts that are compared, beside their union."""

METHODS = (("NN", "nn", 4.0), *((f"kNN σ = {s:g}", "knn", s) for s in (1.0, 4.0, 16.0)))


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


def compare_databases(localizer: Localizer, queries: Queries, column: str) -> list[Database]:
    """Evaluate NN and kNN on the largest parts of an atlas, and on all of it.

    Parameters
    ----------
    localizer
        Whose atlas is divided.
    queries
        Photos with known places; references of their own groups never answer.
    column
        Of the references, such as ``coord_source``, ``licence`` or ``country``: one part a value.

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
    parts = {str(name): value == name for name in largest} | {"all": np.ones(len(value), bool)}
    return [_database(localizer, queries, name, inside) for name, inside in parts.items()]


def _database(localizer: Localizer, queries: Queries, name: str, inside: npt.NDArray[np.bool_]) -> Database:
    found = [
        replace(evidence, neighbours=_within(localizer, evidence, entry.group, inside))
        for evidence, entry in zip(
            tqdm(queries.asked, desc=f"database {name}", leave=False, disable=None),
            queries.entries,
            strict=True,
        )
    ]
    return Database(
        name=name,
        references=int(inside.sum()),
        accuracies={
            label: accuracy_of(queries, _answers(found, method, DensitySettings(sigma_deg=sigma)))
            for label, method, sigma in METHODS
        },
        share_of_atlas=float(inside.mean()),
        share_of_neighbours={
            k: float(np.mean([inside[e.neighbours.rows[:k]].mean() for e in queries.asked])) for k in RANKS
        },
    )


def _within(
    localizer: Localizer, evidence: Evidence, group: str, inside: npt.NDArray[np.bool_]
) -> Neighbours:
    if inside.all():
        return evidence.neighbours
    if evidence.vector is None:
        raise GeoCoreError("Searching a part of an atlas needs the photo's embedding; the evidence has none.")
    table = localizer.atlas.references
    exclude = np.union1d(np.flatnonzero(~inside), table.rows_where("group", group))
    places = (table.lat, table.lon)
    return search(localizer.atlas.index, evidence.vector, places, k=MAX_NEIGHBOURS, exclude=exclude)


def _answers(found: Sequence[Evidence], name: str, settings: DensitySettings) -> Answers:
    method = method_named(name)
    return np.array([everywhere(*method.place(e, settings, method.density(e, settings))) for e in found])


def markdown(databases: Sequence[Database]) -> str:
    """Table 2: one row a method and database, then the shares of the neighbours."""
    radii = list(databases[0].accuracies[METHODS[0][0]].within_km)
    lines = [f"| retrieval | database | references | {' | '.join(f'{r} km' for r in radii)} |"]
    lines.append("|---" * (3 + len(radii)) + "|")
    for label, _, _ in METHODS:
        for one in databases:
            shares = [f"{one.accuracies[label].within_km[r]:.1f}" for r in radii]
            lines.append(f"| {label} | {one.name} | {one.references:,} | {' | '.join(shares)} |")
    lines += ["", f"| database | of the atlas | {' | '.join(f'of the first {k}' for k in RANKS)} |"]
    lines.append("|---" * (2 + len(RANKS)) + "|")
    for one in databases[:-1]:
        shares = [f"{100 * one.share_of_neighbours[k]:.1f} %" for k in RANKS]
        lines.append(f"| {one.name} | {100 * one.share_of_atlas:.1f} % | {' | '.join(shares)} |")
    return "\n".join(lines)
