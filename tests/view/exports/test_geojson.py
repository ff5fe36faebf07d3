import json

import numpy as np
import pytest

from geo_core.view.contours import signed_area
from tests.view.exports.findings import export, failure, heat_of, hostile, made_up


def read(outcomes, precision="exact"):
    return json.loads(export(outcomes, "geojson", precision))


def of_role(collection, role):
    return [f for f in collection["features"] if f["properties"]["role"] == role]


def positions(value):
    if isinstance(value[0], (int, float)):
        yield value
    else:
        for inner in value:
            yield from positions(inner)


def test_points_come_back_longitude_first():
    known = made_up()
    collection = read([known])
    (answer,) = of_role(collection, "answer")
    assert answer["geometry"] == {"type": "Point", "coordinates": [78.0421, 27.1751]}
    assert answer["properties"]["city"] == "Agra"
    assert answer["properties"]["within_200_km"] == 0.62
    assert answer["properties"]["settings"]["sigma_deg"] == 4.0
    assert [f["properties"]["radius_km"] for f in of_role(collection, "best")] == [1, 25, 200, 750, 2500]
    assert of_role(collection, "best")[0]["properties"]["confidence"] == 0.4
    near = of_role(collection, "neighbour")
    assert [f["geometry"]["coordinates"][1] for f in near] == pytest.approx(known.neighbours.lat)
    assert {"author", "licence", "source"} <= set(near[0]["properties"])
    assert of_role(collection, "truth")[0]["geometry"] == answer["geometry"]


@pytest.mark.parametrize(("lat", "lon", "parts"), [(27, 78, 1), (-17, 179.5, 2), (88, 30, 1), (-90, 0, 1)])
def test_regions_keep_the_rules(lat, lon, parts):
    collection = read([made_up(lat=lat, lon=lon)])
    half, most = of_role(collection, "region")
    assert (half["properties"]["mass"], most["properties"]["area_km2"]) == (0.5, 1.2e6)
    for region in (half, most):
        assert region["geometry"]["type"] == "MultiPolygon"
        polygons = region["geometry"]["coordinates"]
        assert len(polygons) == parts
        for outer, *holes in polygons:
            assert outer[0] == outer[-1]
            assert len(outer) >= 4
            assert signed_area(outer) > 0
            assert all(signed_area(hole) < 0 for hole in holes)
    for feature in collection["features"]:
        for east, north in positions(feature["geometry"]["coordinates"]):
            assert abs(east) <= 180
            assert abs(north) <= 90
    # Cut, not stretched around the Earth.
    for polygon in most["geometry"]["coordinates"] if abs(lat) < 60 else []:
        assert np.ptp([place[0] for place in polygon[0]]) < 30


def test_the_smaller_region_lies_in_the_larger():
    half, most = of_role(read([made_up(heat=heat_of([(0, 0), (0, 25)]))]), "region")
    area = [sum(signed_area(p[0]) for p in r["geometry"]["coordinates"]) for r in (half, most)]
    assert 0 < area[0] < area[1]


def test_without_a_heat_there_is_no_region():
    assert of_role(read([made_up(heat=None)]), "region") == []


def test_a_bad_photo_is_counted_and_left_out():
    collection = read([failure(), made_up(), failure()])
    assert collection["failed"] == 2
    assert {f["properties"]["number"] for f in collection["features"]} == {2}


def test_it_is_rounded():
    collection = read([made_up()], "region")
    for feature in collection["features"]:
        if feature["geometry"]["type"] == "Point":
            assert all(float(c).is_integer() for c in feature["geometry"]["coordinates"])
    assert any("1° of latitude" in line for line in collection["credits"])


def test_hostile_texts_are_text():
    (answer,) = of_role(read([hostile()]), "answer")
    assert answer["properties"]["title"].startswith("</script>")
