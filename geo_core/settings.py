"""Every setting of the serving path, its default and where the default comes from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from geo_core.errors import SettingsError

RADII_KM: tuple[int, ...] = (1, 25, 200, 750, 2500)
"""Street, city, region, country and continent (the paper's Table 1)."""

SIGMA_MIN_DEG, SIGMA_MAX_DEG = 0.25, 32.0
"""Bandwidths offered, degrees of arc: two octaves below the paper's 1, one above its 16."""

MAX_NEIGHBOURS = 200
"""Neighbours searched once a query; any k up to it needs no second search."""

PHOTO_SUFFIXES = frozenset(
    (".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".bmp", ".avif", ".heic", ".heif")
)
"""File names taken for photos in a folder; a file's bytes decide what it is."""

Weighting = Literal["power", "softmax"]
Kernel = Literal["sphere", "plane", "authors"]
Device = Literal["auto", "cuda", "mps", "cpu"]
Precision = Literal["auto", "float32", "bfloat16"]

WEIGHTINGS: tuple[Weighting, ...] = ("power", "softmax")
KERNELS: tuple[Kernel, ...] = ("sphere", "plane", "authors")
DEVICES: tuple[Device, ...] = ("auto", "cuda", "mps", "cpu")
PRECISIONS: tuple[Precision, ...] = ("auto", "float32", "bfloat16")


def check_range(name: str, value: float, low: float, high: float) -> None:
    """Refuse a number outside [low, high], or not finite.

    Raises
    ------
    SettingsError
        Naming the setting, the value and the range.
    """
    if not math.isfinite(value) or not low <= value <= high:
        raise SettingsError(f"{name} is {value!r}; allowed is {low:g} to {high:g}.")


def check_choice(name: str, value: str, allowed: tuple[str, ...]) -> None:
    """Refuse a word that is not among the allowed ones.

    Raises
    ------
    SettingsError
        Naming the setting, the value and the choices.
    """
    if value not in allowed:
        raise SettingsError(f"{name} is {value!r}; allowed is one of {', '.join(allowed)}.")


@dataclass(frozen=True)
class PhotoSettings:
    """Limits on a photo's bytes, so that no upload exhausts the memory."""

    max_bytes: int = 50 * 2**20  # above any camera's JPEG; a raw file is refused with words
    max_pixels: int = 100_000_000  # 100 megapixels: the largest medium-format sensors
    min_side_px: int = 16  # below it there is nothing to look at, only a colour


@dataclass(frozen=True)
class EmbedderSettings:
    """Which network embeds, and on what.

    Attributes
    ----------
    name
        One of ``embedding.embedder.EMBEDDERS``; None takes what the atlas names.
    weights
        A checkpoint file instead of the network's published weights.
    device, precision
        ``auto`` picks cuda, mps, cpu in this order, and bfloat16 where the hardware computes in it.
    batch_size
        Photos a forward pass; 16 is where two cores stop gaining.
    """

    name: str | None = None
    weights: Path | None = None
    device: Device = "auto"
    precision: Precision = "auto"
    batch_size: int = 16

    def __post_init__(self) -> None:
        check_choice("device", self.device, DEVICES)
        check_choice("precision", self.precision, PRECISIONS)
        check_range("batch_size", self.batch_size, 1, 4096)


@dataclass(frozen=True)
class DensitySettings:
    """How neighbours become a density (the paper's section 3.2 and equation 1).

    Attributes
    ----------
    k
        Neighbours that vote; 100 in the paper.
    m
        Exponent of the weight w = s^m with s = 1/distance; 10 in the paper.
    sigma_deg
        Bandwidth, degrees of arc; 4 is the paper's choice for its Table 1.
    weighting
        ``power`` is the paper's s^m; ``softmax`` is exp(cosine / temperature).
    temperature
        Of the softmax weighting; 0.1 unless the atlas brings a fitted one.
    kernel
        ``sphere`` von Mises–Fisher; ``plane`` equation 1 in degrees; ``authors`` their
        released histogram, for comparison.
    snap_km
        The authors' extra step: move the answer to the best-ranked neighbour within this
        distance (their code uses 100 km). None leaves the answer where the density peaks.
    cells_exponent
        Power of the classifier in the method ``fused``; 1 unless the atlas brings a fitted one.
    """

    k: int = 100
    m: float = 10.0
    sigma_deg: float = 4.0
    weighting: Weighting = "power"
    temperature: float = 0.1
    kernel: Kernel = "sphere"
    snap_km: float | None = None
    cells_exponent: float = 1.0

    def __post_init__(self) -> None:
        check_range("k", self.k, 1, MAX_NEIGHBOURS)
        check_range("m", self.m, 0, 100)
        check_range("sigma_deg", self.sigma_deg, SIGMA_MIN_DEG, SIGMA_MAX_DEG)
        check_range("temperature", self.temperature, 1e-3, 10)
        check_range("cells_exponent", self.cells_exponent, 0, 10)
        check_choice("weighting", self.weighting, WEIGHTINGS)
        check_choice("kernel", self.kernel, KERNELS)
        if self.snap_km is not None:
            check_range("snap_km", self.snap_km, 0, 20_015)
