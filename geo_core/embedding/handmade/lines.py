"""How straight a photo is: histograms of the angles and lengths of its straight lines.

Lines are found as in Košecká and Zhang, "Video compass" (ECCV 2002): edge pixels whose
gradients point the same way and that touch are one candidate, kept if it is long and thin.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter, sobel
from skimage.feature import canny
from skimage.measure import label

Floats = npt.NDArray[np.float32]

SMOOTHING_PX = 1.5
"""Deviation of the Gaussian before edges are sought."""

WEAK, STRONG = 0.8, 0.9
"""Canny's thresholds, as shares of the pixels whose gradient is weaker: dim photos have edges too …"""

LEAST_WEAK, LEAST_STRONG = 0.05, 0.1
"""… but not flat ones: a step of a fortieth and of a twentieth of the lightness."""

SECTORS = 8
"""Of gradient direction over 180°; horizontal and vertical lie in the middle of one."""

SHORTEST = 0.05
"""Length of a line at least, as a share of the photo's side."""

THICKEST = 0.1
"""Width over length of what counts as straight."""

BINS = 16
"""Of angles, evenly over 180°, and of lengths, evenly in logarithm from `SHORTEST` to the diagonal."""


class Lines(NamedTuple):
    """Straight lines of a photo: (n,) each, and the number of all its edge pixels.

    Attributes
    ----------
    angle
        0 to π, counter-clockwise from the horizontal.
    length
        As a share of the photo's side.
    pixels
        Edge pixels on it.
    edges
        Edge pixels in the photo, on lines or not.
    """

    angle: npt.NDArray[np.float64]
    length: npt.NDArray[np.float64]
    pixels: npt.NDArray[np.int64]
    edges: int


def line_histograms(grey: Floats) -> Floats:
    """Share of the edge pixels that lie on lines of each angle, and on lines of each length.

    Parameters
    ----------
    grey
        (S, S), lightness 0 to 1.

    Returns
    -------
    (34,): 16 angles (the first about the horizontal) and the share on no line, then 16 lengths and
    that share again. The whole sums to 1; without an edge all lies on no line.
    """
    lines = find_lines(grey)
    angle = np.round(lines.angle / math.pi * BINS).astype(np.intp) % BINS
    place = np.log(lines.length / SHORTEST) / math.log(math.sqrt(2) / SHORTEST)
    length = np.clip(place * BINS, 0, BINS - 1).astype(np.intp)
    total = max(lines.edges, 1)
    none = total - lines.pixels.sum()
    halves = [np.append(np.bincount(bins, lines.pixels, BINS), none) for bins in (angle, length)]
    return np.asarray(np.concatenate(halves) / (2 * total), np.float32)


def find_lines(grey: Floats) -> Lines:
    """The straight lines among the Canny edges of a (S, S) picture of lightness 0 to 1."""
    smooth = gaussian_filter(grey, SMOOTHING_PX)
    downward, rightward = sobel(smooth, axis=0), sobel(smooth, axis=1)
    weak, strong = np.quantile(np.hypot(downward, rightward), (WEAK, STRONG))
    thresholds = max(weak, LEAST_WEAK), max(strong, LEAST_STRONG)
    edges = canny(grey, SMOOTHING_PX, *thresholds, mode="nearest")
    direction = np.arctan2(downward, rightward)
    sector = np.round(direction / math.pi * SECTORS).astype(np.intp) % SECTORS
    # Components of equal value: touching pixels of one sector.
    component = label(np.where(edges, sector + 1, 0), connectivity=2)[edges] - 1
    down, right = np.nonzero(edges)
    pixels = np.bincount(component)
    x = right - (np.bincount(component, right) / pixels)[component]
    y = (np.bincount(component, down) / pixels)[component] - down
    xx, yy, xy = (np.bincount(component, product) / pixels for product in (x * x, y * y, x * y))
    spread = np.hypot((xx - yy) / 2, xy)
    # n pixels in a row have the variance (n² − 1) / 12.
    length, width = (np.sqrt(12 * ((xx + yy) / 2 + sign * spread) + 1) for sign in (1, -1))
    straight = (length >= SHORTEST * len(grey)) & (width <= THICKEST * length)
    angle = np.arctan2(2 * xy, xx - yy) / 2 % math.pi
    return Lines(angle[straight], length[straight] / len(grey), pixels[straight], len(down))
