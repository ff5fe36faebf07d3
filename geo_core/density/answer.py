"""The one point that a density answers with, by the kernel and the snapping asked for."""

from __future__ import annotations

from geo_core.density.authors import authors_mode
from geo_core.density.mode_seeking import global_mode
from geo_core.density.plane import plane_mode
from geo_core.density.snapping import snap
from geo_core.records import Density, Neighbours
from geo_core.settings import DensitySettings
from geo_core.sphere.coordinates import wrap_lon


def answer(density: Density, neighbours: Neighbours, settings: DensitySettings) -> tuple[float, float]:
    """Place of highest density, snapped to a neighbour if the settings say so.

    Parameters
    ----------
    density
        Built from these neighbours with these settings.
    neighbours
        Nearest embedding first; the k that vote are read, only to snap.
    settings
        ``kernel`` picks how the peak is sought, ``snap_km`` whether and how far it snaps.

    Returns
    -------
    lat, lon: degrees, the longitude in [−180, 180).
    """
    if settings.kernel == "authors":
        lat, lon = authors_mode(density)
    else:
        peak = plane_mode(density) if settings.kernel == "plane" else global_mode(density)
        lat, lon = peak.lat, peak.lon
    if settings.snap_km is not None:
        lat, lon = snap(lat, lon, neighbours.first(settings.k), settings.snap_km)
    return lat, float(wrap_lon(lon))
