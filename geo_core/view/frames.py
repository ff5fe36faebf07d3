"""The answer at one bandwidth as plain data: numbers, words, and what the other methods say there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypedDict

from geo_core.records import Answer, Prediction
from geo_core.sphere.distance import EARTH_RADIUS_KM
from geo_core.view.captions import MODES_SHOWN, Caption, area_km2

LEAST_MODE = 0.005
"""Other places beyond the first ones, or with less mass than shows as one percent, are left out."""

PEAK_KM2 = 1000.0
"""What the legend counts density by: the share of the mass on so much land."""


class ModeData(TypedDict):
    """A local maximum: where, the share of the mass (0 to 1), a name or an empty text."""

    lon: float
    lat: float
    mass: float
    place: str


class AnswerData(TypedDict):
    """What one method answers, how much of its mass lies within each radius, and the place's name."""

    lon: float
    lat: float
    within: dict[str, float]
    place: str


class FrameData(TypedDict):
    """The answer at one bandwidth.

    Areas are None where the prediction has no such region; ``peak`` is the density's highest value,
    the share of the mass on `PEAK_KM2`; ``answers`` stand in the order of the methods.
    """

    lon: float
    lat: float
    headline: str
    detail: str
    label: str
    unsure: bool
    within: dict[str, float]
    area50_km2: float | None
    area90_km2: float | None
    peak: float
    modes: list[ModeData]
    best: dict[str, dict[str, float]]
    answers: list[AnswerData]


def frame_data(prediction: Prediction, caption: Caption, answers: Sequence[Answer] = ()) -> FrameData:
    """One answer and its words as plain data.

    Parameters
    ----------
    prediction
        The chosen method's.
    caption
        Its words, with a name for each of the answers.
    answers
        Of all methods.
    """
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
        "peak": float(f"{_peak(prediction):.3g}"),
        "modes": [
            {"lon": round(m.lon, 5), "lat": round(m.lat, 5), "mass": round(m.mass, 5), "place": name}
            for m, name in zip(prediction.modes[:MODES_SHOWN], names, strict=False)
            if m.mass >= LEAST_MODE
        ],
        "best": {
            f"{r:g}": {"lon": round(b.lon, 5), "lat": round(b.lat, 5), "mass": round(b.mass, 5)}
            for r, b in sorted(prediction.best_within.items())
        },
        "answers": [_answer(a, name) for a, name in zip(answers, caption.answer_places, strict=True)],
    }


def _peak(prediction: Prediction) -> float:
    per_steradian = math.exp(max(mode.log_density for mode in prediction.modes))
    return per_steradian * PEAK_KM2 / EARTH_RADIUS_KM**2


def _answer(answer: Answer, name: str) -> AnswerData:
    return {
        "lon": round(answer.lon, 5),
        "lat": round(answer.lat, 5),
        "within": {f"{r:g}": round(m, 4) for r, m in sorted(answer.within_km.items())},
        "place": name,
    }
