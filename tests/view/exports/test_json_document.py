import json

import pytest

from geo_core.records import Place
from geo_core.settings import DensitySettings
from tests.view.exports.findings import HOSTILE, export, failure, hostile, made_up


def read(outcomes, precision="exact"):
    return json.loads(export(outcomes, "json", precision))


def test_everything_comes_back():
    places = [Place("Agra", "India", "IN", 13.4)] * 5
    known = made_up(best_places=places)
    document = read([known])
    (one,) = document["results"]
    assert (document["format"], document["format_version"], document["step_deg"]) == (
        "geo_core findings",
        1,
        0,
    )
    assert (one["number"], one["title"], one["lat"], one["lon"]) == (1, "A palace", 27.1751, 78.0421)
    assert one["headline"] == "Most likely near Agra, India"
    assert one["within_km"] == {"1": 0.01, "25": 0.2, "200": 0.62, "750": 0.9, "2500": 1.0}
    assert one["best_within"]["25"] == {
        "lat": 27.1751, "lon": 78.0421, "mass": 0.5, "confidence": 0.4,
        "place": {"city": "Agra", "country": "India", "country_code": "IN", "distance_km": 13.4},
    }  # fmt: skip
    assert one["modes"][1] == {"lat": -17.0, "lon": 179.9, "mass": 0.3, "place": None}
    assert one["regions"] == [{"mass": 0.5, "area_km2": 2.5e5}, {"mass": 0.9, "area_km2": 1.2e6}]
    assert one["truth"] == {"lat": 27.1751, "lon": 78.0421, "error_km": 0.0}
    assert DensitySettings(**one["settings"]) == known.settings
    assert len(one["neighbours"]) == 3
    assert one["neighbours"][0]["author"] == "A. Uthor"
    assert one["neighbours"][0]["weight"] == 0.5


def test_a_bad_photo_is_an_error_and_nothing_else():
    document = read([made_up(), failure()])
    assert document["failed"] == 1
    assert document["results"][1] == {"number": 2, "title": "broken.jpg", "error": "The bytes are no photo."}


def test_no_title_is_a_number():
    assert read([made_up(title=""), made_up(title="\n")])["results"][1]["title"] == "Photo 2"


def test_hostile_texts_come_back_as_text():
    (one,) = read([hostile()])["results"]
    assert one["title"] == HOSTILE[0]
    assert [n["author"] for n in one["neighbours"]][:5] == list(HOSTILE[:5])


def test_the_precision_is_said_and_kept():
    document = read([made_up()], "country")
    (one,) = document["results"]
    assert (document["precision"], document["step_deg"]) == ("country", 5.0)
    assert (one["lat"], one["lon"], one["place"]["city"]) == (25.0, 80.0, "")
    assert one["headline"] == "Most likely India"


@pytest.mark.parametrize(("lat", "lon"), [(90.0, 0.0), (-90.0, 12.0), (0.0, 180.0), (0.0, -180.0)])
def test_hard_places(lat, lon):
    (one,) = read([made_up(lat=lat, lon=lon)])["results"]
    assert (one["lat"], one["lon"]) == (lat, lon)
