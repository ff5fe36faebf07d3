from __future__ import annotations

from typing import Any

import pytest
from PIL.TiffImagePlugin import IFDRational

from geo_core.errors import PhotoError
from geo_core.photo.gps import read_gps
from tests.photo.drawing import encoded, exif_with, scene

PARIS = {1: "N", 2: (48.0, 51.0, 24.12), 3: "E", 4: (2.0, 21.0, 7.92)}
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF", "MPO")


def file_with(gps: dict[int, Any], name: str = "JPEG") -> bytes:
    return encoded(scene(), name, exif=exif_with(gps=gps))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format(name: str) -> None:
    assert read_gps(file_with(PARIS, name)) == pytest.approx((48.8567, 2.3522), abs=1e-6)


@pytest.mark.parametrize(
    ("lat_ref", "lon_ref", "signs"), [("N", "E", (1, 1)), ("S", "W", (-1, -1)), ("s", "w", (-1, -1))]
)
def test_hemispheres(lat_ref: str, lon_ref: str, signs: tuple[int, int]) -> None:
    lat, lon = read_gps(file_with(PARIS | {1: lat_ref, 3: lon_ref})) or (0, 0)
    assert (lat * signs[0], lon * signs[1]) == pytest.approx((48.8567, 2.3522), abs=1e-6)


@pytest.mark.parametrize(
    "latitude",
    [(48.5, 0.0, 0.0), (48.0, 30.0, 0.0), (48.0, 29.0, 60.0), (48.0, 30.0), (48.5,), IFDRational(97, 2)],
)
def test_forms_of_one_angle(latitude: Any) -> None:
    place = read_gps(file_with(PARIS | {2: latitude}))
    assert place is not None
    assert place[0] == pytest.approx(48.5, abs=1e-6)


@pytest.mark.parametrize("missing", [1, 2, 3, 4])
def test_a_missing_tag_is_no_position(missing: int) -> None:
    assert read_gps(file_with({tag: value for tag, value in PARIS.items() if tag != missing})) is None


@pytest.mark.parametrize(
    "broken",
    [
        {2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)},
        {2: (IFDRational(48, 0), 51.0, 24.0)},
        {4: (2.0, 21.0, IFDRational(0, 0))},
        {2: (91.0, 0.0, 0.0)},
        {2: (90.0, 0.0, 1.0)},
        {4: (180.0, 0.0, 1.0)},
        {2: (48.0, 61.0, 0.0)},
        {2: (1.0, 2.0, 3.0, 4.0)},
        {1: "E"},
        {3: "N"},
        {1: ""},
        {1: "NS"},
    ],
)
def test_what_is_no_position(broken: dict[int, Any]) -> None:
    assert read_gps(file_with(PARIS | broken)) is None


@pytest.mark.parametrize(("lat", "lon"), [(90.0, 180.0), (0.0, 12.0), (12.0, 0.0)])
def test_edges_of_the_range_are_positions(lat: float, lon: float) -> None:
    assert read_gps(file_with({1: "N", 2: (lat, 0.0, 0.0), 3: "E", 4: (lon, 0.0, 0.0)})) == (lat, lon)


def test_a_photo_without_tags() -> None:
    assert read_gps(encoded(scene(), "JPEG")) is None


def test_broken_exif_is_no_position() -> None:
    assert read_gps(encoded(scene(), "JPEG", exif=b"Exif\0\0" + b"\xff" * 40)) is None


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(PhotoError):
        read_gps(b"nothing")
