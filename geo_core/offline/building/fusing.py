"""Bandwidths, temperatures and the classifier's power for the methods that ask it, one set a radius.

Chosen on held-out references, of which neither the neighbours nor the heads know the photographer.
The answer is sought among the kernels' own centres: the exact best point of `density.decision` lies
near one of them, and a thousand settings are compared in a minute instead of a night.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from tqdm import tqdm

from geo_core.atlas.fitted import Fitted, FittedCells
from geo_core.density.kernel import log_density
from geo_core.density.mixture import density_of
from geo_core.density.product import multiplied
from geo_core.density.profile import profile
from geo_core.methods.cells import PLACES
from geo_core.offline.building.fitting import NOT_FITTED, SIGMAS_DEG
from geo_core.records import CellEvidence, Floats, Neighbours
from geo_core.settings import RADII_KM, DensitySettings
from geo_core.sphere.coordinates import latlon_to_vector
from geo_core.sphere.distance import great_circle_km

TEMPERATURES = (0.03, 0.05, 0.07, 0.1, 0.14, 0.2)
EXPONENTS = (0.0, 0.3, 0.6, 1.0, 1.5, 2.5)
CELLS_SIGMAS_DEG = {radius: (*sigmas, 2 * sigmas[-1]) for radius, sigmas in SIGMAS_DEG.items()}
"""A cell's place is vaguer than a neighbour's: one bandwidth more is tried."""


NOT_FITTED_CELLS = FittedCells(
    sigma_deg={"1": 0.5, "25": 0.5, "200": 1.0, "750": 2.0, "2500": 4.0},
    fused=NOT_FITTED,
    exponent=dict.fromkeys(NOT_FITTED.sigma_deg, 0.6),
    exponent_shown=0.6,
    queries=0,
)
"""Stands in where too few references were held out; the powers are about the starter atlas's."""


@dataclass(frozen=True, eq=False)
class HeldOut:
    """One reference as a query.

    Attributes
    ----------
    neighbours
        Of other groups.
    cells
        By heads that never saw its group.
    lat, lon
        Where it is, degrees.
    """

    neighbours: Neighbours
    cells: CellEvidence
    lat: float
    lon: float


def fit_cells(queries: Sequence[HeldOut]) -> FittedCells:
    """Choose what puts most held-out references within the radii; of equals the first."""
    votes = list(product(TEMPERATURES, EXPONENTS))
    cells_hits = {r: np.zeros((len(s), 1)) for r, s in CELLS_SIGMAS_DEG.items()}
    fused_hits = {r: np.zeros((len(s), len(votes))) for r, s in SIGMAS_DEG.items()}
    shown = np.zeros(len(EXPONENTS))
    for query in tqdm(queries, desc="fitting", unit="query", disable=None):
        cells, near = query.cells, query.neighbours
        log_place = cells.log_probability[:PLACES, None]
        places = (cells.lat[:PLACES], cells.lon[:PLACES])
        _count(cells_hits, CELLS_SIGMAS_DEG, places, log_place, query)
        similarity = 1.0 - near.distance**2 / 2.0
        log_votes = np.stack([similarity / t + e * cells.log_factor for t, e in votes], axis=1)
        _count(fused_hits, SIGMAS_DEG, (near.lat, near.lon), log_votes, query)
        shown += [_hits_shown(query, exponent) for exponent in EXPONENTS]
    best = {r: np.unravel_index(int(h.argmax()), h.shape) for r, h in fused_hits.items()}
    return FittedCells(
        sigma_deg={str(r): CELLS_SIGMAS_DEG[r][int(h.argmax())] for r, h in cells_hits.items()},
        fused=Fitted(
            temperature={str(r): votes[int(vote)][0] for r, (_, vote) in best.items()},
            sigma_deg={str(r): SIGMAS_DEG[r][int(sigma)] for r, (sigma, _) in best.items()},
            queries=len(queries),
        ),
        exponent={str(r): votes[int(vote)][1] for r, (_, vote) in best.items()},
        exponent_shown=EXPONENTS[int(shown.argmax())],
        queries=len(queries),
    )


def _count(
    hits: dict[int, Floats],
    sigmas_deg: dict[int, tuple[float, ...]],
    places: tuple[Floats, Floats],
    log_weight: Floats,
    query: HeldOut,
) -> None:
    """Add to hits (S, V) whether the best of (n,) places lies within the radius, for V weightings (n, V)."""
    weight = np.exp(log_weight - log_weight.max(axis=0))
    vectors = latlon_to_vector(*places)
    chord = np.sqrt(np.maximum(2.0 - 2.0 * vectors @ vectors.T, 0.0))
    error_km = great_circle_km(*places, query.lat, query.lon)
    for radius in RADII_KM:
        for row, sigma in enumerate(sigmas_deg[radius]):
            mass = profile(sigma, radius)(chord) @ weight
            hits[radius][row] += error_km[mass.argmax(axis=0)] <= radius


def _hits_shown(query: HeldOut, exponent: float) -> int:
    """How many of the three wide radii the highest place meets, with the paper's settings."""
    near = query.neighbours
    fused = multiplied(density_of(near, DensitySettings()), query.cells.log_factor, exponent)
    peak = int(log_density(fused, latlon_to_vector(near.lat, near.lon)).argmax())
    error_km = float(great_circle_km(near.lat[peak], near.lon[peak], query.lat, query.lon))
    return sum(error_km <= radius for radius in RADII_KM[2:])
