import io

import pytest
from PIL import Image

from geo_core.errors import PhotoError
from geo_core.photo.comments import CommentPlace, read_comment_place
from geo_core.photo.gps import read_gps
from tests.photo.drawing import encoded, scene
from tests.photo.im2gps import im2gps_photo, with_comments


def test_all_segments_are_read_not_only_pillows_last_one() -> None:
    data = im2gps_photo("41.395354", "-2.169113")
    assert b"latitude" not in Image.open(io.BytesIO(data)).info["comment"]
    assert read_comment_place(data) == CommentPlace(41.395354, -2.169113, "77325609@N00")
    assert read_gps(data) is None


@pytest.mark.parametrize(
    "comments",
    [
        (b"Latitude: 41.5", b"LONGITUDE:-2"),
        (b"latitude = 41.5\0", b"longitude = -2\0"),
        (b"latitude: 41.5\r\nlongitude: -2\r\n",),
        (b"  latitude:\t41.5  \n  longitude:\t-2e0",),
        (b"latitude: 41.5", b"latitude: 41.5", b"longitude: -2"),
    ],
)
def test_forms_of_one_place(comments: tuple[bytes, ...]) -> None:
    assert read_comment_place(with_comments(*comments)) == CommentPlace(41.5, -2.0, "")


@pytest.mark.parametrize(
    "comments",
    [
        (),
        (b"latitude: 41.5",),
        (b"longitude: 2",),
        (b"latitude: 41.5", b"longitude: "),
        (b"latitude: north", b"longitude: 2"),
        (b"latitude: nan", b"longitude: 2"),
        (b"latitude: 91", b"longitude: 2"),
        (b"latitude: 1", b"longitude: -180.1"),
        (b"latitude: 0", b"longitude: 0.0"),
        (b"latitude: 1", b"latitude: 2", b"longitude: 2"),
        (b"tags: latitude: 1", b"tags: longitude: 2"),
    ],
)
def test_no_position_that_can_be_trusted(comments: tuple[bytes, ...]) -> None:
    assert read_comment_place(with_comments(*comments)) is None


def test_two_owners_are_none() -> None:
    said = read_comment_place(with_comments(b"latitude: 1", b"longitude: 2", b"owner: a", b"owner: b"))
    assert said == CommentPlace(1.0, 2.0, "")


def test_other_formats_have_no_such_segments() -> None:
    assert read_comment_place(encoded(scene(), "PNG")) is None
    with pytest.raises(PhotoError):
        read_comment_place(b"not a photo")
