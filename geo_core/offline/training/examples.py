"""What heads learn from: embeddings, places and photographers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo_core.atlas.reading import Atlas
from geo_core.embedding.projection import normalise
from geo_core.errors import GeoCoreError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Examples:
    """N photos.

    Attributes
    ----------
    vectors
        (N, D) float32, embeddings of norm 1.
    lat, lon
        (N,) float64, degrees.
    groups
        (N,) object, the photographer or sequence of each.
    """

    vectors: npt.NDArray[np.float32]
    lat: Floats
    lon: Floats
    groups: npt.NDArray[np.object_]

    def __post_init__(self) -> None:
        n = self.lat.shape
        if self.vectors.ndim != 2 or not (self.vectors.shape[:1] == n == self.lon.shape == self.groups.shape):
            raise GeoCoreError(
                f"Examples are (N, D), (N,), (N,), (N,); given are {self.vectors.shape}, {self.lat.shape}, "
                f"{self.lon.shape}, {self.groups.shape}."
            )
        finite = np.isfinite(self.vectors).all(axis=1)
        if not finite.all():
            raise GeoCoreError(
                f"The embedding of photo {int((~finite).argmax())} holds a number that is not finite; "
                "build the atlas anew."
            )

    def __len__(self) -> int:
        return len(self.lat)

    def take(self, rows: npt.NDArray[np.int64]) -> Examples:
        """The photos of these rows, in this order."""
        return Examples(self.vectors[rows], self.lat[rows], self.lon[rows], self.groups[rows])


def examples_of(atlas: Atlas) -> Examples:
    """All references of an atlas, in the order of its rows."""
    table = atlas.references
    vectors = normalise(np.asarray(atlas.embeddings, np.float32))
    return Examples(vectors, table.lat, table.lon, table.column("group"))
