"""σ, k and m tried on held-out references (the paper's section 3.2), as a heat table a radius."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from geo_core.density.mixture import density_of
from geo_core.density.mode_seeking import global_mode
from geo_core.errors import GeoCoreError
from geo_core.localizer import Localizer
from geo_core.offline.building.fitting import draw_queries
from geo_core.records import Neighbours
from geo_core.settings import RADII_KM, DensitySettings
from geo_core.sphere.distance import great_circle_km

SIGMAS_DEG = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
KS = (1, 3, 10, 30, 100, 200)
MS = (0.0, 5.0, 10.0, 20.0)

MOST = 600
"""Queries: the standard error of a share is then at most two points, and a sweep takes minutes."""


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

    def best(self, radius: int) -> DensitySettings:
        """The settings that put most within the radius; of equals the first."""
        share = self.percent[..., RADII_KM.index(radius)]
        s, k, m = np.unravel_index(int(share.argmax()), share.shape)
        return DensitySettings(sigma_deg=SIGMAS_DEG[s], k=KS[k], m=MS[m])


def sweep(localizer: Localizer, most: int = MOST) -> Sweep:
    """Locate references by the others, their own photographers left out, with every setting.

    Parameters
    ----------
    localizer
        Whose references are asked; test photos take no part.
    most
        Queries at most.

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
    for row in tqdm(rows, desc="sweeping σ, k and m", unit="query", disable=None):
        near = localizer.neighbours(localizer.atlas.embedding(int(row)), exclude_groups=[groups[row]])
        hits += _hits(near, (float(table.lat[row]), float(table.lon[row])))
    return Sweep(len(rows), len(set(groups[rows])), 100 * hits / len(rows))


def _hits(near: Neighbours, truth: tuple[float, float]) -> npt.NDArray[np.float64]:
    error_km = np.empty((len(SIGMAS_DEG), len(KS), len(MS)))
    for s, k, m in np.ndindex(error_km.shape):
        settings = DensitySettings(sigma_deg=SIGMAS_DEG[s], k=KS[k], m=MS[m])
        peak = global_mode(density_of(near, settings))
        error_km[s, k, m] = great_circle_km(peak.lat, peak.lon, *truth)
    return np.asarray(error_km[..., None] <= np.array(RADII_KM), np.float64)


def markdown(found: Sweep) -> str:
    """A table a radius, rows σ and columns k, each cell the best m; the best cell is bold."""
    blocks = []
    for number, radius in enumerate(RADII_KM):
        share = found.percent[..., number]
        best = share.max()
        lines = [f"| within {radius} km, σ \\ k | {' | '.join(map(str, KS))} |", "|---" * (len(KS) + 1) + "|"]
        for s, sigma in enumerate(SIGMAS_DEG):
            lines.append(f"| {sigma:g}° | {' | '.join(_cell(share[s, k], best) for k in range(len(KS)))} |")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _cell(shares: npt.NDArray[np.float64], best: float) -> str:
    m = int(shares.argmax())
    text = f"{shares[m]:.1f} (m {MS[m]:g})"
    return f"**{text}**" if shares[m] == best else text
