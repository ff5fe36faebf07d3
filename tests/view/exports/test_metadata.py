"""Nothing of a photo's file but its pixels is in any export."""

import base64
import io
import re
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from geo_core.view.exports.exporting import EXPORT_FORMATS
from tests.photo.drawing import exif_with
from tests.tiny import picture, tiny_localizer
from tests.view.exports.findings import export, located

CAMERA, OWNER, REMARK = "SecretCam 9000", "Jane Q. Owner", "at home in the garden"
GPS = {1: "N", 2: (48.0, 51.0, 24.12), 3: "E", 4: (2.0, 21.0, 7.92)}
NAMES = (CAMERA, OWNER, REMARK, "SecretCam", "Exif", "xmpmeta", "photoshop")
PLACE = ("48.85", "48,51", "24.12", "2.352", "7.92")
"""The tag's place as decimals and as it stands in the file."""


def tagged(form):
    """The tiny atlas's Agra in a file that says Paris, a camera and an owner."""
    exif = exif_with(gps=GPS)
    exif[0x0110], exif[0x010F], exif[0x8298], exif[0x010E] = CAMERA, CAMERA, OWNER, REMARK
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><a photoshop:City='{OWNER}'/></x:xmpmeta>".encode()
    image, stream = Image.open(io.BytesIO(picture(0, 9))), io.BytesIO()
    if form == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Comment", REMARK)
        image.save(stream, "PNG", exif=exif, pnginfo=text)
    else:
        image.save(stream, form, exif=exif, xmp=xmp, comment=REMARK.encode())
    return stream.getvalue()


def pictures(data):
    """Every picture that an export holds, or is."""
    inner = re.findall(rb"data:image/\w+;base64,([A-Za-z0-9+/=]+)", data)
    return [base64.b64decode(part) for part in inner] or ([data] if data.startswith(b"\x89PNG") else [])


def words(data):
    """What an export says: all its text, without pictures, styles and programs."""
    if data.startswith(b"\x89PNG"):
        return ""
    text = re.sub(r"base64,[A-Za-z0-9+/=]+", "", data.decode())
    return re.sub(
        r'<style>.*?</style>|<script( type="text/plain"[^>]*)?>.*?</script>', "", text, flags=re.DOTALL
    )


@pytest.fixture(scope="module", params=["JPEG", "PNG"])
def finding(request, tiny_atlas: Path):
    data = tagged(request.param)
    assert CAMERA.encode() in data
    assert REMARK.encode() in data
    return located(tiny_localizer(tiny_atlas), data)


@pytest.mark.parametrize("form", EXPORT_FORMATS)
def test_no_trace_of_the_file(finding, form):
    data = export([finding], form)
    said = words(data)
    assert [trace for trace in (*NAMES, *PLACE) if trace in said] == []
    assert said.count("Agra") > 0 or form == "card"
    for part in (data, *pictures(data)):
        assert [name for name in NAMES[:4] if name.encode() in part] == []


@pytest.mark.parametrize(("form", "many"), [("html", 4), ("card", 1)])
def test_pictures_hold_pixels_only(finding, form, many):
    found = pictures(export([finding], form))
    assert len(found) == many  # of a page: the Earth, its lines, the heat and the photo
    for part in found:
        with Image.open(io.BytesIO(part)) as image:
            assert dict(image.getexif()) == {}
            assert not {"exif", "xmp", "comment", "Comment", "icc_profile"} & image.info.keys()


def test_the_answer_is_not_the_tag(finding):
    assert (round(finding.prediction.lat), round(finding.prediction.lon)) == (27, 78)
