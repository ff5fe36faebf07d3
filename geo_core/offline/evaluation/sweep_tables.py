"""A sweep as Markdown, CSV and JSON."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import asdict
from typing import Any

import numpy as np
import numpy.typing as npt

from geo_core.offline.evaluation.sweep import KS, MS, SIGMAS_DEG, Sweep
from geo_core.offline.evaluation.tables import markdown_table
from geo_core.settings import RADII_KM, DensitySettings

PAPER = DensitySettings()
"""What the paper chose: σ = 4, k = 100, m = 10 (section 3.2, Table 1)."""


def markdown(found: Sweep) -> str:
    """A table a radius, rows σ and columns k, each cell the best m; the best cell is bold."""
    blocks = [basis(found)]
    for number, radius in enumerate(RADII_KM):
        share = found.percent[..., number]
        best = share.max()
        rows = [
            [f"{sigma:g}°", *(_cell(share[s, k], best) for k in range(len(KS)))]
            for s, sigma in enumerate(SIGMAS_DEG)
        ]
        blocks.append(markdown_table([f"within {radius} km, σ \\ k", *map(str, KS)], rows))
    return "\n\n".join(blocks) + "\n"


def basis(found: Sweep) -> str:
    """What was asked, and how much of a difference is chance."""
    doubt = max(standard_error(found, radius) for radius in RADII_KM)
    return (
        f"Percent of {found.n:,} references located by the others, {found.groups:,} photographers held "
        f"apart; no test photo took part. One standard error is up to {doubt:.1f} points."
    )


def standard_error(found: Sweep, radius: int) -> float:
    """Of the best percentage within a radius, percentage points, as if the queries were independent."""
    share = found.of(found.best(radius), radius) / 100
    return 100 * math.sqrt(share * (1 - share) / found.n)


def _cell(shares: npt.NDArray[np.float64], best: float) -> str:
    m = int(shares.argmax())
    text = f"{shares[m]:.1f} (m {MS[m]:g})"
    return f"**{text}**" if shares[m] == best else text


def csv_text(found: Sweep) -> str:
    """One row a setting: σ, k, m and the percent within each radius."""
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(["sigma_deg", "k", "m", "n", *(f"within_{r}_km" for r in RADII_KM)])
    for s, k, m in np.ndindex(found.percent.shape[:3]):
        table.writerow([SIGMAS_DEG[s], KS[k], MS[m], found.n, *found.percent[s, k, m].tolist()])
    return stream.getvalue()


def sweep_as_json(found: Sweep) -> dict[str, Any]:
    """The whole grid, the best settings a radius, and the paper's."""
    return {
        "format": "geo_core sweep",
        "format_version": 1,
        "about": basis(found),
        "n": found.n,
        "groups": found.groups,
        "axes": ["sigma_deg", "k", "m", "radius_km"],
        "sigma_deg": list(SIGMAS_DEG),
        "k": list(KS),
        "m": list(MS),
        "radius_km": list(RADII_KM),
        "percent": found.percent.tolist(),
        "best": {
            str(r): _setting(found, found.best(r), r) | {"standard_error": standard_error(found, r)}
            for r in RADII_KM
        },
        "paper": {str(r): _setting(found, PAPER, r) for r in RADII_KM},
    }


def _setting(found: Sweep, settings: DensitySettings, radius: int) -> dict[str, float]:
    chosen = asdict(settings)
    return {name: chosen[name] for name in ("sigma_deg", "k", "m")} | {"percent": found.of(settings, radius)}
