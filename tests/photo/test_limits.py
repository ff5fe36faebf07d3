from __future__ import annotations

import struct
import zlib

import pytest
from PIL import Image

from geo_core.errors import PhotoError
from geo_core.photo.reading import read_photo
from geo_core.photo.segments import MAX_SCANS, MAX_SEGMENTS
from geo_core.settings import PhotoSettings
from tests.photo.drawing import encoded, png_header, scene

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "HEIF", "MPO")


def refusal(data: bytes, settings: PhotoSettings = PhotoSettings()) -> str:  # noqa: B008  (it is frozen)
    with pytest.raises(PhotoError) as caught:
        read_photo(data, settings=settings)
    message = str(caught.value)
    # What was given; what is allowed; what to do.
    given, rest = message.split("; ", 1)
    assert given.startswith("The ")
    assert rest.startswith("allowed ")
    assert message.endswith(".")
    assert any(remedy in rest for remedy in (". Save ", ". Choose ", ". Copy ")), message
    return message


def test_empty() -> None:
    assert "empty" in refusal(b"")


def test_too_many_bytes() -> None:
    message = refusal(b"\xff\xd8\xff" + b"\0" * 2_000_000, PhotoSettings(max_bytes=2**20))
    assert "1.9 MiB; allowed are up to 1.0 MiB" in message


def test_too_many_bytes_by_default() -> None:
    assert "50.0 MiB; allowed are up to 50.0" in refusal(bytes(50 * 2**20 + 1))


@pytest.mark.parametrize(
    ("size", "given"),
    [((10_001, 10_000), "100.0 megapixels"), ((30_000, 30_000), "900.0 megapixels")],
)
def test_too_many_pixels_are_refused_from_the_header(size: tuple[int, int], given: str) -> None:
    # The second is beyond Pillow's own limit, which must not leak.
    message = refusal(png_header(*size))
    assert given in message
    assert "allowed are up to 100.0 megapixels" in message


def test_between_pillows_warning_and_our_limit_nothing_is_warned() -> None:
    # 95 megapixels: Pillow would warn (an error in these tests); the file is then just truncated.
    assert "truncated or damaged" in refusal(png_header(10_000, 9_500))


def test_a_gif_with_a_giant_screen() -> None:
    data = bytearray(encoded(Image.new("P", (20, 20)), "GIF"))
    data[6:10] = struct.pack("<HH", 60_000, 60_000)
    assert "3600.0 megapixels" in refusal(bytes(data))


def test_a_webp_with_a_giant_canvas() -> None:
    canvas = (16_383).to_bytes(3, "little") * 2
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + canvas
    assert "megapixels" in refusal(b"RIFF" + struct.pack("<I", len(body)) + body)


@pytest.mark.parametrize("size", [(1, 1), (15, 400), (400, 15)])
def test_too_small(size: tuple[int, int]) -> None:
    assert "sides of at least 16" in refusal(encoded(scene(*size), "PNG"))


@pytest.mark.parametrize("size", [(16, 6000), (6000, 16)])
def test_an_extreme_aspect_is_fine(size: tuple[int, int]) -> None:
    photo = read_photo(encoded(scene(*size), "JPEG"), target_px=224)
    assert photo.pixels.shape[1::-1] == size


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"my holiday diary, named diary.jpg\n" * 9, ""),
        (b"%PDF-1.7\n", "PDF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n", "PostScript"),
        (b"\xc5\xd0\xd3\xc6" + b"\0" * 40, "PostScript"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"/>', "SVG/XML"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><svg/>', "SVG/XML"),
        (b"<!DOCTYPE html><html></html>", "HTML"),
        (b"PK\x03\x04" + b"\0" * 40, "ZIP"),
        (b"\0\0\0\x18ftypisom" + b"\0" * 40, "MP4"),
        (b"\0" * 100, ""),
        (b"\xff", ""),
    ],
)
def test_what_is_no_picture_is_named(data: bytes, kind: str) -> None:
    message = refusal(data)
    given = f"of another kind ({kind})" if kind else "no picture that is known"
    assert message.startswith(f"The file is {given}; allowed is JPEG, PNG")


@pytest.mark.parametrize("name", ["PPM", "ICO", "TGA", "EPS", "PCX", "JPEG2000"])
def test_formats_outside_of_the_list_are_refused(name: str) -> None:
    assert "allowed is JPEG" in refusal(encoded(scene(64, 64), name))


@pytest.mark.parametrize("name", FORMATS)
def test_truncated(name: str) -> None:
    data = encoded(scene(320, 240), name)
    # Some decoders fail while opening and some while decoding; the words are the same.
    for share in (0.3, 0.7, 0.95):
        assert "truncated or damaged" in refusal(data[: int(len(data) * share)])


def test_a_jpeg_of_a_thousand_scans() -> None:
    data = encoded(scene(), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    bomb = data[:-2] + data[last:-2] * 1000 + data[-2:]
    assert f"more than {MAX_SCANS} scans" in refusal(bomb)
    assert read_photo(data).format == "JPEG"


def test_a_jpeg_of_too_many_segments() -> None:
    data = encoded(scene(), "JPEG")
    bomb = data[:2] + b"\xff\xe0\0\x02" * MAX_SEGMENTS + data[2:]
    assert f"more than {MAX_SEGMENTS} segments" in refusal(bomb)


def test_a_png_of_too_many_chunks() -> None:
    data = encoded(scene(), "PNG")
    empty = b"\0\0\0\0abCd" + struct.pack(">I", zlib.crc32(b"abCd"))
    assert f"more than {MAX_SEGMENTS} chunks" in refusal(data[:33] + empty * MAX_SEGMENTS + data[33:])
    assert read_photo(data[:33] + empty * 1000 + data[33:]).format == "PNG"


def test_scan_marks_after_the_picture_do_not_count() -> None:
    # Phones append a video; its bytes may look like anything.
    assert read_photo(encoded(scene(), "JPEG") + b"\xff\xda" * 5000).format == "JPEG"


def test_only_the_first_of_many_frames_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    frames = [Image.new("P", (32, 32), colour) for colour in range(200)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    loads = []
    original = Image.core.new
    monkeypatch.setattr(Image.core, "new", lambda *args: loads.append(args) or original(*args))
    read_photo(data)
    assert len(loads) < 10


def test_no_path_is_ever_opened() -> None:
    assert "no picture" in refusal(__file__.encode())


def test_messages_hold_nothing_of_the_file() -> None:
    secret = b"secret-caption"
    assert secret.decode() not in refusal(secret * 3)
    damaged = encoded(scene(320, 240), "JPEG", comment=secret)[:1500] + secret
    assert secret.decode() not in refusal(damaged)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_printed(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    data = encoded(scene(320, 240), name)
    capfd.readouterr()
    refusal(data[:200])
    read_photo(data)
    assert capfd.readouterr() == ("", "")
