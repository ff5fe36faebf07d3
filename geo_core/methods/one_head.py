"""One partition alone, its best cell's mean place: PlaNet and [L] the finest, [L2] a middle one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from geo_core.methods.method import Evidence, Method, cells_of, mixture
from geo_core.records import Density
from geo_core.settings import DensitySettings

MOST = 400
"""Most probable cells that become kernels, as in `methods.cells`."""


def _method(name: str, head: Callable[[int], int]) -> Method:
    """A method that asks the head whose number, of so many, `head` names."""

    def density(evidence: Evidence, settings: DensitySettings) -> Density:
        cells = cells_of(evidence, name)
        number = head(len(cells.scores))
        probability, (lat, lon) = cells.scores[number].probability, cells.places[number]
        order = np.argsort(-probability, kind="stable")[:MOST]
        with np.errstate(divide="ignore"):  # a cell without any probability is a kernel without weight
            log_weight = np.log(probability[order])
        return mixture(lat[order], lon[order], log_weight, settings.sigma_deg)

    def place(evidence: Evidence, settings: DensitySettings, mixed: Density) -> tuple[float, float]:
        return float(mixed.lat[0]), float(mixed.lon[0])

    return Method(name, needs_cells=True, by_neighbours=False, density=density, place=place)


FINEST = _method("L", lambda heads: heads - 1)
MIDDLE = _method("L2", lambda heads: (heads - 1) // 2)
