"""How far the decisions per radius come true, before and after: masses as claimed, and confidences."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tqdm import tqdm

from geo_core.atlas.fitted import decisions
from geo_core.atlas.reading import Atlas, open_atlas
from geo_core.localizer import Localizer
from geo_core.methods.registry import method_named
from geo_core.offline.building.claims import HELD_OUT, claims_of, read_claims
from geo_core.offline.building.confidences import METHODS, crosswise_confidence
from geo_core.offline.evaluation import confidence_tables
from geo_core.offline.evaluation.protocol import Queries
from geo_core.offline.evaluation.reliability import reliability
from geo_core.offline.evaluation.verdict import QUERIES, REFERENCES, Verdict


def judge(localizer: Localizer, queries: Queries) -> list[Verdict]:
    """Every method that decides per radius, on the atlas's held-out references and on the queries."""
    return [*held_out_verdicts(localizer.atlas), *_of_queries(localizer, queries)]


def held_out_verdicts(atlas: Atlas) -> list[Verdict]:
    """On the references that the confidences were fitted on, crosswise; none where there are none.

    Raises
    ------
    AtlasError
        If the claims are damaged.
    """
    if HELD_OUT not in atlas.manifest.files:
        return []
    claims, rows = read_claims(atlas.folder)
    groups = atlas.references.column("group")[rows]
    found = []
    for method, one in claims.items():
        after = reliability(crosswise_confidence(one, groups), one.hit)
        found.append(Verdict(REFERENCES, method, len(rows), reliability(one.mass, one.hit), after))
    return found


def held_out_table(folder: Path) -> str:
    """What `held_out_verdicts` says of an atlas, as Markdown."""
    return confidence_tables.summary(held_out_verdicts(open_atlas(folder)))


def _of_queries(localizer: Localizer, queries: Queries) -> Iterator[Verdict]:
    truths = [(entry.lat, entry.lon) for entry in queries.entries]
    manifest = localizer.atlas.manifest
    for method in METHODS if localizer.atlas.classifier else METHODS[:1]:
        bar = tqdm(queries.asked, desc=f"judging {method}", unit="query", leave=False, disable=None)
        settings = decisions(method, manifest.fitted, manifest.cells)
        claims = claims_of(zip(bar, truths, strict=True), method_named(method), settings)
        maps = manifest.confidence.of(method) if manifest.confidence else None
        after = reliability(claims.confidence(maps), claims.hit) if maps else None
        before = reliability(claims.mass, claims.hit)
        yield Verdict(QUERIES, method, len(truths), before, after)
