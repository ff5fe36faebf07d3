"""Im2GPS 2008: the neighbours' largest cluster by mean shift (Hays and Efros, CVPR 2008)."""

from __future__ import annotations

from geo_core.density.mean_shift import NEIGHBOURS, mean_shift
from geo_core.methods.knn import KNN
from geo_core.methods.method import Evidence, Method
from geo_core.records import Density
from geo_core.settings import DensitySettings


def _place(evidence: Evidence, settings: DensitySettings, density: Density) -> tuple[float, float]:
    clusters = mean_shift(evidence.neighbours.first(NEIGHBOURS))
    return float(clusters.lat[0]), float(clusters.lon[0])


MEAN_SHIFT = Method("meanshift", needs_cells=False, by_neighbours=True, density=KNN.density, place=_place)
