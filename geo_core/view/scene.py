"""Everything that the explorer draws for one query, as plain data: longitude first from here on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from geo_core.errors import GeoCoreError
from geo_core.records import FilmStrip, Floats, Neighbours, Reference
from geo_core.settings import MAX_NEIGHBOURS, SIGMA_MAX_DEG, SIGMA_MIN_DEG, DensitySettings
from geo_core.view.captions import Caption
from geo_core.view.cells import LEAST_DRAWN, CellsData
from geo_core.view.film_strip import StripData, strip_data
from geo_core.view.frames import FrameData, frame_data
from geo_core.view.markers import Card, cards

M_MAX = 30
"""The largest exponent that the slider offers: beyond it the nearest neighbour has it all."""


class MethodData(TypedDict):
    """A method that can be chosen, and whether k, m and the weights change its density."""

    name: str
    by_neighbours: bool


class SceneHeavy(TypedDict):
    """What is sent once a query (or a change of method, k, m or weights), not with each release of σ."""

    id: str
    method: str
    strip: StripData
    frames: list[FrameData]
    cards: list[Card]
    cells: list[CellsData]
    photo: str


class Scene(TypedDict):
    """The whole; ``heavy`` travels in a component of its own."""

    query: str
    sigma_deg: float
    k: int
    m: float
    weighting: str
    method: str
    methods: list[MethodData]
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
    method
        Name of the one that made the strip.
    methods
        Those that can be chosen, in the order of the strip's answers.
    cells
        Of each partition, coarse to fine; none where there is no classifier.
    """

    query: str
    settings: DensitySettings
    strip: FilmStrip
    neighbours: Neighbours
    weight: Floats
    references: Sequence[Reference]
    method: str = "knn"
    methods: Sequence[MethodData] = ()
    cells: Sequence[CellsData] = ()


def empty_scene(
    settings: DensitySettings | None = None, method: str = "knn", methods: Sequence[MethodData] = ()
) -> Scene:
    """The globe before any photo: it turns slowly and waits."""
    s = settings or DensitySettings()
    return {
        "query": "",
        "sigma_deg": s.sigma_deg,
        "k": s.k,
        "m": s.m,
        "weighting": s.weighting,
        "method": method,
        "methods": list(methods),
        "limits": {
            "sigma_min": SIGMA_MIN_DEG, "sigma_max": SIGMA_MAX_DEG, "k_max": MAX_NEIGHBOURS, "m_max": M_MAX,
            "cell_min": LEAST_DRAWN,
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
    language: str = "en",
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
    language
        Of the references' countries.

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
    answers = strip.answers or ((),) * len(captions)
    heavy: SceneHeavy = {
        "id": "",
        "method": result.method,
        "strip": strip_data(strip),
        "frames": [frame_data(*one) for one in zip(strip.predictions, captions, answers, strict=True)],
        "cards": cards(result.neighbours, result.references, result.weight, thumbnails or {}, language),
        "cells": list(result.cells),
        "photo": photo,
    }
    heavy["id"] = hashlib.sha256(json.dumps(heavy).encode()).hexdigest()[:16]
    scene = empty_scene(result.settings, result.method, result.methods)
    scene["query"], scene["heavy"] = result.query, heavy
    scene["truth"] = [truth[1], truth[0]] if truth else None
    return scene
