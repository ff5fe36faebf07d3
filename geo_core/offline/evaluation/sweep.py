"""σ, k and m tried on held-out references (the paper's section 3.2), as a heat table a radius."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from geo_core.density.mixture import density_of
from geo_core.density.mode_seeking import global_mode
from geo_core.errors import GeoCoreError
from geo_core.localizer import Localizer
from geo_core.offline.building.fitting import draw_queries
from geo_core.offline.evaluation.kept_arrays import KeptArrays
from geo_core.records import Neighbours
from geo_core.settings import RADII_KM, DensitySettings
from geo_core.sphere.distance import great_circle_km

SIGMAS_DEG = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
KS = (1, 3, 10, 30, 100, 200)
MS = (0.0, 5.0, 10.0, 20.0)

MOST = 600
"""Queries: the standard error of a share is then at most two points, and a sweep takes minutes."""

BLOCK = 50
"""Queries whose hits are kept together: what a kill can lose."""


@dataclass(frozen=True)
class Sweep:
    """Shares of the held-out references located within each radius.

    Attributes
    ----------
    n, groups
        Queries and photographers.
    percent
        (σ, k, m, radius) float64.
    """

    n: int
    groups: int
    percent: npt.NDArray[np.float64]

    def of(self, settings: DensitySettings, radius: int) -> float:
        """Percent within the radius with settings of the grid."""
        at = SIGMAS_DEG.index(settings.sigma_deg), KS.index(settings.k), MS.index(settings.m)
        return float(self.percent[(*at, RADII_KM.index(radius))])

    def best(self, radius: int) -> DensitySettings:
        """The settings that put most within the radius; of equals the first."""
        share = self.percent[..., RADII_KM.index(radius)]
        s, k, m = np.unravel_index(int(share.argmax()), share.shape)
        return DensitySettings(sigma_deg=SIGMAS_DEG[s], k=KS[k], m=MS[m])


def sweep(localizer: Localizer, most: int = MOST, kept: KeptArrays | None = None) -> Sweep:
    """Locate references by the others, their own photographers left out, with every setting.

    Parameters
    ----------
    localizer
        Whose references are asked; test photos take no part.
    most
        Queries at most.
    kept
        Where hits are kept that depend on this atlas.

    Raises
    ------
    GeoCoreError
        If all references are one photographer's.
    """
    table = localizer.atlas.references
    groups = table.column("group")
    if len(set(groups)) < 2:
        raise GeoCoreError("All references are one photographer's; a sweep needs two or more.")
    rows = draw_queries(groups)
    rows = np.sort(np.random.default_rng(0).permutation(rows)[:most])
    hits = np.zeros((len(SIGMAS_DEG), len(KS), len(MS), len(RADII_KM)))
    with tqdm(total=len(rows), desc="sweeping σ, k and m", unit="query", disable=None) as bar:
        for start in range(0, len(rows), BLOCK):
            block = rows[start : start + BLOCK]
            compute = partial(_hits_of, localizer, groups, block, bar.update)
            what = f"sweep {SIGMAS_DEG} {KS} {MS} {block.tolist()}"
            hits += kept.of(what, compute) if kept else compute()
            bar.update(start + len(block) - bar.n)
    return Sweep(len(rows), len(set(groups[rows])), 100 * hits / len(rows))


def _hits_of(
    localizer: Localizer,
    groups: npt.NDArray[np.object_],
    rows: npt.NDArray[np.intp],
    progress: Callable[[], object],
) -> npt.NDArray[np.float64]:
    table = localizer.atlas.references
    hits = np.zeros((len(SIGMAS_DEG), len(KS), len(MS), len(RADII_KM)))
    for row in rows:
        near = localizer.neighbours(localizer.atlas.embedding(int(row)), exclude_groups=[groups[row]])
        hits += _hits(near, (float(table.lat[row]), float(table.lon[row])))
        progress()
    return hits


def _hits(near: Neighbours, truth: tuple[float, float]) -> npt.NDArray[np.float64]:
    error_km = np.empty((len(SIGMAS_DEG), len(KS), len(MS)))
    for s, k, m in np.ndindex(error_km.shape):
        settings = DensitySettings(sigma_deg=SIGMAS_DEG[s], k=KS[k], m=MS[m])
        peak = global_mode(density_of(near, settings))
        error_km[s, k, m] = great_circle_km(peak.lat, peak.lon, *truth)
    return np.asarray(error_km[..., None] <= np.array(RADII_KM), np.float64)
