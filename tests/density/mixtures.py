"""Densities to test with, and slow but plain ways to look at them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo_core.density.covering import Objective
from geo_core.density.kernel import log_density
from geo_core.density.profile import profile
from geo_core.records import Density, Neighbours
from geo_core.sphere.coordinates import latlon_to_vector, vector_to_latlon
from geo_core.sphere.tangent import tangent_frames

Floats = npt.NDArray[np.float64]

SIGMAS_DEG = (0.25, 1.0, 4.0, 16.0, 32.0)


def density_at(lat, lon, sigma_deg: float, weight=None, kernel: str = "sphere") -> Density:
    """A density of given centres; equal weights unless given."""
    lat, lon = np.asarray(lat, np.float64), np.asarray(lon, np.float64)
    weight = np.ones(lat.size) if weight is None else np.asarray(weight, np.float64)
    with np.errstate(divide="ignore"):
        return Density(lat, lon, np.log(weight / weight.sum()), sigma_deg, kernel)


def scattered(seed: int, sigma_deg: float, k: int = 100) -> Density:
    """A third of the centres around one place (about 3°), the rest anywhere; uneven weights."""
    rng = np.random.default_rng(seed)
    anywhere = rng.normal(size=(k - k // 3, 3))
    place = rng.normal(size=3)
    around = place / np.linalg.norm(place) + 0.05 * rng.normal(size=(k // 3, 3))
    lat, lon = vector_to_latlon(rng.permutation(np.concatenate([anywhere, around])))
    return density_at(lat, lon, sigma_deg, rng.uniform(0.6, 1.0, k) ** -5)


def objective_of(density: Density, radius_km: float) -> Objective:
    """The mass within a radius as `best_within` sees it."""
    centres = latlon_to_vector(density.lat, density.lon)
    return Objective(centres, np.exp(density.log_weight), profile(density.sigma_deg, float(radius_km)))


def neighbours_at(lat, lon, distance=None) -> Neighbours:
    """Neighbours of given places; distances 1 to 2 unless given."""
    lat, lon = np.asarray(lat, np.float64), np.asarray(lon, np.float64)
    distance = np.linspace(1.0, 2.0, lat.size) if distance is None else np.asarray(distance, np.float64)
    return Neighbours(np.arange(lat.size), distance, lat, lon)


def rotation(seed: int) -> Floats:
    """A random rotation of space, (3, 3)."""
    q, r = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    q = q * np.sign(np.diag(r))
    return q if np.linalg.det(q) > 0 else -q


def rotated(density: Density, turn: Floats) -> Density:
    """The same density, all centres turned."""
    lat, lon = vector_to_latlon(latlon_to_vector(density.lat, density.lon) @ turn.T)
    return Density(lat, lon, density.log_weight, density.sigma_deg, density.kernel)


def patch(vectors: Floats, half_rad: float, side: int) -> Floats:
    """Square patches of side² points about every vector, (n · side², 3)."""
    ticks = np.linspace(-half_rad, half_rad, side)
    ways = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    points = (vectors[:, None, :] + np.matmul(ways, tangent_frames(vectors))).reshape(-1, 3)
    return points / np.linalg.norm(points, axis=1)[:, None]


def dense_mode(density: Density) -> tuple[float, float, float]:
    """Highest point by brute force: patches of ±1.5 σ about all centres, then ever finer ones."""
    sigma = np.radians(density.sigma_deg)
    points = patch(latlon_to_vector(density.lat, density.lon), 1.5 * sigma, 13)
    height = log_density(density, points)
    # The eight best points of the dense look compete, for two hills may be all but equal.
    best, half = points[np.argsort(-height)[:8]], 0.3 * sigma
    while half > 1e-6:
        finer = patch(best, half, 9).reshape(len(best), -1, 3)
        height = log_density(density, finer.reshape(-1, 3)).reshape(len(best), -1)
        best = finer[np.arange(len(best)), height.argmax(axis=1)]
        half /= 3.0
    heights = log_density(density, best)
    lat, lon = vector_to_latlon(best[heights.argmax()])
    return float(lat), float(lon), float(heights.max())
