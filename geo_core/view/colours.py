"""The colours of density and of cells: ramps that every eye can order, transparent where there is little."""

from __future__ import annotations

import base64

import numpy as np
import numpy.typing as npt

# Ten even stops of matplotlib's "inferno" (CC0): lightness rises steadily, so that the order
# survives any colour blindness and a grey print.
_INFERNO = np.array(
    [
        (0, 0, 4), (27, 12, 65), (74, 12, 107), (120, 28, 109), (165, 44, 96),
        (207, 68, 70), (237, 105, 37), (251, 155, 6), (247, 209, 61), (252, 255, 164),
    ],
    np.float64,
)  # fmt: skip

# Lightness rises steadily here too; teal against the density's red and yellow is told apart by
# those who see no red or no green, for whom blue against yellow is left.
_TEAL = np.array(
    [(20, 92, 120), (26, 148, 164), (64, 202, 196), (150, 236, 214), (236, 255, 246)], np.float64
)
CELL_ALPHA = (55, 190)  # of 255: cells that say little cover the oceans, and must not veil them

RAMP_START = 0.30  # darker than this cannot be told from the night-blue ocean beneath
ALPHA_FROM, ALPHA_FULL = 0.05, 0.42  # of √density: where the heat begins to show, where it covers most
ALPHA_MAX = 212  # the land always shines through: a wide kernel covers half the Earth
GAMMA = 1.25  # spreads the bright end, which √density crowds when the kernel is wide


def heat_ramp(steps: int = 256) -> npt.NDArray[np.uint8]:
    """Colours from low to high density.

    Parameters
    ----------
    steps
        How many.

    Returns
    -------
    (steps, 4) uint8: red, green, blue, opacity; the first is transparent.
    """
    level = np.linspace(0.0, 1.0, steps)
    at = (RAMP_START + (1 - RAMP_START) * level**GAMMA) * (len(_INFERNO) - 1)
    rgb = _between(_INFERNO, at)
    shown = np.clip((level - ALPHA_FROM) / (ALPHA_FULL - ALPHA_FROM), 0.0, 1.0)
    alpha = ALPHA_MAX * shown * shown * (3 - 2 * shown)  # eased at both ends: no visible edge
    return np.rint(np.column_stack([rgb, alpha])).astype(np.uint8)


def cell_ramp(steps: int = 256) -> npt.NDArray[np.uint8]:
    """Colours from low to high probability of a cell, of other hues than the density's.

    Parameters
    ----------
    steps
        How many.

    Returns
    -------
    (steps, 4) uint8: red, green, blue, opacity. The browser takes the logarithm of the
    probability to a step, from `cells.LEAST_DRAWN` to 1.
    """
    level = np.linspace(0.0, 1.0, steps)
    at = level * (len(_TEAL) - 1)
    rgb = _between(_TEAL, at)
    alpha = CELL_ALPHA[0] + (CELL_ALPHA[1] - CELL_ALPHA[0]) * level**1.3
    return np.rint(np.column_stack([rgb, alpha])).astype(np.uint8)


def _between(stops: npt.NDArray[np.float64], at: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(n, 3) colours at (n,) positions along the (s, 3) stops, 0 to s − 1."""
    return np.stack([np.interp(at, np.arange(len(stops)), channel) for channel in stops.T], axis=1)


def ramp_to_text(ramp: npt.NDArray[np.uint8]) -> str:
    """The table's bytes in base64, as the browser takes it."""
    return base64.b64encode(np.ascontiguousarray(ramp, np.uint8).tobytes()).decode("ascii")
