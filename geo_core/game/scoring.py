"""What a guess is worth: kilometres, points, and the radii that it made."""

from __future__ import annotations

from dataclasses import dataclass

from geo_core.settings import RADII_KM
from geo_core.sphere.distance import great_circle_km
from geo_core.sphere.geoscore import geoscore

Latlon = tuple[float, float]


@dataclass(frozen=True)
class Score:
    """One guess against the truth.

    Attributes
    ----------
    km
        Great-circle distance.
    points
        The geoscore, 0 to 5000, as a whole number, so that sums add up as they are shown.
    """

    km: float
    points: int

    @property
    def made(self) -> tuple[bool, ...]:
        """Which of `RADII_KM` it lies within; ``<=`` counts (the field's protocol)."""
        return tuple(self.km <= radius for radius in RADII_KM)


def score(guess: Latlon, truth: Latlon) -> Score:
    """A guess at (lat, lon) for a photo of (lat, lon), degrees."""
    km = float(great_circle_km(*guess, *truth))
    return Score(km, round(float(geoscore(km))))
