"""The same votes on the plane of degrees and on the sphere, where the two part: at 180° and near a pole."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from geo_core.density.grid import density_map, square_root_frame
from geo_core.density.mode_seeking import global_mode
from geo_core.density.plane import plane_mode
from geo_core.lesson.growing import Frame, step_for
from geo_core.records import Density, DensityMap
from geo_core.sphere.coordinates import wrap_lon
from geo_core.sphere.distance import KM_PER_DEG, great_circle_km

Place = tuple[str, float, float]

VOTES: Mapping[str, tuple[Place, ...]] = {
    "antimeridian": (
        ("Suva", -18.14, 178.44),
        ("Labasa", -16.42, 179.38),
        ("Taveuni", -16.85, 179.97),
        ("Lomaloma", -17.30, -178.98),
        ("Lakeba", -18.22, -178.79),
        ("Ono-i-Lau", -20.65, -178.72),
        ("Port Vila", -17.73, 168.32),
        ("Luganville", -15.51, 167.18),
        ("Isangel", -19.54, 169.27),
        ("Nouméa", -22.27, 166.45),
    ),
    "pole": (
        ("Longyearbyen", 78.22, 15.65),
        ("Ny-Ålesund", 78.92, 11.93),
        ("Nordaustlandet", 79.80, 23.00),
        ("Kvitøya", 80.10, 32.50),
        ("Victoria Island", 80.15, 36.75),
        ("Alexandra Land", 80.75, 47.00),
        ("Tromsø", 69.65, 18.96),
        ("Narvik", 68.44, 17.43),
        ("Bodø", 67.28, 14.40),
    ),
}
"""Made-up votes, one a place (name, latitude, longitude in degrees), all of one weight."""


@dataclass(frozen=True)
class KernelAnswer:
    """What one kernel makes of the votes.

    Attributes
    ----------
    lat, lon
        Its highest point, degrees.
    frame
        (H, W) uint8, 255·√(density / its maximum), north up, from −180° on.
    """

    lat: float
    lon: float
    frame: Frame


@dataclass(frozen=True)
class KernelsCompared:
    """Both, and how far apart they are in kilometres."""

    plane: KernelAnswer
    sphere: KernelAnswer
    apart_km: float


def compare_kernels(case: str, sigma_deg: float) -> KernelsCompared:
    """The votes of a case under both kernels.

    Parameters
    ----------
    case
        A name of `VOTES`.
    sigma_deg
        Bandwidth of both, degrees.
    """
    lat, lon = (np.array(column, np.float64) for column in list(zip(*VOTES[case], strict=True))[1:])
    density = Density(lat, lon, np.full(len(lat), -math.log(len(lat))), sigma_deg)
    flat, round_ = plane_mode(density), global_mode(density)
    step_deg = step_for(sigma_deg)
    return KernelsCompared(
        KernelAnswer(flat.lat, float(wrap_lon(flat.lon)), _plane_frame(density, step_deg)),
        KernelAnswer(round_.lat, round_.lon, square_root_frame(density_map(density, step_deg))),
        float(great_circle_km(flat.lat, flat.lon, round_.lat, round_.lon)),
    )


def kernel_width_km(sigma_deg: float, lat: float) -> tuple[float, float]:
    """What σ of the plane's kernel is on the Earth: north-south and east-west, kilometres."""
    north = sigma_deg * KM_PER_DEG
    return north, north * math.cos(math.radians(lat))


def _plane_frame(density: Density, step_deg: float) -> Frame:
    """As `kernel.plane_log_density`: a Gaussian of latitude times one of longitude."""
    rows = round(180.0 / step_deg)
    lat = 90.0 - (np.arange(rows) + 0.5) * step_deg
    lon = -180.0 + (np.arange(2 * rows) + 0.5) * step_deg
    up, along = (
        np.exp(-np.square(np.subtract.outer(axis, centres) / density.sigma_deg) / 2.0)
        for axis, centres in ((lat, density.lat), (lon, density.lon))
    )
    values = (up * np.exp(density.log_weight)) @ along.T
    return square_root_frame(DensityMap(values.astype(np.float32), step_deg))
