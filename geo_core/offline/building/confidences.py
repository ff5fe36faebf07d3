"""Confidences for an atlas's decisions, fitted on its references, photographers held apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from geo_core.atlas.fitted import FittedConfidence, decisions
from geo_core.atlas.manifest import Manifest
from geo_core.density.confidence import ConfidenceMap
from geo_core.embedding.weights import file_sha256
from geo_core.methods.method import Evidence
from geo_core.methods.registry import method_named
from geo_core.offline.building.claims import HELD_OUT, Asked, Claims, claims_of, save_claims
from geo_core.offline.building.crossfit import FOLDS, folds_of
from geo_core.offline.building.fitting import MIN_QUERIES, draw_queries, held_out
from geo_core.offline.building.logistic import fit_map
from geo_core.offline.training.examples import Examples
from geo_core.settings import RADII_KM

METHODS = ("knn", "cells", "fused")
"""Those with decisions of their own; NN's doubts are kNN's."""


def with_confidence(
    manifest: Manifest, asked: Sequence[Asked], rows: npt.NDArray[np.int64], folder: Path
) -> Manifest:
    """Fit confidences, write the claims beside the atlas's files, and say both in the manifest.

    Parameters
    ----------
    manifest
        With the settings that decide.
    asked
        Held-out references: evidence without their own photographers, and where they are.
    rows
        (N,) theirs in the atlas.
    folder
        Where the claims are written.

    Returns
    -------
    The manifest to be written; with fewer than `MIN_QUERIES` references, one without confidences.
    """
    files = {name: digest for name, digest in manifest.files.items() if name != HELD_OUT}
    (folder / HELD_OUT).unlink(missing_ok=True)
    if len(asked) < MIN_QUERIES:
        return replace(manifest, files=files, confidence=None)
    claims = {}
    for name in METHODS if manifest.cells else METHODS[:1]:
        bar = tqdm(asked, desc=f"judging {name}", unit="query", disable=None)
        settings = decisions(name, manifest.fitted, manifest.cells)
        claims[name] = claims_of(bar, method_named(name), settings)
    save_claims(claims, rows, folder / HELD_OUT)
    files |= {HELD_OUT: file_sha256(folder / HELD_OUT)}
    return replace(manifest, files=files, confidence=fit_confidence(claims))


def fit_confidence(claims: Mapping[str, Claims]) -> FittedConfidence:
    """A map for each method and radius, on all of the claims."""
    maps = {
        method: {str(radius): one for radius, one in _maps(found).items()} for method, found in claims.items()
    }
    return FittedConfidence(maps, queries=max(len(found.mass) for found in claims.values()))


def crosswise_confidence(claims: Claims, groups: npt.NDArray[np.object_]) -> npt.NDArray[np.float64]:
    """(N, 5) confidences of claims by maps that were fitted on the other photographers' only.

    Parameters
    ----------
    claims
        Of N photos.
    groups
        (N,) their photographers; of one alone, its own map judges it.
    """
    fold = folds_of(groups, seed=0)
    found = np.empty_like(claims.mass)
    for number in range(FOLDS):
        inside = fold == number
        if inside.any():
            others = claims if inside.all() else claims.take(~inside)
            found[inside] = claims.take(inside).confidence(_maps(others))
    return found


def _maps(claims: Claims) -> dict[int, ConfidenceMap]:
    columns = enumerate(RADII_KM)
    return {r: fit_map(claims.mass[:, c], float(claims.most[c]), claims.hit[:, c]) for c, r in columns}


def asked_of_neighbours(examples: Examples) -> tuple[list[Asked], npt.NDArray[np.int64]]:
    """Held-out references of an atlas without a classifier, and their rows."""
    rows = draw_queries(examples.groups).astype(np.int64)
    places = (examples.lat, examples.lon)
    asked = [
        (
            Evidence(held_out(examples.vectors, examples.groups, places, int(row))),
            (float(examples.lat[row]), float(examples.lon[row])),
        )
        for row in rows
    ]
    return asked, rows
