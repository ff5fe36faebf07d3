"""Always the densest cell of the references: the blind answer that knows the atlas (section 4.1)."""

from __future__ import annotations

import numpy as np

from geo_core.errors import SettingsError
from geo_core.methods.method import Evidence, Method, mixture
from geo_core.partition.making import partition_of_size
from geo_core.partition.places import Places
from geo_core.records import Density, Floats
from geo_core.settings import DensitySettings

DENSEST_OF, CITY_KM2 = 359, 1000.0
"""Of the paper's middle partitioning, and no cell smaller than a city's half: a landmark is no London."""


def densest_place(lat: Floats, lon: Floats) -> tuple[float, float]:
    """The mean place of the cell with most references a square kilometre, of about `DENSEST_OF` cells.

    Parameters
    ----------
    lat, lon
        (N,) degrees, of the references.
    """
    places = Places(lat, lon)
    partition = partition_of_size(places, min(DENSEST_OF, max(2, len(places) // 4)), t_area_km2=CITY_KM2)
    cell = int(np.argmax(partition.count / partition.area_km2))
    return float(partition.mean_lat[cell]), float(partition.mean_lon[cell])


def _density(evidence: Evidence, settings: DensitySettings) -> Density:
    lat, lon = (np.array([angle]) for angle in _known(evidence))
    return mixture(lat, lon, np.zeros(1), settings.sigma_deg)


def _place(evidence: Evidence, settings: DensitySettings, density: Density) -> tuple[float, float]:
    return _known(evidence)


def _known(evidence: Evidence) -> tuple[float, float]:
    if evidence.densest is None:
        raise SettingsError(
            "The method 'densest' needs the places of all references: ask a Localizer's evidence, or take "
            "the method 'london'."
        )
    return evidence.densest


ALWAYS_DENSEST = Method("densest", needs_cells=False, by_neighbours=False, density=_density, place=_place)
