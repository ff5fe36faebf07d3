"""Mass of one kernel inside a cap against their distance, tabulated once per bandwidth and radius."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from geo_core.density.kernel import concentration
from geo_core.density.mass import REACH, cap_probability
from geo_core.records import Density
from geo_core.sphere.distance import EARTH_RADIUS_KM, great_circle_km

Floats = npt.NDArray[np.float64]

ENTRIES = 1024
"""Over at most 15 σ: linear interpolation errs by less than 1e-5 of the highest value."""


@dataclass(frozen=True)
class Profile:
    """A falling function of the chord between a cap's centre and a kernel's.

    Attributes
    ----------
    begin, per_chord
        Chord of the first entry; entries per unit of chord.
    value, slope
        (n,) float64, the mass at each entry, 0 to 1, and its change to the next entry.
    """

    begin: float
    per_chord: float
    value: Floats
    slope: Floats

    def __call__(self, chord: Floats) -> Floats:
        """Mass inside, of the chords' shape; below the table it is flat, above it is 0."""
        place = (chord - self.begin) * self.per_chord
        np.clip(place, 0.0, len(self.value) - 1.0, out=place)
        entry = place.astype(np.int32)
        place -= entry
        place *= self.slope.take(entry)
        place += self.value.take(entry)
        return np.asarray(place)


@lru_cache(maxsize=512)
def profile(sigma_deg: float, radius_km: float) -> Profile:
    """The table for one bandwidth (degrees) and one radius (kilometres)."""
    kappa = concentration(sigma_deg)
    radius = min(radius_km / EARTH_RADIUS_KM, math.pi)
    reach = REACH / math.sqrt(kappa)
    begin, end = max(radius - reach, 0.0), min(radius + reach, math.pi)
    chords = np.linspace(2.0 * math.sin(begin / 2.0), 2.0 * math.sin(end / 2.0), ENTRIES)
    value = cap_probability(2.0 * np.arcsin(np.minimum(chords / 2.0, 1.0)), radius, kappa)
    slope = np.append(np.diff(value), 0.0)
    value.setflags(write=False)  # the cache hands the same arrays to everyone
    slope.setflags(write=False)
    return Profile(float(chords[0]), (ENTRIES - 1) / float(chords[-1] - chords[0]), value, slope)


def tabulated_mass_within(density: Density, lat: float, lon: float, radii_km: Iterable[float]) -> Floats:
    """As `density.mass.mass_within`, off the tables: within 1e-5 of it, at a tenth of its time.

    Parameters
    ----------
    density
        k kernels; its ``kernel`` is not read.
    lat, lon
        The caps' centre, degrees.
    radii_km
        R of them, kilometres; each makes a table that is kept.

    Returns
    -------
    (R,) float64, 0 to 1.
    """
    angle = great_circle_km(lat, lon, density.lat, density.lon) / EARTH_RADIUS_KM
    chord, weight = 2.0 * np.sin(angle / 2.0), np.exp(density.log_weight)
    inside = [profile(density.sigma_deg, float(radius))(chord) @ weight for radius in radii_km]
    return np.clip(np.array(inside), 0.0, 1.0)
