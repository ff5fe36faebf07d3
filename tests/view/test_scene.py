import json
from dataclasses import replace

import numpy as np
import pytest

from geo_core.errors import GeoCoreError
from geo_core.records import Answer, BestPoint, FilmStrip, Mode, Neighbours, Place, Prediction, Region
from geo_core.settings import RADII_KM, DensitySettings
from geo_core.sphere.distance import EARTH_RADIUS_KM
from geo_core.ui.texts.en import TEXTS
from geo_core.view.captions import caption, is_unsure, telling_radius_km
from geo_core.view.frames import PEAK_KM2, frame_data
from geo_core.view.scene import Result, empty_scene, result_scene
from tests.view.test_markers import references

MASSES = (0.0, 0.1, 0.62, 0.9, 1.0)
PREDICTION = Prediction(
    lat=27.2, lon=78.0, method="knn",
    modes=(Mode(27.2, 78.0, 0.7, 1.0), Mode(-17.0, 179.9, 0.3, 0.5)),
    within_km=dict(zip(RADII_KM, MASSES, strict=True)),
    best_within={r: BestPoint(27.0, 78.1, 0.5) for r in RADII_KM},
    regions=(Region(0.5, 2e5, 0.0), Region(0.9, 2e6, 0.0)),
    place=Place("Agra", "India", "IN", 3.0),
)  # fmt: skip


def result():
    strip = FilmStrip(np.array([1.0, 4.0]), (np.zeros((180, 360), np.uint8),) * 2, (PREDICTION,) * 2)
    found = Neighbours(np.arange(2), np.array([0.5, 0.6]), np.array([27.0, -17.0]), np.array([78.0, 180.0]))
    return Result("q", DensitySettings(k=2), strip, found, np.array([0.7, 0.3]), references(2))


def captions(n=2):
    return [caption(PREDICTION, TEXTS)] * n


def test_answer_in_words():
    said = caption(PREDICTION, TEXTS, lambda lats, lons: [PREDICTION.place] * len(lats))
    assert said.headline == "Most likely near Agra, India"
    assert said.detail == "62 % of the mass within 200 km"
    assert said.mode_places == ("Agra, India", "Agra, India")
    assert not said.unsure


def test_a_region_larger_than_a_continent_is_no_answer():
    vague = replace(PREDICTION, regions=(Region(0.5, 2e7, 0.0), Region(0.9, 8e7, 0.0)))
    assert is_unsure(vague)
    said = caption(vague, TEXTS)
    assert said.unsure
    assert said.headline == TEXTS["unsure_headline"]
    assert "80 million km²" in said.detail
    assert "Agra" in said.detail


def test_votes_scattered_over_the_globe_are_no_answer_however_small_their_region():
    scattered = replace(PREDICTION, within_km=dict.fromkeys(RADII_KM, 0.22))
    assert is_unsure(scattered)
    said = caption(scattered, TEXTS)
    assert said.headline == TEXTS["unsure_headline"]
    assert "only 22 % of the mass lies within 2,500 km" in said.detail


def test_radius_told_is_the_least_that_holds_half():
    assert telling_radius_km(PREDICTION) == 200
    nowhere = replace(PREDICTION, within_km=dict.fromkeys(RADII_KM, 0.1))
    assert telling_radius_km(nowhere) == 2500


def test_scene_is_plain_data_with_longitude_first():
    scene = result_scene(result(), captions(), truth=(27.17, 78.04))
    assert json.loads(json.dumps(scene)) == scene
    assert scene["truth"] == [78.04, 27.17]
    frame = scene["heavy"]["frames"][0]
    assert (frame["lon"], frame["lat"]) == (78.0, 27.2)
    assert frame["within"]["200"] == 0.62
    assert frame["area90_km2"] == 2e6
    assert [m["mass"] for m in frame["modes"]] == [0.7, 0.3]


def test_heavy_part_is_named_by_its_content():
    one, same = (result_scene(result(), captions())["heavy"]["id"] for _ in range(2))
    other = result_scene(result(), captions(), photo="data:image/webp;base64,AA")["heavy"]["id"]
    assert one == same != other


def test_a_missing_caption_is_refused():
    with pytest.raises(GeoCoreError, match="captions"):
        result_scene(result(), captions(1))


def test_every_methods_answer_travels_with_its_frame():
    answers = (
        Answer("nn", 27.2, 78.0, dict.fromkeys(RADII_KM, 0.25), Place("Agra", "India", "IN", 3.0)),
        Answer("knn", -17.0, 179.9, dict.fromkeys(RADII_KM, 0.5), Place("Suva", "Fiji", "FJ", 400.0)),
    )
    methods = [{"name": "nn", "by_neighbours": True}, {"name": "knn", "by_neighbours": True}]
    plain = result()
    strip = replace(plain.strip, answers=(answers,) * 2)
    scene = result_scene(
        replace(plain, strip=strip, method="nn", methods=methods),
        [caption(PREDICTION, TEXTS, None, answers)] * 2,
    )
    assert (scene["method"], scene["heavy"]["method"], scene["methods"]) == ("nn", "nn", methods)
    first, second = scene["heavy"]["frames"][1]["answers"]
    assert (first["lon"], first["lat"], first["within"]["200"]) == (78.0, 27.2, 0.25)
    assert (first["place"], second["place"]) == ("Agra, India", "400 km from Suva, Fiji")
    assert json.loads(json.dumps(scene)) == scene


def test_the_densitys_peak_is_told_per_area():
    sharp = replace(
        PREDICTION, modes=(Mode(0, 0, 0.1, 2.0), Mode(9, 9, 0.9, np.log(EARTH_RADIUS_KM**2 / PEAK_KM2)))
    )
    assert frame_data(sharp, caption(sharp, TEXTS))["peak"] == pytest.approx(1.0, rel=1e-2)


def test_before_any_photo():
    scene = empty_scene()
    assert scene["heavy"] is None
    assert (scene["k"], scene["m"], scene["sigma_deg"]) == (100, 10.0, 4.0)


def test_a_far_city_is_named_with_its_distance():
    pole = replace(PREDICTION, place=Place("Longyearbyen", "Svalbard and Jan Mayen", "SJ", 1309.5))
    said = caption(pole, TEXTS)
    assert said.headline == "Most likely 1,310 km from Longyearbyen, Svalbard and Jan Mayen"
