"""What one stage hands to the next: frozen, checked once, units on every field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo_core.errors import GeoCoreError

Floats = npt.NDArray[np.float64]


def _check_places(lat: Floats, lon: Floats) -> None:
    if lat.ndim != 1 or lat.shape != lon.shape:
        raise GeoCoreError(f"lat and lon have shapes {lat.shape} and {lon.shape}; give two equal (N,).")
    if not (np.all(np.abs(lat) <= 90) and np.all(np.isfinite(lon))):
        raise GeoCoreError("A latitude lies outside ±90° or a longitude is not finite; check their order.")


@dataclass(frozen=True)
class Photo:
    """A decoded photo, upright, sRGB.

    Attributes
    ----------
    pixels
        (H, W, 3) uint8; may be smaller than the file's picture, never smaller than asked for.
    full_size
        (width, height) of the upright picture in the file, pixels.
    format
        The file's format as Pillow names it, such as ``JPEG``.
    """

    pixels: npt.NDArray[np.uint8]
    full_size: tuple[int, int]
    format: str

    def __post_init__(self) -> None:
        if self.pixels.ndim != 3 or self.pixels.shape[2] != 3 or self.pixels.dtype != np.uint8:
            raise GeoCoreError(f"A photo is (H, W, 3) uint8; given {self.pixels.shape} {self.pixels.dtype}.")


@dataclass(frozen=True)
class Embedding:
    """A photo's embedding.

    Attributes
    ----------
    vector
        (D,) float32, L2 norm 1.
    embedder
        Digest of the embedder's identity; an atlas refuses another one's.
    """

    vector: npt.NDArray[np.float32]
    embedder: str

    def __post_init__(self) -> None:
        norm = float(np.linalg.norm(self.vector))
        if self.vector.ndim != 1 or not abs(norm - 1) < 1e-3:
            raise GeoCoreError(f"An embedding is (D,) of norm 1; given {self.vector.shape}, {norm:.4f}.")


@dataclass(frozen=True)
class Neighbours:
    """The references nearest to a query, nearest first.

    Attributes
    ----------
    rows
        (k,) int64, the references' rows in the atlas.
    distance
        (k,) float64, Euclidean distance of embeddings (0 to 2), ascending.
    lat, lon
        (k,) float64, degrees.
    """

    rows: npt.NDArray[np.int64]
    distance: Floats
    lat: Floats
    lon: Floats

    def __post_init__(self) -> None:
        _check_places(self.lat, self.lon)
        if not self.rows.shape == self.distance.shape == self.lat.shape:
            raise GeoCoreError("rows, distance, lat and lon of Neighbours differ in shape.")
        if np.any(np.diff(self.distance) < 0):
            raise GeoCoreError("The distances of Neighbours must ascend.")

    def first(self, k: int) -> Neighbours:
        """The k nearest of them, or all if there are fewer."""
        return Neighbours(self.rows[:k], self.distance[:k], self.lat[:k], self.lon[:k])


@dataclass(frozen=True)
class Density:
    """A mixture of one kernel per neighbour (equation 1).

    Attributes
    ----------
    lat, lon
        (k,) float64, degrees, the kernels' centres, best-ranked neighbour first.
    log_weight
        (k,) float64, natural logarithms of weights that sum to 1; −inf is allowed.
    sigma_deg
        Bandwidth, degrees of arc.
    kernel
        ``sphere``, ``plane`` or ``authors``.
    """

    lat: Floats
    lon: Floats
    log_weight: Floats
    sigma_deg: float
    kernel: str = "sphere"

    def __post_init__(self) -> None:
        _check_places(self.lat, self.lon)
        if self.lat.size == 0:
            raise GeoCoreError("A density needs at least one neighbour; none was given.")
        total = float(np.exp(self.log_weight).sum())
        if self.log_weight.shape != self.lat.shape or not abs(total - 1) < 1e-6:
            raise GeoCoreError(f"The weights of a Density sum to {total:g}; they must sum to 1.")


@dataclass(frozen=True)
class DensityMap:
    """A density sampled at the centres of an equirectangular grid.

    Attributes
    ----------
    values
        (H, W) float32, per steradian; row 0 is the north, column 0 begins at −180°.
    step_deg
        Size of a grid cell, degrees.
    """

    values: npt.NDArray[np.float32]
    step_deg: float


@dataclass(frozen=True)
class Mode:
    """A local maximum of a density.

    Attributes
    ----------
    lat, lon
        Degrees.
    mass
        Share of the weight (0 to 1) of the neighbours whose ascent ends here.
    log_density
        Natural logarithm of the density here, per steradian.
    """

    lat: float
    lon: float
    mass: float
    log_density: float


@dataclass(frozen=True)
class Region:
    """The smallest region that holds a given mass (highest-density region).

    Attributes
    ----------
    mass
        What it holds, such as 0.9.
    area_km2
        Its area.
    log_threshold
        A point lies inside where the log density (per steradian) is at least this.
    """

    mass: float
    area_km2: float
    log_threshold: float


@dataclass(frozen=True)
class CellScores:
    """How probable the cells of one partition are for a query.

    Attributes
    ----------
    partition
        The partition's name.
    probability
        (C,) float64, summing to 1, in the order of its cells.
    """

    partition: str
    probability: Floats

    def __post_init__(self) -> None:
        total = float(self.probability.sum())
        if self.probability.ndim != 1 or np.any(self.probability < 0) or not abs(total - 1) < 1e-6:
            raise GeoCoreError(
                f"CellScores of {self.partition} are (C,) probabilities that sum to 1; given are "
                f"{self.probability.shape} that sum to {total:g}."
            )


@dataclass(frozen=True)
class CellEvidence:
    """What the classifier says of one photo.

    Attributes
    ----------
    scores
        One a partition, coarse to fine.
    lat, lon
        (J,) float64, degrees: places of the combined partitions, most probable first.
    log_probability
        (J,) float64, natural logarithms, descending, of probabilities that sum to 1.
    log_factor
        (k,) float64: at each neighbour's place, the mean of the log-probabilities of the coarse
        cells that it lies in, natural logarithms.
    places
        One a partition: (C,) lat and (C,) lon, degrees, the mean place of each cell's photos.
    """

    scores: tuple[CellScores, ...]
    lat: Floats
    lon: Floats
    log_probability: Floats
    log_factor: Floats
    places: tuple[tuple[Floats, Floats], ...] = ()


@dataclass(frozen=True)
class Place:
    """The nearest city to a point.

    Attributes
    ----------
    city, country
        English names.
    country_code
        ISO 3166 alpha-2.
    distance_km
        From the point to the city's centre.
    """

    city: str
    country: str
    country_code: str
    distance_km: float


@dataclass(frozen=True)
class BestPoint:
    """The point that holds the most mass within one radius (a Bayes decision).

    Attributes
    ----------
    lat, lon
        Degrees.
    mass
        The mass within the radius, 0 to 1.
    confidence
        How probable the truth lies within it, by how such masses came true of held-out references;
        None where that was not fitted.
    """

    lat: float
    lon: float
    mass: float
    confidence: float | None = None


@dataclass(frozen=True)
class Prediction:
    """An answer and how sure it is; the same for every method.

    Attributes
    ----------
    lat, lon
        Degrees.
    method
        What made it: a name of `methods.registry.METHODS`.
    modes
        Local maxima, highest density first; the first is the answer unless it was snapped.
    within_km
        Radius in km → mass within it of the answer, 0 to 1.
    best_within
        Radius in km → the best point for that radius.
    regions
        The 50 % and the 90 % credible region.
    place
        The city nearest to the answer.
    """

    lat: float
    lon: float
    method: str
    modes: tuple[Mode, ...]
    within_km: Mapping[float, float]
    best_within: Mapping[float, BestPoint]
    regions: tuple[Region, ...]
    place: Place


@dataclass(frozen=True)
class Answer:
    """One method's answer, for a comparison of several.

    Attributes
    ----------
    method
        What made it.
    lat, lon
        Degrees.
    within_km
        Radius in km → mass of the method's density within it of the answer, 0 to 1.
    place
        The city nearest to the answer.
    """

    method: str
    lat: float
    lon: float
    within_km: Mapping[float, float]
    place: Place


@dataclass(frozen=True)
class FilmStrip:
    """One query's density at many bandwidths, for a slider that redraws by itself.

    Attributes
    ----------
    sigma_deg
        (F,) float64, ascending, equal steps in logarithm.
    frames
        F arrays (H, W) uint8, 255·√(density / its maximum), row 0 the north; narrow
        bandwidths come on a finer grid, so H and W may differ.
    predictions
        The answer at each bandwidth.
    answers
        At each bandwidth, those of the methods that were asked to be compared; may be empty.
    """

    sigma_deg: Floats
    frames: tuple[npt.NDArray[np.uint8], ...]
    predictions: tuple[Prediction, ...]
    answers: tuple[tuple[Answer, ...], ...] = ()


@dataclass(frozen=True)
class Reference:
    """What is known of one geotagged photo of an atlas.

    Attributes
    ----------
    row, id
        Its row in the atlas; its stable name.
    lat, lon
        Degrees.
    coord_source
        Where the coordinate is from: ``exif``, ``given``, ``gazetteer``, ``landmark`` …
    place, country
        As the source names them; may be empty.
    author, licence, source
        The credit: never empty. ``source`` is the page (an address) or the collection.
    group
        Photographer or sequence; those of one group are never query and reference at once.
    source_photo
        The photo that it was cut from: crops of one photo share it.
    thumbnail_url
        Where the reader's browser finds a thumbnail; empty where there is none.
    thumbhash
        About 25 bytes from which a blurred preview is drawn (ThumbHash).
    has_thumbnail
        Whether the atlas holds a thumbnail of its own.
    """

    row: int
    id: str
    lat: float
    lon: float
    coord_source: str
    place: str
    country: str
    author: str
    licence: str
    source: str
    group: str
    source_photo: str
    thumbnail_url: str
    thumbhash: bytes
    has_thumbnail: bool
