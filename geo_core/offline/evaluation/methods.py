"""The answers that are compared: the blind baselines and retrieval's (`cells` adds the classifier's)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo_core.density.answer import answer
from geo_core.density.decision import best_within_all
from geo_core.density.mixture import density_of
from geo_core.localizer import Localizer
from geo_core.records import Neighbours
from geo_core.settings import RADII_KM, DensitySettings

LONDON = (51.5074, -0.1278)
"""The point that the field's "always London" row answers."""

Places = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Query:
    """What a rule may look at.

    Attributes
    ----------
    vector
        (D,) float32, the query's embedding.
    neighbours
        Its nearest references.
    """

    vector: npt.NDArray[np.float32]
    neighbours: Neighbours


@dataclass(frozen=True)
class Rule:
    """A named way from neighbours to places.

    Attributes
    ----------
    name
        As the table prints it.
    answer
        Query → (5, 2) float64: lat, lon for each radius, all equal where there is one answer.
    """

    name: str
    answer: Callable[[Query], Places]


def rules(localizer: Localizer) -> Iterator[Rule]:
    """Always London, NN, the paper's kNN at three bandwidths, and the decision per radius."""
    yield Rule("always London", lambda _: everywhere(*LONDON))
    yield Rule("NN", lambda q: everywhere(q.neighbours.lat[0], q.neighbours.lon[0]))
    for sigma in (1.0, 4.0, 16.0):
        yield Rule(f"kNN σ = {sigma:g}", _knn(DensitySettings(sigma_deg=sigma)))
    for kernel in ("plane", "authors"):
        yield Rule(f"kNN σ = 4, {kernel}", _knn(DensitySettings(kernel=kernel)))
    temperature = localizer.atlas.manifest.fitted.temperature["750"]
    softmax = DensitySettings(weighting="softmax", temperature=temperature)
    yield Rule(f"kNN σ = 4, exp(s/{temperature:g})", _knn(softmax))
    yield Rule("kNN σ = 4, per radius", _per_radius(DensitySettings()))
    yield Rule("exp(s/T), per radius, fitted", _fitted(localizer))


def everywhere(lat: float, lon: float) -> Places:
    """One answer for every radius: (5, 2)."""
    return np.tile([float(lat), float(lon)], (len(RADII_KM), 1))


def _knn(settings: DensitySettings) -> Callable[[Query], Places]:
    def places(query: Query) -> Places:
        return everywhere(*answer(density_of(query.neighbours, settings), query.neighbours, settings))

    return places


def _per_radius(settings: DensitySettings) -> Callable[[Query], Places]:
    def places(query: Query) -> Places:
        best = best_within_all(density_of(query.neighbours, settings), RADII_KM)
        return np.array([(best[r].lat, best[r].lon) for r in RADII_KM])

    return places


def _fitted(localizer: Localizer) -> Callable[[Query], Places]:
    def places(query: Query) -> Places:
        best = localizer.decide(query.neighbours)
        return np.array([(best[r].lat, best[r].lon) for r in RADII_KM])

    return places
