"""Numbers as each language writes them, and read again as they were written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_core.api import read_coordinates
from geo_core.sphere.distance import great_circle_km
from geo_core.ui.evaluation.tables import sweep_table
from geo_core.ui.guess import wording
from geo_core.ui.guess.typed import typed_place
from geo_core.ui.lesson import charts, pictures
from geo_core.ui.texts.catalogue import LANGUAGES
from geo_core.ui.texts.numbers import coordinates, decimal, figures
from geo_core.view.exports import naming
from geo_core.view.precision import DECIMALS
from geo_core.view.study import read_study

GERMAN = LANGUAGES["de"]


@settings(derandomize=True)
@given(st.sampled_from(sorted(LANGUAGES)), st.floats(-90, 90), st.floats(-180, 180), st.integers(0, 6))
def test_coordinates_that_a_page_shows_are_read_as_the_same_place(
    code: str, lat: float, lon: float, digits: int
) -> None:
    texts = LANGUAGES[code]
    shown = coordinates(lat, lon, texts, digits)
    assert read_coordinates(shown, texts) == pytest.approx((lat, lon), abs=0.5001 * 10**-digits)
    assert typed_place(shown, texts)[0] == read_coordinates(shown, texts)


@settings(derandomize=True)
@given(st.sampled_from(sorted(LANGUAGES)), st.floats(-90, 90), st.floats(-180, 180))
def test_so_are_those_of_every_room(code: str, lat: float, lon: float) -> None:
    texts = LANGUAGES[code]
    written = {
        wording.coordinates((lat, lon), texts): 2,
        pictures.coordinates(lat, lon, texts): 1,
        **{naming.coordinates(lat, lon, name, texts): digits for name, digits in DECIMALS.items()},  # type: ignore[arg-type]
    }
    for shown, digits in written.items():
        assert read_coordinates(shown, texts) == pytest.approx((lat, lon), abs=0.5001 * 10**-digits)


@pytest.mark.parametrize(("code", "at"), [("en", (48.2, 16.4)), ("de", (52.5, 13.4)), ("es", (40.4, -3.7))])
def test_the_example_beside_the_field_is_read(code: str, at: tuple[float, float]) -> None:
    example = " ".join(LANGUAGES[code]["guess_type_example"].split(" ")[:2])
    assert read_coordinates(example, LANGUAGES[code]) == pytest.approx(at)


def test_the_decimal_sign_is_the_language_s() -> None:
    assert decimal(-0.25, GERMAN, 2) == "−0,25"
    assert (figures(0.25, GERMAN), figures(32.0, GERMAN), figures(0.125, LANGUAGES["en"])) == (
        "0,25",
        "32",
        "0.12",
    )
    assert wording.coordinates((52.52, 13.4), GERMAN) == "52,52° N, 13,40° O"
    assert pictures.coordinates(-52.52, -13.4, LANGUAGES["es"]) == "52,5° S, 13,4° O"
    assert pictures.percent(0.0312, GERMAN) == "3,1 %"
    assert pictures.percent(0.0005, GERMAN) == "< 0,1 %"
    assert naming.coordinates(52.52, 13.4, "exact", GERMAN) == "52,520° N, 13,400° O"


def test_charts_and_tables_have_it_too() -> None:
    for chart in (
        charts.weight_chart(GERMAN),
        charts.distance_chart(GERMAN),
        charts.radius_chart("", GERMAN),
    ):
        assert chart["config"]["locale"]["number"] == {"decimal": ",", "thousands": ".", "grouping": [3]}
    sweep = read_study().sweep
    assert sweep is not None
    assert "σ = 0,5°" in sweep_table(sweep, sweep.k[0], 750.0, GERMAN, "")


def test_the_country_is_added_in_the_reader_s_language() -> None:
    said = typed_place("Paris", GERMAN)[1]
    assert "Paris, Frankreich" in said
    assert "Paris, Vereinigte Staaten" in said  # and that is found:
    (lat, lon), _ = typed_place("Paris, Vereinigte Staaten", GERMAN)
    assert great_circle_km(lat, lon, 33.66, -95.56) < 30


def test_figures_of_a_hundred_are_no_power_of_ten() -> None:
    assert figures(100.0, GERMAN) == "100"
    assert figures(152.0, GERMAN) == "150"
