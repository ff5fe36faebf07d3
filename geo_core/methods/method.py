"""What a method may look at, and what describes one; adding one is one small file with one of these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo_core.errors import SettingsError
from geo_core.records import CellEvidence, Density, Floats, Neighbours
from geo_core.settings import DensitySettings


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known of one photo.

    Attributes
    ----------
    neighbours
        What looks like it.
    cells
        What the classifier says; None where the atlas has none, or the photo's embedding is not given.
    vector, neighbour_vectors
        (D,) and (k, D) float32, for methods that learn anew for each photo; None where not given.
    densest
        The densest cell's place of all references, (lat, lon) in degrees; None where not given.
    """

    neighbours: Neighbours
    cells: CellEvidence | None = None
    vector: npt.NDArray[np.float32] | None = None
    neighbour_vectors: npt.NDArray[np.float32] | None = None
    densest: tuple[float, float] | None = None


@dataclass(frozen=True)
class Method:
    """A named way to an answer.

    Attributes
    ----------
    name
        As ``--method`` takes it.
    needs_cells
        Whether it asks the classifier.
    by_neighbours
        Whether its kernels are the neighbours, in their order.
    density
        Evidence and settings → the mixture that masses, regions and modes are taken from.
    place
        Evidence, settings and that mixture → the answer, (lat, lon) in degrees.
    """

    name: str
    needs_cells: bool
    by_neighbours: bool
    density: Callable[[Evidence, DensitySettings], Density]
    place: Callable[[Evidence, DensitySettings, Density], tuple[float, float]]


def cells_of(evidence: Evidence, method: str) -> CellEvidence:
    """The classifier's part of the evidence.

    Raises
    ------
    SettingsError
        If there is none.
    """
    if evidence.cells is None:
        raise SettingsError(
            f"The method {method!r} asks the classifier, and there is none: use an atlas with heads "
            "(python -m geo_core add-heads), give the photo's embedding too, or take the method 'knn'."
        )
    return evidence.cells


def mixture(lat: Floats, lon: Floats, log_weight: Floats, sigma_deg: float) -> Density:
    """Kernels at places with weights that need not sum to 1 (natural logarithms): (k,) each."""
    shifted = log_weight - log_weight.max()
    return Density(lat, lon, shifted - np.log(np.exp(shifted).sum()), sigma_deg)
