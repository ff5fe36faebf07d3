"""The photos' places that a partition is made from, checked once and sorted once."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from geo_core.errors import GeoCoreError
from geo_core.partition.morton import Codes, encode
from geo_core.sphere.coordinates import wrap_lon

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Places:
    """Places of photos; make it once for several partitions, which then share the sorting.

    Attributes
    ----------
    lat, lon
        (N,) float64, degrees, N ≥ 1; any longitude is taken and wrapped into [−180, 180).

    Raises
    ------
    GeoCoreError
        If there is no place, a latitude lies outside ±90°, or a value is not finite.
    """

    lat: Floats
    lon: Floats
    _codes: dict[int, Codes] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        lat, lon = checked(self.lat, self.lon)
        if lat.size == 0:
            raise GeoCoreError("A partition is made from at least one photo's place; none was given.")
        object.__setattr__(self, "lat", lat)
        object.__setattr__(self, "lon", lon)

    def __len__(self) -> int:
        return self.lat.size

    def sorted_codes(self, halvings: int) -> Codes:
        """(N,) Morton codes, ascending; kept for the next partition."""
        if halvings not in self._codes:
            codes = encode(self.lat, self.lon, halvings)
            codes.sort()
            self._codes[halvings] = codes
        return self._codes[halvings]


def checked(lat: npt.ArrayLike, lon: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Places as (N,) float64, the longitudes in [−180, 180).

    Raises
    ------
    GeoCoreError
        Naming the first wrong place.
    """
    lat, lon = np.asarray(lat, np.float64), np.asarray(lon, np.float64)
    if lat.ndim != 1 or lat.shape != lon.shape:
        raise GeoCoreError(f"lat and lon have shapes {lat.shape} and {lon.shape}; give two equal (N,).")
    wrong = ~((np.abs(lat) <= 90.0) & np.isfinite(lon))
    if wrong.any():
        row = int(wrong.argmax())
        raise GeoCoreError(
            f"Place {row} is ({lat[row]}, {lon[row]}); allowed are latitudes of ±90° and finite longitudes, "
            f"and {int(wrong.sum())} of {lat.size} break this. Leave them out, or check the columns' order."
        )
    outside = (lon < -180.0) | (lon >= 180.0)
    if outside.any():
        # Only where needed: wrapping rounds, and would move a place across a border that it almost touches.
        lon = lon.copy()
        lon[outside] = wrap_lon(lon[outside])
    return lat, lon
