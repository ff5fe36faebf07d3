import io
import struct

import numpy as np
import pytest
from PIL import Image

from geo_core.errors import GeoCoreError
from geo_core.view.exports.card import SIZE
from geo_core.view.exports.card_globe import ANSWER, MIDDLE, RADIUS, TRUTH
from tests.view.exports.findings import export, failure, hostile, made_up


def card(finding, precision="exact", texts=None):
    data = export([finding], "card", precision, texts or {})
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


def chunks(png):
    at = 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8]
        at += 12 + length


def near(pixels, colour):
    return np.abs(pixels - np.array(colour)).max(axis=-1) < 12


def test_it_is_a_plain_png():
    data = export([made_up()], "card")
    assert Image.open(io.BytesIO(data)).size == SIZE
    assert set(chunks(data)) == {b"IHDR", b"IDAT", b"IEND"}


def test_the_answer_stands_in_the_middle_of_the_globe():
    pixels = card(made_up(truth=None))
    assert near(pixels[MIDDLE[1], MIDDLE[0]], ANSWER)


@pytest.mark.parametrize(("lat", "lon"), [(0.0, 180.0), (90.0, 0.0), (-90.0, 50.0)])
def test_hard_places_are_drawn(lat, lon):
    assert near(card(made_up(lat=lat, lon=lon))[MIDDLE[1], MIDDLE[0]], ANSWER)


def test_heat_and_true_place_lie_upon_it():
    bare = card(made_up(heat=None, truth=None, neighbours=0))
    hot = card(made_up(truth=(27.0, 108.0), neighbours=0))
    globe = np.s_[MIDDLE[1] - RADIUS : MIDDLE[1] + RADIUS, MIDDLE[0] - RADIUS : MIDDLE[0] + RADIUS]
    warm = [(pixels[globe][..., 0] - pixels[globe][..., 2] > 100).sum() for pixels in (hot, bare)]
    assert warm[0] - warm[1] > 1000
    assert near(hot[globe], TRUTH).sum() > 60 > near(bare[globe], TRUTH).sum()


def test_the_photo_is_shown_only_where_it_is_given():
    red = np.zeros((300, 400, 3), np.uint8)
    red[..., 0] = 255
    assert near(card(made_up(photo=red)), (255, 0, 0)).sum() > 20_000
    assert near(card(made_up()), (255, 0, 0)).sum() == 0


@pytest.mark.parametrize("title", ["", "x" * 10**4, "京都", "two\nlines"])
def test_any_title_keeps_within_its_column(title):
    pixels = card(made_up(title=title))
    assert near(pixels[:, SIZE[0] - 40 :], (240, 245, 252)).sum() == 0


def test_long_words_of_any_language_do_not_run_into_the_bars():
    long = {
        "answer_headline": "Höchstwahrscheinlich irgendwo " * 6 + "{where}",
        "answer_detail": "sehr " * 200,
    }
    short, wordy = card(made_up()), card(made_up(), texts=long)
    bars = np.s_[395:560, 628:]
    assert (short[bars] == wordy[bars]).all()


def test_hostile_texts_are_drawn():
    assert card(hostile()).shape == (630, 1200, 3)


def test_one_answer_a_card():
    with pytest.raises(GeoCoreError, match="given are 2"):
        export([made_up(), made_up()], "card")
    with pytest.raises(GeoCoreError, match="given are 0"):
        export([failure()], "card")
    assert export([failure(), made_up()], "card")
