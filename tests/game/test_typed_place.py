"""Coordinates in the ways people write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_core.errors import SettingsError
from geo_core.game.typed_place import read_coordinates


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("48.2, 16.4", 48.2, 16.4),
        ("48.2 16.4", 48.2, 16.4),
        ("48,2 16,4", 48.2, 16.4),
        ("48,2, 16,4", 48.2, 16.4),
        ("48,2; 16,4", 48.2, 16.4),
        ("48,16", 48, 16),
        ("-33.9, 151.2", -33.9, 151.2),
        ("−33.9, −70.5", -33.9, -70.5),
        ("48°12′N 16°22′E", 48.2, 16 + 22 / 60),
        ("48°12'30\"N, 16°22'0\"E", 48 + 12.5 / 60, 16 + 22 / 60),
        ("33.9S 151.2E", -33.9, 151.2),
        ("n 48.2 e 16.4", 48.2, 16.4),
        ("16.4W 48.2S", -48.2, -16.4),
        ("E 16.4, N 48.2", 48.2, 16.4),
        ("48 12 30 N 16 22 0 E", 48 + 12.5 / 60, 16 + 22 / 60),
        ("48°12′ 16°22′", 48.2, 16 + 22 / 60),
        ("48.2°, 16.4°", 48.2, 16.4),
        ("90, 180", 90, 180),
        ("-90 -180", -90, -180),
        ("52,52°N 13,40°E", 52.52, 13.4),
        ("52,52° N, 13,40° E", 52.52, 13.4),
        ("52,52N13,40E", 52.52, 13.4),
        ("N 52,52, E 13,40", 52.52, 13.4),
        ("52,52° 13,40°", 52.52, 13.4),
        ("48°12,5′N 16°22,25′E", 48 + 12.5 / 60, 16 + 22.25 / 60),
        ("48°12′30,6″ N, 16°22′0″ W", 48 + 12.51 / 60, -16 - 22 / 60),
        ("52°N,13°E", 52, 13),
        ("48,2;16", 48.2, 16),
        ("48.2,16.4", 48.2, 16.4),
        ("48,-16", 48, -16),
        ("48,16.5", 48, 16.5),
        ("-33,9 151,2", -33.9, 151.2),
        ("-33°54′, 151°12′", -33.9, 151.2),
    ],
)
def test_what_is_read(text: str, lat: float, lon: float) -> None:
    assert read_coordinates(text) == pytest.approx((lat, lon), abs=1e-9)


@pytest.mark.parametrize("text", ["", "Wien", "New York, US", "48.2", "3rd street 4", "S", "Paris 8", "N E"])
def test_what_is_no_coordinate_at_all(text: str) -> None:
    assert read_coordinates(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("91, 0", "no latitude"),
        ("16.4, 181", "no longitude"),
        ("1 2 3", "cannot be read"),
        ("48°12′N", "cannot be read"),
        ("48N 16N", "cannot be read"),
        ("48 N 16", "cannot be read"),
        ("1e5 2", "cannot be read"),
        ("48°12''N 16°22''E", "cannot be read"),  # seconds without minutes: more likely a slip
        ("-48N 16E", "cannot be read"),
        ("48°61′N 16°E", "cannot be read"),
        ("48°12′N 16°22′E 3N", "cannot be read"),
        ("52.52° N, 13.40° O", "cannot be read"),  # east in German, west in Spanish
        ("48,2,16,4", "cannot be read"),
        ("48,12,30", "cannot be read"),
        ("48,2 16", "cannot be read"),  # or 48° and 2°16′
        ("48,16°", "cannot be read"),
        ("48,12,30N 16,22,10E", "cannot be read"),
        ("48.5°12′N 16°E", "cannot be read"),
        ("48′N 16′E", "cannot be read"),
    ],
)
def test_what_names_no_place_is_said(text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        read_coordinates(text)


@settings(derandomize=True)
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_any_place_written_is_read_again(lat: float, lon: float) -> None:
    assert read_coordinates(f"{lat:.6f}, {lon:.6f}") == pytest.approx((lat, lon), abs=1e-6)
    letters = f"{abs(lat):.6f}{'N' if lat >= 0 else 'S'} {abs(lon):.6f}{'E' if lon >= 0 else 'W'}"
    assert read_coordinates(letters) == pytest.approx((lat, lon), abs=1e-6)


GERMAN = {"north": "N", "south": "S", "east": "O", "west": "W"}
SPANISH = {"north": "N", "south": "S", "east": "E", "west": "O"}


@pytest.mark.parametrize(
    "text", ["52.52° N, 13.40° O", "52,52° N, 13,40° O", "O 13,4 N 52,52", "13,4° o 52,52° n"]
)
def test_the_letter_o_is_the_reader_s(text: str) -> None:
    assert read_coordinates(text, GERMAN) == pytest.approx((52.52, 13.4))
    assert read_coordinates(text, SPANISH) == pytest.approx((52.52, -13.4))


@pytest.mark.parametrize("sides", [GERMAN, SPANISH])
def test_letters_of_english_are_understood_beside_the_reader_s(sides: dict[str, str]) -> None:
    assert read_coordinates("52,52° N, 13,40° E", sides) == pytest.approx((52.52, 13.4))
    assert read_coordinates("52.52 S 13.40 W", sides) == pytest.approx((-52.52, -13.4))


def test_a_refusal_has_a_code_and_its_values() -> None:
    with pytest.raises(SettingsError) as refused:
        read_coordinates("16.4, 181.5")
    assert (refused.value.code, refused.value.values) == ("coordinates_longitude", {"given": 181.5})


@settings(derandomize=True)
@given(st.text(max_size=30))
def test_any_text_at_all_is_read_or_refused_in_words(text: str) -> None:
    try:
        found = read_coordinates(text)
    except SettingsError:
        return
    assert found is None or (abs(found[0]) <= 90 and abs(found[1]) <= 180)
