from dataclasses import replace

import numpy as np
import pytest

from geo_core.errors import GeoCoreError
from geo_core.records import Neighbours, Reference
from geo_core.view.markers import DOT_MAX_PX, DOT_MIN_PX, cards, dot_radius_px, place_name

PNG = b"\x89PNG\r\n\x1a\nrest"
REFERENCE = Reference(
    row=0, id="a", lat=0, lon=0, coord_source="exif", place="Agra", country="India", author="A",
    licence="CC0",
    source="https://example.org", group="g", source_photo="p", thumbnail_url="https://commons.wikimedia.org/x",
    thumbhash=b"\x01\x02\x03\x04\x05", has_thumbnail=False,
)  # fmt: skip


def found(n):
    return Neighbours(
        np.arange(n), np.linspace(0.5, 0.9, n), np.linspace(-90, 90, n), np.linspace(-180, 180, n)
    )


def references(n):
    return [replace(REFERENCE, row=i) for i in range(n)]


def test_area_of_a_dot_grows_with_the_weight():
    radius = dot_radius_px(np.array([0.0, 0.25, 1.0]))
    assert radius == pytest.approx([DOT_MIN_PX, (DOT_MIN_PX + DOT_MAX_PX) / 2, DOT_MAX_PX])


def test_no_weight_at_all_gives_the_smallest_dots():
    assert dot_radius_px(np.zeros(2)) == pytest.approx([DOT_MIN_PX, DOT_MIN_PX])


def test_cards_stand_in_rank_order_longitude_apart_from_latitude():
    rows = cards(found(3), references(3), np.full(3, 1 / 3), {1: PNG})
    assert [r["rank"] for r in rows] == [1, 2, 3]
    assert [(r["lon"], r["lat"]) for r in rows] == [(-180, -90), (0, 0), (180, 90)]
    assert rows[1]["thumb"].startswith("data:image/png;base64,")
    assert rows[0]["thumb"] == REFERENCE.thumbnail_url


def test_another_order_is_refused():
    with pytest.raises(GeoCoreError, match="order"):
        cards(found(2), references(2)[::-1], np.full(2, 0.5), {})
    with pytest.raises(GeoCoreError, match="one of each"):
        cards(found(2), references(1), np.full(2, 0.5), {})


@pytest.mark.parametrize(
    ("place", "country", "name"),
    [
        ("Agra", "India", "Agra, India"),
        ("Agra, India", "India", "Agra, India"),
        ("", "India", "India"),
        ("Agra", "", "Agra"),
        ("", "", ""),
    ],
)
def test_a_place_names_its_country_once(place, country, name):
    assert place_name(replace(REFERENCE, place=place, country=country)) == name


def test_countries_are_named_in_the_readers_language():
    austrian = [replace(one, place="Wien", country="Austria") for one in references(1)]
    (english,) = cards(found(1), austrian, np.ones(1), {})
    (german,) = cards(found(1), austrian, np.ones(1), {}, "de")
    assert (english["place"], english["country"]) == ("Wien, Austria", "Austria")
    assert (german["place"], german["country"]) == ("Wien, Österreich", "Österreich")
