"""What a method's decisions claim, and whether it came true: the ground that confidences are fitted on."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geo_core.density.confidence import ConfidenceMap, kernel_mass
from geo_core.errors import AtlasError, GeoCoreError
from geo_core.methods.method import Evidence, Method
from geo_core.prediction import decide
from geo_core.settings import RADII_KM, DensitySettings
from geo_core.sphere.distance import great_circle_km

Floats = npt.NDArray[np.float64]

HELD_OUT = "held-out.npz"
"""In an atlas: the claims that its confidences were fitted on. Serving never reads it."""

_DAMAGED = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    AttributeError,
    zipfile.BadZipFile,
    zlib.error,
    GeoCoreError,
)

Asked = tuple[Evidence, tuple[float, float]]
"""What is known of a photo, and its true place (lat, lon) in degrees."""


@dataclass(frozen=True, eq=False)
class Claims:
    """One method's decisions on N photos of known places, a column a radius.

    Attributes
    ----------
    mass
        (N, 5) float64, within the radius of the best point for it, at the settings of that radius.
    most
        (5,) float64, `density.confidence.kernel_mass` of those settings.
    hit
        (N, 5) bool, whether the truth lay within.
    """

    mass: Floats
    most: Floats
    hit: npt.NDArray[np.bool_]

    def __post_init__(self) -> None:
        radii = (len(RADII_KM),)
        n, fits = self.mass.shape[:1], self.mass.shape[1:] == self.most.shape == radii
        if not (fits and self.hit.shape == self.mass.shape):
            raise GeoCoreError(
                f"Claims are (N, {radii[0]}), ({radii[0]},) and (N, {radii[0]}); given are "
                f"{self.mass.shape}, {self.most.shape} and {self.hit.shape}."
            )
        finite = np.isfinite(self.mass).all() and np.isfinite(self.most).all()
        if n == (0,) or not (finite and (self.mass >= 0).all() and (self.most > 0).all()):
            raise GeoCoreError("Claims need one photo or more, and masses from 0 to 1 that are finite.")

    def take(self, rows: npt.NDArray[np.int64] | npt.NDArray[np.bool_]) -> Claims:
        """The photos of these rows."""
        return Claims(self.mass[rows], self.most, self.hit[rows])

    def confidence(self, maps: Mapping[int, ConfidenceMap]) -> Floats:
        """(N, 5) what the maps make of the masses, as `prediction.decide` says it: rising with the radius."""
        columns = [maps[r](self.mass[:, c], float(self.most[c])) for c, r in enumerate(RADII_KM)]
        return np.asarray(np.maximum.accumulate(np.stack(columns, axis=1), axis=1))


def claims_of(asked: Iterable[Asked], method: Method, settings: Mapping[int, DensitySettings]) -> Claims:
    """Decide for each photo as serving does (`prediction.decide`), and look where the truth is.

    Raises
    ------
    GeoCoreError
        If there is no photo.
    """
    mass, hit = [], []
    for evidence, truth in asked:
        points = decide(evidence, method, settings)
        mass.append([points[r].mass for r in RADII_KM])
        hit.append([float(great_circle_km(points[r].lat, points[r].lon, *truth)) <= r for r in RADII_KM])
    if not mass:
        raise GeoCoreError("Claims need at least one photo of a known place; none was given.")
    most = [kernel_mass(settings[r].sigma_deg, r) for r in RADII_KM]
    return Claims(np.array(mass), np.array(most), np.array(hit))


def save_claims(claims: Mapping[str, Claims], rows: npt.NDArray[np.int64], path: Path) -> None:
    """Write the methods' claims, and the atlas's rows (N,) that they are of; the same give the same bytes."""
    arrays: dict[str, npt.NDArray[np.generic]] = {"rows": rows.astype(np.int32)}
    for method, one in claims.items():
        mass = one.mass.astype(np.float32)  # half the file, and seven digits of a claim
        arrays |= {f"{method} mass": mass, f"{method} most": one.most, f"{method} hit": one.hit}
    np.savez_compressed(path, allow_pickle=False, **arrays)


def read_claims(folder: Path) -> tuple[dict[str, Claims], npt.NDArray[np.int64]]:
    """The claims of an atlas, by method, and the rows (N,) that they are of.

    Raises
    ------
    AtlasError
        If the file is missing or damaged.
    """
    path = folder / HELD_OUT
    try:
        # From bytes: of a file that is no archive numpy would leave the handle open.
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            rows = arrays["rows"].astype(np.int64)
            methods = [name.removesuffix(" mass") for name in arrays if name.endswith(" mass")]
            found = {
                method: Claims(
                    arrays[f"{method} mass"].astype(np.float64),
                    arrays[f"{method} most"],
                    arrays[f"{method} hit"],
                )
                for method in methods
            }
    except _DAMAGED as error:
        raise AtlasError(
            f"{path} is missing or damaged ({error}); fit the confidences anew "
            f"(python -m geo_core calibrate --atlas {folder})."
        ) from error
    if any(len(one.mass) != len(rows) for one in found.values()):
        raise AtlasError(f"{path} names {len(rows)} rows and has claims of more or fewer; fit them anew.")
    return found, rows
