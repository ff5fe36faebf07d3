"""Errors in the reader's language."""

from __future__ import annotations

import pytest

from geo_core.api import AtlasError, GeoCoreError, PhotoError, PhotoSettings, read_coordinates
from geo_core.photo.reading import read_photo
from geo_core.ui.texts.catalogue import LANGUAGES
from geo_core.ui.texts.errors import told
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


def test_what_has_no_code_is_told_as_it_is() -> None:
    assert told(AtlasError("It is damaged."), LANGUAGES["de"]) == "It is damaged."
