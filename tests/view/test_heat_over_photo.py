"""Heat on a photo: the right place, the right strength, colours for every eye."""

import io

import numpy as np
import pytest
from PIL import Image

from geo_core.embedding.projection import Projection
from geo_core.errors import GeoCoreError
from geo_core.explanation.similarity_map import similarity_map
from geo_core.photo.preprocessing import photo_to_tensor
from geo_core.records import Embedding
from geo_core.view.heat_over_photo import (
    AGAINST,
    FOR,
    OPAQUE,
    UNSEEN,
    heat_layer,
    heat_over_photo,
    png_bytes,
)
from tests.explanation.patches import embedder, maps_of_grey, photo_of
from tests.view.test_colours import EYES, luminance, seen

ONE_HOT = np.zeros((4, 4), np.float32)
ONE_HOT[1, 2] = 5


def hottest(layer):
    """(x, y) in the middle of the strongest opacity, as shares of width and height."""
    y, x = np.nonzero((layer[..., 3] == layer[..., 3].max()) & (layer[..., :3] != UNSEEN[:3]).any(axis=2))
    return (x.mean() + 0.5) / layer.shape[1], (y.mean() + 0.5) / layer.shape[0]


@pytest.mark.parametrize("size", [(80, 80), (160, 40), (33, 91)])
def test_a_position_is_hottest_in_its_own_middle(size):
    x, y = hottest(heat_layer(size, ONE_HOT))
    assert x == pytest.approx(2.5 / 4, abs=1 / size[0])
    assert y == pytest.approx(1.5 / 4, abs=1 / size[1])


def test_it_lies_over_what_was_seen_and_the_rest_is_veiled():
    layer = heat_layer((200, 100), ONE_HOT, (0.25, 0.0, 0.75, 1.0))
    assert hottest(layer) == pytest.approx((0.25 + 0.5 * 2.5 / 4, 1.5 / 4), abs=0.01)
    veiled = (layer == UNSEEN).all(axis=2)
    assert veiled[:, :50].all()
    assert veiled[:, 150:].all()
    assert not veiled[:, 50:150].any()


def test_between_positions_it_is_bilinear():
    values = np.array([[0, 1], [0.5, 0.25]], np.float32)
    alpha = heat_layer((400, 400), values, signed=True)[..., 3] / OPAQUE
    for x, y in [(100, 100), (150, 120), (200, 200), (299, 240), (290, 290)]:
        right, down = (x + 0.5 - 100) / 200, (y + 0.5 - 100) / 200
        expected = (1 - down) * right + down * ((1 - right) * 0.5 + right * 0.25)
        assert alpha[y, x] == pytest.approx(expected, abs=1 / 255)
    np.testing.assert_array_equal(alpha[:80, 350:], alpha[0, -1])  # beyond the outer middles, constant


def test_the_scale_of_a_map_does_not_matter():
    values = np.random.default_rng(0).normal(size=(5, 7)).astype(np.float32)
    for signed in (False, True):
        layers = [heat_layer((60, 60), values * k, signed=signed) for k in (1, 1e-6, 1e6)]
        for layer in layers[1:]:
            assert np.abs(layer.astype(int) - layers[0]).max() <= 1


def test_what_counts_against_shows_only_where_it_is_asked_for():
    values = np.array([[3, -3]], np.float32)
    plain, signed = (heat_layer((100, 50), values, signed=s) for s in (False, True))
    assert (plain[:, 75:, 3] == 0).all()
    np.testing.assert_array_equal(signed[0, 0], (*FOR, OPAQUE))
    np.testing.assert_array_equal(signed[0, -1], (*AGAINST, OPAQUE))


@pytest.mark.parametrize("values", [np.zeros((3, 3)), np.full((3, 3), -2.0)])
def test_nothing_for_it_leaves_the_photo_as_it_is(values):
    photo = np.random.default_rng(1).integers(0, 256, (30, 40, 3), np.uint8)
    np.testing.assert_array_equal(heat_over_photo(photo, values.astype(np.float32)), photo)


def test_a_map_of_one_position_and_a_photo_of_one_pixel():
    one = np.array([[0.4]], np.float32)
    layer = heat_layer((3, 2), one)
    assert (layer == layer[0, 0]).all()
    assert layer[0, 0, 3] == OPAQUE
    assert heat_over_photo(np.zeros((1, 1, 3), np.uint8), ONE_HOT).shape == (1, 1, 3)


def test_the_photo_shines_through_the_strongest_heat():
    dark, light = (np.full((8, 8, 3), level, np.uint8) for level in (0, 255))
    drawn = [heat_over_photo(photo, np.ones((2, 2), np.float32)).astype(int) for photo in (dark, light)]
    assert (drawn[1] - drawn[0]).min() > 60


@EYES
def test_every_eye_tells_for_from_against_and_more_heat_from_less(eye):
    both = seen(np.array([FOR, AGAINST]), eye)
    assert np.linalg.norm(both[0] - both[1]) > 100  # of 441
    levels = np.linspace(0, 1, 9, dtype=np.float32)[None]
    grey = np.full((9, 90, 3), 60, np.uint8)
    drawn = heat_over_photo(grey, levels)[4, 5::10]
    assert np.all(np.diff(luminance(seen(drawn, eye))[3:]) > 0)


@pytest.mark.parametrize(
    ("values", "box"),
    [
        (np.zeros((0, 3)), (0, 0, 1, 1)),
        (np.zeros(4), (0, 0, 1, 1)),
        (np.array([[np.nan]]), (0, 0, 1, 1)),
        (np.zeros((2, 2)), (0.5, 0, 0.5, 1)),
        (np.zeros((2, 2)), (0, 0, 1, 1.2)),
    ],
)
def test_what_cannot_be_drawn_is_refused(values, box):
    with pytest.raises(GeoCoreError, match="give"):
        heat_layer((10, 10), values.astype(np.float32), box)


def test_a_png_holds_the_pixels_and_nothing_else():
    pixels = np.random.default_rng(2).integers(0, 256, (5, 6, 4), np.uint8)
    with Image.open(io.BytesIO(png_bytes(pixels))) as picture:
        assert picture.format == "PNG"
        assert not picture.info
        np.testing.assert_array_equal(np.asarray(picture), pixels)


@pytest.mark.parametrize("pooling", ["mean", "max"])
@pytest.mark.parametrize("shown_px", [None, 90])
@pytest.mark.parametrize("size", [(96, 96), (192, 96), (96, 192), (240, 96), (131, 97)])
def test_the_heat_of_a_bright_blob_lies_on_the_blob(size, shown_px, pooling):
    """From pixels to pixels, through the crop: the neighbour is a photo of that brightness."""
    width, height = size
    side = min(size)
    blob_x, blob_y = width / 2 + side / 4, height / 2 - side / 4  # off the middle, inside of the crop
    pixels = np.full((height, width, 3), 30, np.uint8)
    x, y, half = round(blob_x), round(blob_y), side // 12
    pixels[y - half : y + half, x - half : x + half] = 250
    dull = maps_of_grey(30)
    one = embedder(pooling, Projection(dull, np.eye(len(dull), dtype=np.float32)))
    white = photo_of(np.full((48, 48, 3), 250, np.uint8))
    stored = one.embed(photo_to_tensor(white, one.preprocessing)[None])[0]
    given = photo_of(pixels)
    found = similarity_map(given, one, Embedding(stored, one.identity.digest))
    if shown_px:  # a preview of another size than what was embedded
        shrunk = Image.fromarray(pixels)
        shrunk.thumbnail((shown_px, shown_px))
        pixels = np.asarray(shrunk)
    at = hottest(heat_layer((pixels.shape[1], pixels.shape[0]), found.values, found.seen))
    # The map has 6 positions across the crop: the hottest is at most half a one off.
    tolerance_px = side / 6 / 2 + 1
    assert at[0] * width == pytest.approx(blob_x, abs=tolerance_px)
    assert at[1] * height == pytest.approx(blob_y, abs=tolerance_px)
