"""Does "70 % of the mass within 200 km" come true in 70 of 100 cases? Curves, and what mends them.

The masses of a density are probabilities only if its weights are neither too sure nor too timid. One
number, a temperature that all log-weights are divided by, is fitted on held-out references (after Guo,
Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", ICML 2017), and judged on others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

from geo_core.density.kernel import concentration
from geo_core.density.mass import cap_probability
from geo_core.errors import GeoCoreError
from geo_core.records import Density
from geo_core.settings import RADII_KM
from geo_core.sphere.distance import EARTH_RADIUS_KM, great_circle_km

Floats = npt.NDArray[np.float64]

BINS = 10
CLIP = 1e-3
"""A mass nearer to 0 or 1 counts as this far from it: one surprise must not outweigh a thousand others."""

DRAWS = 200
"""Of outcomes, for the error that chance alone makes: its third digit then holds still."""

COOLEST, WARMEST = 0.25, 16.0


@dataclass(frozen=True)
class Judged:
    """One photo's density, its answer and its true place.

    Attributes
    ----------
    density
        Before any tempering.
    answer, truth
        (lat, lon), degrees.
    """

    density: Density
    answer: tuple[float, float]
    truth: tuple[float, float]


@dataclass(frozen=True)
class Reliability:
    """Claimed against true, over bins of what was claimed.

    Attributes
    ----------
    claimed, true
        Radius in km → (B,) mean mass, and share of the answers that lay within, of the bins with photos.
    count
        Radius in km → (B,) photos.
    error
        Radius in km → expected calibration error, 0 to 1.
    chance
        Radius in km → the error that as many photos show on average if every claim is exact: below it,
        nothing can be told.
    brier
        Radius in km → mean squared difference of claim and outcome, 0 to 1.
    """

    claimed: dict[int, Floats]
    true: dict[int, Floats]
    count: dict[int, npt.NDArray[np.int64]]
    error: dict[int, float]
    chance: dict[int, float]
    brier: dict[int, float]


def tempered(density: Density, temperature: float) -> Density:
    """The mixture with its log-weights divided by a temperature: above 1, all are more alike."""
    log_weight = density.log_weight / temperature
    shifted = log_weight - log_weight.max()
    return replace(density, log_weight=shifted - np.log(np.exp(shifted).sum()))


def masses_and_hits(
    judged: Sequence[Judged], temperature: float = 1.0
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """(N, 5) mass within each radius of the answer, and (N, 5) whether the truth lay within it."""
    return _masses(judged, _inside(judged), temperature), _hits(judged)


def _inside(judged: Sequence[Judged]) -> list[Floats]:
    """N arrays (5, k): the mass of each kernel within each radius of the answer, whatever its weight."""
    if not judged:
        raise GeoCoreError("Reliability needs at least one photo with a known place; none was given.")
    radius_rad = np.array(RADII_KM)[:, None] / EARTH_RADIUS_KM
    found = []
    for one in judged:
        distance_rad = great_circle_km(*one.answer, one.density.lat, one.density.lon) / EARTH_RADIUS_KM
        found.append(cap_probability(distance_rad, radius_rad, concentration(one.density.sigma_deg)))
    return found


def _masses(judged: Sequence[Judged], inside: Sequence[Floats], temperature: float) -> Floats:
    pairs = zip(judged, inside, strict=True)
    return np.array([kept @ np.exp(tempered(one.density, temperature).log_weight) for one, kept in pairs])


def _hits(judged: Sequence[Judged]) -> npt.NDArray[np.bool_]:
    error_km = np.array([float(great_circle_km(*one.answer, *one.truth)) for one in judged])
    return np.asarray(error_km[:, None] <= np.array(RADII_KM))


def reliability(masses: Floats, hits: npt.NDArray[np.bool_], bins: int = BINS) -> Reliability:
    """Bin the claims of each radius, (N, 5) masses and hits, into equally wide bins."""
    claimed, true, count, error, chance = {}, {}, {}, {}, {}
    for column, radius in enumerate(RADII_KM):
        mass, hit = masses[:, column], hits[:, column]
        member = np.clip(np.ceil(mass * bins).astype(np.int64) - 1, 0, bins - 1)
        photos = np.bincount(member, minlength=bins)
        filled = photos > 0
        sums = [np.bincount(member, weights=values, minlength=bins)[filled] for values in (mass, hit)]
        count[radius] = photos[filled]
        claimed[radius], true[radius] = (total / photos[filled] for total in sums)
        error[radius] = float(np.abs(sums[0] - sums[1]).sum() / len(mass))
        chance[radius] = _error_by_chance(mass, member)
    brier = dict(zip(RADII_KM, np.square(masses - hits).mean(axis=0).tolist(), strict=True))
    return Reliability(claimed, true, count, error, chance, brier)


def _error_by_chance(claim: Floats, member: npt.NDArray[np.int64]) -> float:
    """Mean calibration error of (N,) claims that come true exactly as often as they say."""
    random = np.random.default_rng(0)
    total = 0.0
    for _ in range(DRAWS):
        gap = claim - (random.random(len(claim)) < claim)
        total += float(np.abs(np.bincount(member, weights=gap)).sum())
    return total / (DRAWS * len(claim))


def fit_temperature(judged: Sequence[Judged]) -> float:
    """The temperature of least negative log-likelihood of the hits, all radii together."""
    inside, hits = _inside(judged), _hits(judged)

    def loss(log_t: float) -> float:
        masses = _masses(judged, inside, float(np.exp(log_t)))
        likely = np.where(hits, masses, 1.0 - masses)
        return float(-np.log(np.clip(likely, CLIP, 1.0)).mean())

    found = minimize_scalar(
        loss, bounds=(np.log(COOLEST), np.log(WARMEST)), method="bounded", options={"xatol": 1e-3}
    )
    return float(np.exp(found.x))
