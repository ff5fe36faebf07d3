"""Everything that the explorer draws for one query, as plain data: longitude first from here on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from geo_core.errors import GeoCoreError
from geo_core.records import FilmStrip, Floats, Neighbours, Prediction, Reference
from geo_core.settings import MAX_NEIGHBOURS, SIGMA_MAX_DEG, SIGMA_MIN_DEG, DensitySettings
from geo_core.view.captions import Caption, area_km2
from geo_core.view.film_strip import StripData, strip_data
from geo_core.view.markers import Card, cards

M_MAX = 30
"""The largest exponent that the slider offers: beyond it the nearest neighbour has it all."""

MODES_SHOWN = 8
LEAST_MODE = 0.005
"""Other places beyond the first ones, or with less mass than shows as one percent, are left out."""


class ModeData(TypedDict):
    """A local maximum: where, the share of the mass (0 to 1), a name or an empty text."""

    lon: float
    lat: float
    mass: float
    place: str


class FrameData(TypedDict):
    """The answer at one bandwidth; areas are None where the prediction has no such region."""

    lon: float
    lat: float
    headline: str
    detail: str
    label: str
    unsure: bool
    within: dict[str, float]
    area50_km2: float | None
    area90_km2: float | None
    modes: list[ModeData]
    best: dict[str, dict[str, float]]


class SceneHeavy(TypedDict):
    """What is sent once a query (or a change of k, m or weighting), not with each release of σ."""

    id: str
    strip: StripData
    frames: list[FrameData]
    cards: list[Card]
    photo: str


class Scene(TypedDict):
    """The whole; ``heavy`` travels in a component of its own."""

    query: str
    sigma_deg: float
    k: int
    m: float
    weighting: str
    limits: dict[str, float]
    truth: list[float] | None
    heavy: SceneHeavy | None


@dataclass(frozen=True)
class Result:
    """What the stages made of one query.

    Attributes
    ----------
    query
        Its name; the globe flies to the answer whenever it changes.
    settings
        Those that made the density.
    strip
        The density and the prediction at every bandwidth.
    neighbours, weight, references
        Those that vote, their weights (sum 1) and what is known of them, all in rank order.
    """

    query: str
    settings: DensitySettings
    strip: FilmStrip
    neighbours: Neighbours
    weight: Floats
    references: Sequence[Reference]


def frame_data(prediction: Prediction, caption: Caption) -> FrameData:
    """One answer and its words as plain data."""
    names = (*caption.mode_places, *[""] * len(prediction.modes))
    fifty, ninety = area_km2(prediction, 0.5), area_km2(prediction, 0.9)
    return {
        "lon": round(prediction.lon, 5),
        "lat": round(prediction.lat, 5),
        "headline": caption.headline,
        "detail": caption.detail,
        "label": caption.label,
        "unsure": caption.unsure,
        "within": {f"{r:g}": round(m, 5) for r, m in sorted(prediction.within_km.items())},
        "area50_km2": None if fifty is None else round(fifty, 1),
        "area90_km2": None if ninety is None else round(ninety, 1),
        "modes": [
            {"lon": round(m.lon, 5), "lat": round(m.lat, 5), "mass": round(m.mass, 5), "place": name}
            for m, name in zip(prediction.modes[:MODES_SHOWN], names, strict=False)
            if m.mass >= LEAST_MODE
        ],
        "best": {
            f"{r:g}": {"lon": round(b.lon, 5), "lat": round(b.lat, 5), "mass": round(b.mass, 5)}
            for r, b in sorted(prediction.best_within.items())
        },
    }


def empty_scene(settings: DensitySettings | None = None) -> Scene:
    """The globe before any photo: it turns slowly and waits."""
    s = settings or DensitySettings()
    return {
        "query": "",
        "sigma_deg": s.sigma_deg,
        "k": s.k,
        "m": s.m,
        "weighting": s.weighting,
        "limits": {
            "sigma_min": SIGMA_MIN_DEG, "sigma_max": SIGMA_MAX_DEG, "k_max": MAX_NEIGHBOURS, "m_max": M_MAX,
        },
        "truth": None,
        "heavy": None,
    }  # fmt: skip


def result_scene(
    result: Result,
    captions: Sequence[Caption],
    *,
    thumbnails: Mapping[int, bytes] | None = None,
    photo: str = "",
    truth: tuple[float, float] | None = None,
) -> Scene:
    """All that the explorer draws for one result.

    Parameters
    ----------
    result
        What the stages made.
    captions
        One per frame of the strip.
    thumbnails
        Row in the atlas → encoded thumbnail (JPEG, PNG or WebP).
    photo
        The query photo's thumbnail as a data address (`pictures.pixels_to_uri`), or nothing.
    truth
        (lat, lon) of the true place, degrees, where it is known and may be shown.

    Raises
    ------
    GeoCoreError
        When captions or references do not match the frames or the neighbours.
    """
    strip = result.strip
    if not len(captions) == len(strip.predictions) == strip.sigma_deg.size:
        raise GeoCoreError(
            f"{strip.sigma_deg.size} frames, {len(strip.predictions)} predictions and {len(captions)} "
            "captions were given; give one of each per bandwidth."
        )
    heavy: SceneHeavy = {
        "id": "",
        "strip": strip_data(strip),
        "frames": [frame_data(p, c) for p, c in zip(strip.predictions, captions, strict=True)],
        "cards": cards(result.neighbours, result.references, result.weight, thumbnails or {}),
        "photo": photo,
    }
    heavy["id"] = hashlib.sha256(json.dumps(heavy).encode()).hexdigest()[:16]
    scene = empty_scene(result.settings)
    scene["query"], scene["heavy"] = result.query, heavy
    scene["truth"] = [truth[1], truth[0]] if truth else None
    return scene
