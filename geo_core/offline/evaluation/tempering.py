"""What a temperature of the weights mends of kNN's masses at the paper's bandwidths: little, as it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from tqdm import tqdm

from geo_core.localizer import Localizer
from geo_core.methods.method import Evidence
from geo_core.methods.registry import method_named
from geo_core.offline.building.fitting import draw_queries
from geo_core.offline.evaluation.protocol import Queries
from geo_core.offline.evaluation.reliability import (
    Judged,
    Reliability,
    fit_temperature,
    masses_and_hits,
    reliability,
)
from geo_core.settings import RADII_KM, DensitySettings

SIGMAS_DEG = (1.0, 4.0, 16.0)

MOST = 600
"""References that the temperature is fitted on: ten masses of each are enough for one number."""


@dataclass(frozen=True)
class Verdict:
    """How one bandwidth's claims came true.

    Attributes
    ----------
    sigma_deg, temperature
        The bandwidth; what its log-weights are divided by after the fit.
    fitted_on
        References.
    before, after
        On the queries: as claimed, and tempered.
    """

    sigma_deg: float
    temperature: float
    fitted_on: int
    before: Reliability
    after: Reliability


def judge(localizer: Localizer, queries: Queries) -> list[Verdict]:
    """Fit a temperature for kNN's masses at three bandwidths on references, and judge it on the queries."""
    table = localizer.atlas.references
    groups = table.column("group")
    rows = np.sort(np.random.default_rng(0).permutation(draw_queries(groups))[:MOST])
    held_out = [
        localizer.evidence(localizer.atlas.embedding(int(row)), exclude_groups=[groups[row]])
        for row in tqdm(rows, desc="held-out references", unit="query", leave=False, disable=None)
    ]
    places = list(zip(table.lat[rows].tolist(), table.lon[rows].tolist(), strict=True))
    truths = [(entry.lat, entry.lon) for entry in queries.entries]
    verdicts = []
    for sigma in SIGMAS_DEG:
        settings = DensitySettings(sigma_deg=sigma)
        temperature = fit_temperature(_judged(held_out, places, settings))
        asked = _judged(queries.asked, truths, settings)
        before, after = (reliability(*masses_and_hits(asked, t)) for t in (1.0, temperature))
        verdicts.append(Verdict(sigma, temperature, len(rows), before, after))
    return verdicts


def _judged(
    asked: Sequence[Evidence], truths: Sequence[tuple[float, float]], settings: DensitySettings
) -> list[Judged]:
    knn = method_named("knn")
    found = []
    for evidence, truth in zip(asked, truths, strict=True):
        density = knn.density(evidence, settings)
        found.append(Judged(density, knn.place(evidence, settings, density), truth))
    return found


def markdown(verdicts: Sequence[Verdict]) -> str:
    """The errors of calibration before and after, then each curve as a table."""
    lines = [
        f"Expected calibration error of the mass within r km, kNN; the temperature of the weights was fitted "
        f"on {verdicts[0].fitted_on} references, photographers held apart.",
        "",
        f"| σ | temperature | {' | '.join(f'{r} km' for r in RADII_KM)} |",
        "|---" * (2 + len(RADII_KM)) + "|",
    ]
    for one in verdicts:
        cells = [f"{one.before.error[r]:.3f} → {one.after.error[r]:.3f}" for r in RADII_KM]
        lines.append(f"| {one.sigma_deg:g}° | {one.temperature:.2f} | {' | '.join(cells)} |")
    for one in verdicts:
        for name, curve in (("as claimed", one.before), ("tempered", one.after)):
            lines += ["", f"σ = {one.sigma_deg:g}°, {name}: claimed → true (photos)", ""]
            for radius in RADII_KM:
                points = zip(curve.claimed[radius], curve.true[radius], curve.count[radius], strict=True)
                text = ", ".join(f"{100 * c:.0f} % → {100 * t:.0f} % ({n})" for c, t, n in points)
                lines.append(f"- within {radius} km: {text}")
    return "\n".join(lines) + "\n"
