"""Neighbours to the density that they vote for."""

from __future__ import annotations

from geo_core.density.weights import log_weights
from geo_core.records import Density, Neighbours
from geo_core.settings import DensitySettings


def density_of(neighbours: Neighbours, settings: DensitySettings) -> Density:
    """Mixture of one kernel per neighbour, the best-ranked first (equation 1).

    Parameters
    ----------
    neighbours
        Nearest first; the first ``settings.k`` vote, or all if there are fewer.
    settings
        The number, the weighting, the bandwidth and the kernel.

    Raises
    ------
    GeoCoreError
        If there is no neighbour.
    """
    k = settings.k
    return Density(
        lat=neighbours.lat[:k],
        lon=neighbours.lon[:k],
        log_weight=log_weights(neighbours.distance[:k], settings),
        sigma_deg=settings.sigma_deg,
        kernel=settings.kernel,
    )
