"""Accuracies as a Markdown table."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from geo_core.offline.evaluation.accuracy import Accuracy
from geo_core.settings import RADII_KM


def markdown(accuracies: Mapping[str, Accuracy]) -> str:
    """One row a method: percent within each radius with its 95 % interval, and the median error."""
    head = ["method", *(f"{r} km" for r in RADII_KM), "median km"]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for name, result in accuracies.items():
        cells = [
            f"{result.within_km[r]:.1f} ({result.interval[r][0]:.1f}–{result.interval[r][1]:.1f})"
            for r in RADII_KM
        ]
        median = "–" if np.isnan(result.median_km) else f"{result.median_km:,.0f}"
        lines.append("| " + " | ".join([name, *cells, median]) + " |")
    return "\n".join(lines)
