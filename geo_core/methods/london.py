"""Always London: what a method that never looks at the photo would answer (the paper's section 4.1)."""

from __future__ import annotations

import numpy as np

from geo_core.methods.method import Evidence, Method, mixture
from geo_core.records import Density
from geo_core.settings import DensitySettings

LONDON = (51.5074, -0.1278)
"""The point that the field's "always London" row answers, degrees."""


def _density(evidence: Evidence, settings: DensitySettings) -> Density:
    lat, lon = (np.array([angle]) for angle in LONDON)
    return mixture(lat, lon, np.zeros(1), settings.sigma_deg)


def _place(evidence: Evidence, settings: DensitySettings, density: Density) -> tuple[float, float]:
    return LONDON


ALWAYS_LONDON = Method("london", needs_cells=False, by_neighbours=False, density=_density, place=_place)
