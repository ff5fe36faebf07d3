"""kNN and kernel density estimation: the paper's way (section 3.2, equation 1)."""

from __future__ import annotations

from geo_core.density.answer import answer
from geo_core.density.mixture import density_of
from geo_core.methods.method import Evidence, Method
from geo_core.records import Density
from geo_core.settings import DensitySettings


def _density(evidence: Evidence, settings: DensitySettings) -> Density:
    return density_of(evidence.neighbours, settings)


def _place(evidence: Evidence, settings: DensitySettings, density: Density) -> tuple[float, float]:
    return answer(density, evidence.neighbours, settings)


KNN = Method("knn", needs_cells=False, by_neighbours=True, density=_density, place=_place)
