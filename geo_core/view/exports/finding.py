"""What is exported: one photo's answer with its reasons, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo_core.errors import GeoCoreError
from geo_core.records import Floats, Neighbours, Place, Prediction, Reference
from geo_core.settings import DensitySettings

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Finding:
    """One photo's answer. Nothing in it comes from the photo's file but what the caller puts here.

    Attributes
    ----------
    title
        What to call it; empty for its number. A file's name only where its owner wants it told.
    prediction
        The answer; its ``best_within`` holds the decision for each radius.
    settings
        Those that made it.
    neighbours, weight, references
        Those that voted, their shares (sum 1) and what is known of them, all in rank order; may be empty.
    heat
        (H, W) uint8, 255·√(density / its maximum), row 0 the north, column 0 from −180°: a frame of
        a `FilmStrip`. None leaves heat and credible regions out.
    mode_places, best_places
        The nearest cities to the prediction's modes and to its best points by ascending radius;
        empty, or one each.
    truth
        (lat, lon) in degrees, where it is known and may be told; never out of the photo's own tag.
    photo
        (H, W, 3) uint8, a small picture of the photo where it may be shown.
    atlas
        Name of the atlas that answered.

    Raises
    ------
    GeoCoreError
        If the parts do not belong together.
    """

    title: str
    prediction: Prediction
    settings: DensitySettings
    neighbours: Neighbours
    weight: Floats
    references: Sequence[Reference]
    heat: Picture | None = None
    mode_places: Sequence[Place] = ()
    best_places: Sequence[Place] = ()
    truth: tuple[float, float] | None = None
    photo: Picture | None = None
    atlas: str = ""

    def __post_init__(self) -> None:
        counts = (self.neighbours.rows.size, len(self.references), self.weight.size)
        if len(set(counts)) > 1:
            words = "{} neighbours, {} references and {} weights were given; give one of each."
            raise GeoCoreError(words.format(*counts))
        _check_names("modes", len(self.prediction.modes), len(self.mode_places))
        _check_names("best points", len(self.prediction.best_within), len(self.best_places))
        heat, photo = self.heat, self.photo
        if heat is not None and (heat.dtype != np.uint8 or heat.ndim != 2 or heat.shape[1] != 2 * len(heat)):
            raise GeoCoreError(f"A heat is (H, 2H) uint8; given {heat.shape} {heat.dtype}.")
        if photo is not None and (photo.dtype != np.uint8 or photo.ndim != 3 or photo.shape[2] != 3):
            raise GeoCoreError(f"A photo is (H, W, 3) uint8; given {photo.shape} {photo.dtype}.")


@dataclass(frozen=True)
class Failure:
    """A photo of a batch that has no answer.

    Attributes
    ----------
    title
        As a `Finding`'s.
    reason
        In words for the reader; no path of the machine that tried.
    """

    title: str
    reason: str


Outcome = Finding | Failure
"""What became of one photo of a batch."""


def findings_of(outcomes: Sequence[Outcome]) -> list[tuple[int, Finding]]:
    """The answers, each with its number in the batch, counted from 1."""
    return [(number, one) for number, one in enumerate(outcomes, 1) if isinstance(one, Finding)]


def failures_of(outcomes: Sequence[Outcome]) -> list[tuple[int, Failure]]:
    """The failures, numbered in the same way."""
    return [(number, one) for number, one in enumerate(outcomes, 1) if isinstance(one, Failure)]


def _check_names(what: str, wanted: int, given: int) -> None:
    if given not in (0, wanted):
        raise GeoCoreError(f"{given} places are named for {wanted} {what}; name all of them or none.")
