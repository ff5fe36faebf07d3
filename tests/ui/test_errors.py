"""Errors in the reader's language."""

from __future__ import annotations

import io
import zipfile

import pytest

from geo_core.api import (
    AtlasError,
    ClassSetError,
    GeoCoreError,
    PhotoError,
    PhotoSettings,
    Taking,
    read_coordinates,
    read_zip,
)
from geo_core.game import zip_files
from geo_core.photo.reading import read_photo
from geo_core.photo.segments import MAX_SCANS, MAX_SEGMENTS
from geo_core.ui.texts.catalogue import LANGUAGES
from geo_core.ui.texts.errors import problem_told, told
from tests.photo.drawing import encoded, png_header, scene


def refusal(data: bytes) -> PhotoError:
    with pytest.raises(PhotoError) as refused:
        read_photo(data, settings=PhotoSettings(max_bytes=2**20))
    return refused.value


@pytest.mark.parametrize(
    ("data", "german", "spanish"),
    [
        (b"", "Die Datei ist leer", "El archivo está vacío"),
        (bytes(1_700_000), "1,6 MiB, erlaubt sind bis zu 1 MiB", "1,6 MiB; se admiten hasta 1 MiB"),
        (png_header(60_000, 60_000), "3.600 Megapixel", "3600 megapíxeles"),
        (encoded(scene(1, 1), "PNG"), "1 × 1 Pixel", "1 × 1 píxeles"),
        (b"%PDF-1.7", "von anderer Art (PDF)", "de otro tipo (PDF)"),
        (b"no picture", "kein bekanntes Bild", "no es una imagen conocida"),
        (encoded(scene(90, 90), "JPEG")[:700], "unvollständig oder beschädigt", "incompleto o dañado"),
    ],
)
def test_a_photo_is_refused_in_the_reader_s_language(data: bytes, german: str, spanish: str) -> None:
    error = refusal(data)
    assert told(error, LANGUAGES["en"]) == str(error)
    assert german in told(error, LANGUAGES["de"])
    assert spanish in told(error, LANGUAGES["es"]).replace("\u00a0", "").replace("3.600", "3600")


def test_coordinates_are_refused_in_the_reader_s_language() -> None:
    with pytest.raises(GeoCoreError) as refused:
        read_coordinates("91.5, 0")
    assert told(refused.value, LANGUAGES["de"]).startswith("91,5 ist keine Breite")


JPEG, PNG = encoded(scene(90, 90), "JPEG"), encoded(scene(90, 90), "PNG")
SCAN = encoded(scene(90, 90), "JPEG", progressive=True)
CUT_UP = {
    "photo_scans": SCAN[:-2] + SCAN[SCAN.rindex(b"\xff\xda") : -2] * MAX_SCANS,
    "photo_segments": JPEG[:2] + b"\xff\xe0\0\x02" * MAX_SEGMENTS + JPEG[2:],
    "photo_chunks": PNG[:33] + b"\0\0\0\0abCd\0\0\0\0" * MAX_SEGMENTS + PNG[33:],
}
OTHERS = sorted(set(LANGUAGES) - {"en"})


def said(language: str, code: str, **values: str) -> str:
    return LANGUAGES[language][f"error_{code}"].format_map(values)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("code", CUT_UP)
def test_a_picture_in_too_many_pieces_is_refused_in_the_reader_s_language(code: str, language: str) -> None:
    allowed = "200" if code == "photo_scans" else "20.000"
    with pytest.raises(PhotoError) as refused:
        read_photo(CUT_UP[code])
    assert told(refused.value, LANGUAGES[language]) == said(language, code, allowed=allowed)


HEADER = "file,lat,lon\n"


def packed(files: dict[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def picture(data: bytes) -> bytes:
    if data == b"cut up":
        read_photo(CUT_UP["photo_scans"])
    if data == b"none":
        read_photo(data)
    return data


def set_refused(data: bytes, language: str) -> str:
    with pytest.raises(ClassSetError) as refused:
        read_zip(data, Taking(picture))
    assert told(refused.value, LANGUAGES["en"]) == str(refused.value)
    return told(refused.value, LANGUAGES[language])


def left_out(data: bytes, language: str, taking: Taking | None = None) -> list[str]:
    found = read_zip(data, taking or Taking(picture))
    assert [problem_told(one, LANGUAGES["en"]) for one in found.problems] == [
        f"{one.file}: {one.message}" for one in found.problems
    ]
    return [problem_told(one, LANGUAGES[language]) for one in found.problems]


@pytest.mark.parametrize("language", OTHERS)
def test_an_archive_is_refused_in_the_reader_s_language(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set_refused(b"PK\x03\x04 damaged", language) == said(language, "set_zip")
    damaged = bytearray(packed({"t.csv": HEADER}))
    damaged[damaged.index(b"t.csv") + len("t.csv")] ^= 0xFF
    assert set_refused(bytes(damaged), language) == said(language, "set_member")
    monkeypatch.setattr(zip_files, "MOST_BYTES", 3 * 2**20)
    large = packed({"a.jpg": bytes(5 * 2**20)})
    assert set_refused(large, language) == said(language, "set_unpacked", given_mib="5", allowed_mib="3")
    many = packed({f"{number}.txt": b"" for number in range(2001)})
    assert set_refused(many, language) == said(language, "set_files", given="2.001", allowed="2.000")


@pytest.mark.parametrize("language", OTHERS)
def test_members_are_left_out_in_the_reader_s_language(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zip_files, "FILE_BYTES", 2**20)
    files = {"locked.jpg": b"L", "a.jpg": b"A", "big.jpg": bytes(3 * 2**20), "../out.jpg": b"O"}
    data = bytearray(packed({**files, "t.csv": HEADER + "a.jpg,1,2\n"}))
    data[data.index(b"PK\x01\x02") + 8] |= zip_files.ENCRYPTED  # the first member's flags
    assert left_out(bytes(data), language) == [
        f"locked.jpg: {said(language, 'set_password')}",
        f"big.jpg: {said(language, 'set_large', given_mib='3', allowed_mib='1')}",
        f"../out.jpg: {said(language, 'set_outside')}",
    ]
    stream = io.BytesIO(packed({"a.jpg": b"A", "t.csv": HEADER + "a.jpg,1,2\n"}))
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("a.jpg", b"Z")
    assert left_out(stream.getvalue(), language) == [f"a.jpg: {said(language, 'set_namesake')}"]


@pytest.mark.parametrize("language", OTHERS)
def test_rows_and_photos_are_left_out_in_the_reader_s_language(language: str) -> None:
    rows = ["a.jpg,1,2", "far.jpg,95.5,190", "swap.jpg,151.2,-33.9", "word.jpg,north,2", ",1,2"]
    rows += ["zero.jpg,0,0", "a.jpg,7,8", "twin.jpg,5,6", "gone.jpg,5,6", "cut.jpg,5,6", "none.jpg,5,6"]
    photos = {"a.jpg": b"A", "cut.jpg": b"cut up", "none.jpg": b"none", "rowless.jpg": b"R", "twin.jpg": b"A"}
    data = packed({**photos, "t.csv": HEADER + "\n".join(rows)})
    unknown = told(refusal(b"none"), LANGUAGES[language])

    def row(code: str, line: int, **values: str) -> str:
        return said(language, code, table="t.csv", line=str(line), **values)

    expected = [
        f"far.jpg: {row('set_row_far', 3, lat='95.5', lon='190')}",
        f"swap.jpg: {row('set_row_swapped', 4, lat='151.2', lon='-33.9')}",
        f"word.jpg: {row('set_row_degrees', 5, lat='north', lon='2')}",
        f"t.csv: {row('set_row_file', 6)}",
        f"zero.jpg: {row('set_row_zero', 7)}",
        f"a.jpg: {said(language, 'set_row_again')}",
        f"cut.jpg: {said(language, 'photo_scans', allowed='200')}",
        f"none.jpg: {unknown}",
        f"rowless.jpg: {said(language, 'set_unnamed')}",
        f"twin.jpg: {said(language, 'set_twin')}",
        f"gone.jpg: {said(language, 'set_missing')}",
    ]
    assert left_out(data, language) == expected
    tagless = Taking(picture, lambda _: None)
    assert f"rowless.jpg: {said(language, 'set_unplaced')}" in left_out(data, language, tagless)


@pytest.mark.parametrize("language", OTHERS)
def test_reasons_within_an_error_are_told_in_the_reader_s_language(language: str) -> None:
    data = packed({"a.jpg": b"none", "b.jpg": b"B", "t.csv": HEADER + "a.jpg,1,2\ngone.jpg,95,2\n"})
    reasons = [
        f"gone.jpg: {said(language, 'set_row_swapped', table='t.csv', line='3', lat='95', lon='2')}",
        f"a.jpg: {told(refusal(b'none'), LANGUAGES[language])}",
        f"b.jpg: {said(language, 'set_unnamed')}",
    ]
    assert set_refused(data, language) == said(language, "set_empty", reasons="; ".join(reasons))
    assert set_refused(packed({"t.csv": HEADER}), language) == said(language, "set_bare")


def test_what_has_no_code_is_told_as_it_is() -> None:
    assert told(AtlasError("It is damaged."), LANGUAGES["de"]) == "It is damaged."
