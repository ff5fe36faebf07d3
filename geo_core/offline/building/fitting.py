"""The softmax temperature and the bandwidth of each radius's decision, fitted on the references.

Each query is a reference whose photographer's group may not answer, at most two a
group, so that the queries resemble strangers' photos. The test split takes no part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import product

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from geo_core.atlas.fitted import Fitted
from geo_core.density.decision import best_within
from geo_core.density.mixture import density_of
from geo_core.records import Neighbours, Reference
from geo_core.settings import RADII_KM, DensitySettings
from geo_core.sphere.distance import great_circle_km

TEMPERATURES = (0.03, 0.05, 0.07, 0.1, 0.14)
SIGMAS_DEG = {
    1: (0.25,),
    25: (0.25, 0.5),
    200: (0.5, 1.0, 2.0),
    750: (1.0, 2.0, 4.0),
    2500: (2.0, 4.0, 8.0),
}
"""Bandwidths tried for each radius: those whose kernel holds a fair part of its mass within it."""

PER_GROUP = 2
MAX_QUERIES = 2500
MIN_QUERIES = 200
"""With fewer queries the differences between settings are noise, and nothing is fitted."""

NOT_FITTED = Fitted(
    temperature={"1": 0.05, "25": 0.05, "200": 0.1, "750": 0.1, "2500": 0.1},
    sigma_deg={"1": 0.25, "25": 0.25, "200": 1.0, "750": 2.0, "2500": 4.0},
    queries=0,
)
"""Stands in where nothing can be fitted: a cold vote for streets, a warm one for continents."""


def fit_decision(vectors: npt.NDArray[np.float32], references: Sequence[Reference]) -> Fitted:
    """Choose what puts most held-out references within the radii.

    Parameters
    ----------
    vectors
        (N, D) float32, the stored embeddings.
    references
        Their places and groups.

    Returns
    -------
    Fitted
        For each radius the temperature and the bandwidth that put most queries within it;
        `NOT_FITTED` if there are too few groups.
    """
    groups = np.array([r.group for r in references], dtype=object)
    queries = draw_queries(groups)
    if len(queries) < MIN_QUERIES:
        return NOT_FITTED
    lat, lon = (np.array([getattr(r, name) for r in references]) for name in ("lat", "lon"))
    neighbours = [held_out(vectors, groups, (lat, lon), row) for row in queries]
    truth = lat[queries], lon[queries]
    temperature, sigma_deg = {}, {}
    grid = {radius: list(product(TEMPERATURES, SIGMAS_DEG[radius])) for radius in RADII_KM}
    with tqdm(total=sum(map(len, grid.values())), desc="fitting", unit="setting", disable=None) as bar:
        for radius, pairs in grid.items():
            accuracies = []
            for pair in pairs:
                settings = DensitySettings(weighting="softmax", temperature=pair[0], sigma_deg=pair[1])
                accuracies.append(_accuracy(neighbours, truth, radius, settings))
                bar.update()
            # The first of equals: the coldest and narrowest, nearest to the neighbour itself.
            temperature[str(radius)], sigma_deg[str(radius)] = pairs[int(np.argmax(accuracies))]
    return Fitted(temperature, sigma_deg, len(queries))


def draw_queries(groups: npt.NDArray[np.object_]) -> npt.NDArray[np.intp]:
    """At most `PER_GROUP` rows of each group and `MAX_QUERIES` in all, drawn with a fixed seed."""
    draw = np.random.default_rng(0).permutation(len(groups))
    taken: Counter[str] = Counter()
    kept = []
    for row in draw:
        taken[groups[row]] += 1
        if taken[groups[row]] <= PER_GROUP:
            kept.append(row)
    return np.sort(np.array(kept[:MAX_QUERIES], np.intp))


def held_out(
    vectors: npt.NDArray[np.float32],
    groups: npt.NDArray[np.object_],
    places: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]],
    row: int,
) -> Neighbours:
    """The nearest references of other groups than the row's own: as many as vote."""
    squared = np.maximum(2 - 2 * (vectors @ vectors[row]).astype(np.float64), 0)
    squared[groups == groups[row]] = np.inf
    nearest = np.argsort(squared, kind="stable")[: DensitySettings().k]
    nearest = nearest[np.isfinite(squared[nearest])]
    lat, lon = places
    return Neighbours(nearest, np.sqrt(squared[nearest]), lat[nearest], lon[nearest])


def _accuracy(
    neighbours: Sequence[Neighbours],
    truth: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]],
    radius_km: int,
    settings: DensitySettings,
) -> float:
    points = [best_within(density_of(n, settings), radius_km) for n in neighbours]
    distance = great_circle_km([p.lat for p in points], [p.lon for p in points], *truth)
    return float(np.mean(distance <= radius_km))
