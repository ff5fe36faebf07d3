"""The classifier: all partitions' cells multiplied (the paper's section 3.1), as a density like any other."""

from __future__ import annotations

from geo_core.density.mode_seeking import global_mode
from geo_core.methods.method import Evidence, Method, cells_of, mixture
from geo_core.records import Density
from geo_core.settings import DensitySettings

PLACES = 400
"""Most probable places that become kernels: with the starter atlas's heads the rest holds a few percent."""


def _density(evidence: Evidence, settings: DensitySettings) -> Density:
    cells = cells_of(evidence, "cells")
    log_weight = cells.log_probability[:PLACES]
    return mixture(cells.lat[:PLACES], cells.lon[:PLACES], log_weight, settings.sigma_deg)


def _place(evidence: Evidence, settings: DensitySettings, density: Density) -> tuple[float, float]:
    peak = global_mode(density)
    return peak.lat, peak.lon


CELLS = Method("cells", needs_cells=True, by_neighbours=False, density=_density, place=_place)
