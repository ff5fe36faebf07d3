"""Equation 1 summed only so far: the density after the first few kernels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from geo_core.density.grid import density_map
from geo_core.errors import GeoCoreError
from geo_core.records import Density

Frame = npt.NDArray[np.uint8]

FINE_BELOW_DEG = 2.0
"""A narrower kernel would show the steps of 1° pixels."""


def step_for(sigma_deg: float) -> float:
    """The grid's step that draws this bandwidth without steps, degrees."""
    return 0.5 if sigma_deg < FINE_BELOW_DEG else 1.0


def growing_frame(density: Density, first: int) -> Frame:
    """The sum of the first kernels, on the scale of the whole sum.

    Parameters
    ----------
    density
        k kernels, the best-ranked first.
    first
        How many are summed, 1 to k.

    Returns
    -------
    (H, W) uint8: 255·√(sum of the first / maximum of the whole); north up, from −180° on. It
    grows with `first`, pixel by pixel, and ends as the whole density's own frame.

    Raises
    ------
    GeoCoreError
        If there are fewer kernels than asked for.
    """
    k = density.lat.size
    if not 1 <= first <= k:
        raise GeoCoreError(f"The first {first} of {k} kernels were asked for; allowed is 1 to {k}.")
    step_deg = step_for(density.sigma_deg)
    whole = density_map(density, step_deg).values
    share = float(np.exp(density.log_weight[:first]).sum())
    if first == k or share <= 0:
        part = whole if first == k else np.zeros_like(whole)
    else:
        begun = replace(
            density,
            lat=density.lat[:first],
            lon=density.lon[:first],
            log_weight=density.log_weight[:first] - np.log(share),
        )
        part = density_map(begun, step_deg).values * np.float32(share)
    root = np.sqrt(np.clip(part / whole.max(), 0.0, 1.0))
    return np.asarray(np.rint(255.0 * root), np.uint8)
