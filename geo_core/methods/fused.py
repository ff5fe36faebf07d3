"""Classifier × retrieval: the neighbours' density times the cells' probability to a fitted power."""

from __future__ import annotations

from geo_core.density.answer import answer
from geo_core.density.mixture import density_of
from geo_core.density.product import multiplied
from geo_core.methods.method import Evidence, Method, cells_of
from geo_core.records import Density
from geo_core.settings import DensitySettings


def _density(evidence: Evidence, settings: DensitySettings) -> Density:
    factor = cells_of(evidence, "fused").log_factor
    density = density_of(evidence.neighbours, settings)
    return multiplied(density, factor[: density.lat.size], settings.cells_exponent)


def _place(evidence: Evidence, settings: DensitySettings, density: Density) -> tuple[float, float]:
    return answer(density, evidence.neighbours, settings)


FUSED = Method("fused", needs_cells=True, by_neighbours=True, density=_density, place=_place)
