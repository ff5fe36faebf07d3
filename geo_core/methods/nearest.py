"""NN: the place of the nearest neighbour (the paper's section 3.2); its doubts are kNN's."""

from __future__ import annotations

from geo_core.methods.knn import KNN
from geo_core.methods.method import Evidence, Method
from geo_core.records import Density
from geo_core.settings import DensitySettings


def _place(evidence: Evidence, settings: DensitySettings, density: Density) -> tuple[float, float]:
    return float(evidence.neighbours.lat[0]), float(evidence.neighbours.lon[0])


NEAREST = Method("nn", needs_cells=False, by_neighbours=True, density=KNN.density, place=_place)
