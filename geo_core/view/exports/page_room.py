"""How much of each finding a page holds: of one all, of hundreds enough to read in a file that opens."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from geo_core.view.exports.finding import Finding, Picture


@dataclass(frozen=True)
class Room:
    """What a page of up to ``findings`` answers holds of each.

    Attributes
    ----------
    findings
        How many answers share the page.
    neighbours
        Listed and drawn, most similar first.
    photo_px
        The longer side of the photo; 0 shows none.
    heat
        Whether it is drawn: about 20 KB each.
    """

    findings: float
    neighbours: int
    photo_px: int
    heat: bool


ROOMS = (Room(1, 10**9, 640, True), Room(60, 12, 240, True), Room(float("inf"), 3, 0, False))
"""By the number of answers; each keeps a page below 8 MB, the last up to a thousand answers."""


def fitted_to_page(finding: Finding, many: int) -> Finding:
    """The finding with no more than its room in a page of ``many`` answers."""
    room = next(room for room in ROOMS if many <= room.findings)
    return replace(
        finding,
        neighbours=finding.neighbours.first(room.neighbours),
        weight=finding.weight[: room.neighbours],
        references=finding.references[: room.neighbours],
        heat=finding.heat if room.heat else None,
        photo=_shrunk(finding.photo, room.photo_px),
    )


def _shrunk(photo: Picture | None, side_px: int) -> Picture | None:
    if photo is None or not side_px:
        return None
    image = Image.fromarray(photo)
    image.thumbnail((side_px, side_px), Image.Resampling.LANCZOS)
    return np.asarray(image)
