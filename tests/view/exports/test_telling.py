from dataclasses import replace

import numpy as np
import pytest

from geo_core.records import Place
from geo_core.view.credible import peak_per_km2
from geo_core.view.exports.finding import Failure
from geo_core.view.exports.telling import coarse_heat, told
from geo_core.view.precision import STEP_DEG, rounded
from tests.view.exports.findings import HOSTILE, heat_of, hostile, made_up


def coordinates(finding):
    """Every (lat, lon) that a finding holds."""
    answer, near = finding.prediction, finding.neighbours
    yield answer.lat, answer.lon
    yield finding.truth
    yield from ((p.lat, p.lon) for p in (*answer.modes, *answer.best_within.values(), *finding.references))
    yield from zip(near.lat.tolist(), near.lon.tolist(), strict=True)


@pytest.mark.parametrize("precision", ["city", "region", "country"])
def test_no_coordinate_is_told_more_exactly(precision):
    known, shown = made_up(lat=48.8584, lon=2.2945), None
    shown = told(known, precision)
    exact = list(coordinates(known))
    rough = list(coordinates(shown))
    assert rough == [rounded(*place, precision) for place in exact]
    assert set(exact).isdisjoint(rough)
    assert shown.prediction.within_km == known.prediction.within_km


@pytest.mark.parametrize(
    ("precision", "city", "name"), [("exact", "Agra", "Taj Mahal"), ("city", "Agra", ""), ("region", "", "")]
)
def test_names_are_no_finer_than_coordinates(precision, city, name):
    places = [Place("Agra", "India", "IN", 13.4)] * 2
    shown = told(made_up(mode_places=places), precision)
    assert shown.prediction.place.city == city
    assert [place.city for place in shown.mode_places] == [city, city]
    assert {(r.place, r.country) for r in shown.references} == {(name, "India")}


def test_credits_stay_whole():
    shown = told(made_up(), "country").references[0]
    assert (shown.author, shown.licence) == ("A. Uthor", "CC BY-SA 4.0")
    assert shown.source == "https://commons.wikimedia.org/wiki/File:X.jpg"


def test_texts_are_one_line_each():
    shown = told(hostile())
    texts = [
        shown.title,
        shown.atlas,
        *(t for r in shown.references for t in (r.author, r.licence, r.source)),
    ]
    assert all(text.isprintable() for text in texts)
    assert shown.references[5].author == "line break[31m"
    assert told(Failure(HOSTILE[5], "a\r\nb")) == Failure("line break[31m", "a b")


def test_best_points_are_told_by_ascending_radius():
    known = made_up().prediction
    backwards = replace(known, best_within=dict(reversed(known.best_within.items())))
    assert list(told(made_up(prediction=backwards)).prediction.best_within) == [1, 25, 200, 750, 2500]


@pytest.mark.parametrize(
    ("precision", "rows"), [("exact", 180), ("city", 180), ("region", 180), ("country", 36)]
)
def test_the_heat_is_as_coarse(precision, rows):
    heat = heat_of([(27, 78)])
    assert coarse_heat(heat, STEP_DEG[precision]).shape == (rows, 2 * rows)


def test_averaging_keeps_the_mass_where_it_was():
    heat = heat_of([(30.0, 80.0), (-40, 179)], sigma_deg=12.0)
    rough = coarse_heat(heat, 5.0)
    assert rough.max() == 255
    assert peak_per_km2(rough) == pytest.approx(peak_per_km2(heat), rel=0.05)
    row, column = np.unravel_index(rough.argmax(), rough.shape)
    # Equal peaks but for the grid: each lies in the cell of one of the two places.
    assert (row, column) in {(12, 52), (26, 71), (25, 71), (11, 52), (11, 51), (12, 51)}


def test_nothing_stays_nothing():
    assert coarse_heat(np.zeros((180, 360), np.uint8), 5.0).max() == 0
