"""The lesson's charts as Vega-Lite: Streamlit draws them, with its own theme, from its own files.

Specifications stay the same while a slider moves and only rows change: so a chart is redrawn, not rebuilt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo_core.api import RADII_KM, SigmaCurve, StudySweep
from geo_core.ui.texts.numbers import kilometres

Texts = Mapping[str, str]
Rows = list[dict[str, Any]]
Spec = dict[str, Any]

COLOURS = ("#d1495b", "#b8860b", "#1f9e76", "#3b82d6", "#9b6bd6")
"""Of the radii, 3:1 or more on white and on the night; the shape of a point says it too."""

SHAPES = ("circle", "square", "triangle-up", "diamond", "cross")
HEIGHT_PX, TALL_PX = 270, 370

_SIGMA_AXIS = (0.25, 0.5, 1, 2, 4, 8, 16, 32)


def radius_names(texts: Texts) -> list[str]:
    """The radii in words, street first."""
    return [f"{texts[f'scale_{radius}']} {kilometres(radius, texts)}" for radius in RADII_KM]


def _signs(texts: Texts) -> Spec:
    """The language's decimal sign and the one between thousands, on axes and in tooltips."""
    signs = {"decimal": texts["decimal"], "thousands": texts["thousands"], "grouping": [3]}
    return {"locale": {"number": signs}}


def weight_rows(weights: Sequence[float], places: Sequence[str]) -> Rows:
    """One bar a neighbour, in percent; and what each would have were all equal."""
    equal = 100 / len(weights)
    return [
        {
            "rank": rank, "from": rank - 0.42, "to": rank + 0.42, "percent": 100 * weight,
            "place": place, "equal": equal,
        }
        for rank, (weight, place) in enumerate(zip(weights, places, strict=True), 1)
    ]  # fmt: skip


def weight_chart(texts: Texts) -> Spec:
    """Weights in rank order, and a dashed line where all would be equal."""
    bars = {
        "mark": {"type": "bar", "color": "#3b82d6"},
        "encoding": {
            "x": {
                "field": "from", "type": "quantitative", "title": texts["lesson_rank"],
                "scale": {"zero": False, "nice": False}, "axis": {"tickMinStep": 1, "grid": False},
            },
            "x2": {"field": "to"},
            "y": {"field": "percent", "type": "quantitative", "title": texts["lesson_weight_percent"]},
            "y2": {"datum": 0},
            "tooltip": [
                {"field": "rank", "title": texts["lesson_rank"]},
                {"field": "place", "type": "nominal", "title": texts["lesson_place"]},
                {"field": "percent", "format": ".2f", "title": texts["lesson_weight_percent"]},
            ],
        },
    }  # fmt: skip
    line = {
        "mark": {"type": "rule", "strokeDash": [5, 4], "color": "#d1495b", "strokeWidth": 1.5},
        "encoding": {"y": {"aggregate": "max", "field": "equal", "type": "quantitative"}},
    }
    return {"height": HEIGHT_PX, "config": _signs(texts), "layer": [bars, line]}


def distance_rows(curve: SigmaCurve, sigma_deg: float) -> Rows:
    """How far the answer lies off, over σ; a logarithm has no 0, so the line ends at 1 km."""
    return [
        {"sigma": sigma, "drawn": max(1.0, km), "km": km, "now": sigma == sigma_deg}
        for sigma, km in zip(curve.sigma_deg, curve.away_km, strict=True)
    ]


def distance_chart(texts: Texts) -> Spec:
    """Kilometres over σ, grid lines at the paper's radii."""
    axis = {"values": [*RADII_KM, 20_000], "format": ",", "labelOverlap": False}
    y = {
        "field": "drawn", "type": "quantitative", "title": texts["km"], "axis": axis,
        "scale": {"type": "log", "domain": [1, 20_000]},
    }  # fmt: skip
    line = {
        "mark": {"type": "line", "point": {"filled": True, "size": 55}, "color": "#3b82d6"},
        "encoding": {
            "x": _sigma(texts),
            "y": y,
            "tooltip": [
                {"field": "sigma", "title": texts["sigma"]},
                {"field": "km", "format": ",.0f", "title": texts["km"]},
            ],
        },
    }
    return {"height": TALL_PX, "config": _signs(texts), "layer": [_now(texts), line]}


def mass_rows(curve: SigmaCurve, sigma_deg: float, texts: Texts) -> Rows:
    """The mass within each radius, over σ."""
    return [
        {"sigma": sigma, "radius": name, "percent": 100 * share, "now": sigma == sigma_deg, "best": False}
        for sigma, shares in zip(curve.sigma_deg, curve.within, strict=True)
        for name, share in zip(radius_names(texts), shares, strict=True)
    ]


def sweep_rows(sweep: StudySweep, k: int, m: float, sigma_deg: float, texts: Texts) -> Rows:
    """Percent located over σ at one k and m; ``best`` marks the highest of each radius."""
    at_k, at_m = sweep.k.index(k), sweep.m.index(m)
    rows: Rows = []
    for at, name in enumerate(radius_names(texts)):
        line = [of_sigma[at_k][at_m][at] for of_sigma in sweep.percent]
        best = line.index(max(line))
        rows += [
            {"sigma": s, "radius": name, "percent": p, "now": s == sigma_deg, "best": i == best}
            for i, (s, p) in enumerate(zip(sweep.sigma_deg, line, strict=True))
        ]
    return rows


def nearest_of(values: Sequence[float], wanted: float) -> Any:
    """That one of the values tried which lies nearest to what is wanted."""
    return min(values, key=lambda value: abs(value - wanted))


def radius_chart(title: str, texts: Texts) -> Spec:
    """Percent over σ, a line a radius, a star at the best where rows mark one."""
    names = radius_names(texts)
    legend = {"orient": "bottom", "columns": 2, "title": None, "symbolSize": 80, "labelLimit": 200}
    radius: Spec = {"field": "radius", "type": "nominal", "sort": names, "title": None, "legend": legend}
    encoding: Spec = {
        "x": _sigma(texts),
        "y": {"field": "percent", "type": "quantitative", "title": title},
        "color": {**radius, "scale": {"domain": names, "range": list(COLOURS)}},
    }
    lines = {"mark": {"type": "line", "strokeWidth": 2}, "encoding": encoding}
    points = {
        "mark": {"type": "point", "filled": True, "size": 55, "opacity": 1},
        "encoding": {
            **encoding,
            "shape": {**radius, "scale": {"domain": names, "range": list(SHAPES)}},
            "tooltip": [
                {"field": "radius", "type": "nominal", "title": texts["lesson_within"]},
                {"field": "sigma", "title": texts["sigma"]},
                {"field": "percent", "format": ".1f", "title": title},
            ],
        },
    }
    stars = {
        "transform": [{"filter": "datum.best"}],
        "mark": {"type": "text", "text": "★", "dy": -13, "fontSize": 17},
        "encoding": encoding,
    }
    return {"height": TALL_PX, "config": _signs(texts), "layer": [_now(texts), lines, points, stars]}


def _sigma(texts: Texts) -> Spec:
    return {
        "field": "sigma", "type": "quantitative", "title": texts["lesson_sigma_axis"],
        "scale": {"type": "log", "base": 2, "domain": [_SIGMA_AXIS[0], _SIGMA_AXIS[-1]], "nice": False},
        "axis": {"values": list(_SIGMA_AXIS), "format": "~g", "labelOverlap": True, "grid": False},
    }  # fmt: skip


def _now(texts: Texts) -> Spec:
    """A line at the σ of the slider."""
    return {
        "transform": [{"filter": "datum.now"}],
        "mark": {"type": "rule", "strokeDash": [3, 3], "color": "#8a94a6"},
        "encoding": {"x": _sigma(texts)},
    }
