import numpy as np
import pytest
from skimage.color import lab2rgb, rgb2lab

from geo_core.embedding.handmade.colour_histogram import BINS, HIGH, LOW, colour_histogram
from tests.embedding.handmade.pictures import scene


def naive(lab):
    """One pixel at a time, by the edges of the bins."""
    edges = [np.linspace(low, high, n + 1) for low, high, n in zip(LOW, HIGH, BINS, strict=True)]
    counts = np.zeros(BINS)
    for pixel in lab.reshape(-1, 3):
        place = [np.searchsorted(e, v, side="right") - 1 for e, v in zip(edges, pixel, strict=True)]
        counts[tuple(place)] += 1
    return counts.ravel() / counts.sum()


def test_it_is_the_naive_count() -> None:
    lab = rgb2lab(scene(0)[:60, :60])
    np.testing.assert_allclose(colour_histogram(lab), naive(lab), atol=1e-6)


def test_a_known_colour_is_in_its_bin() -> None:
    rgb = lab2rgb(np.full((8, 8, 3), (62.0, 30.0, -40.0)))
    found = colour_histogram(rgb2lab(rgb)).reshape(BINS)
    assert found[2, int((30 + 86.2) / 184.5 * 14), int((-40 + 107.9) / 202.4 * 14)] == 1


def test_every_colour_has_a_bin() -> None:
    """The corners of the sRGB cube are its extremes; none is cut off at a bound."""
    corners = np.stack(np.meshgrid([0, 1], [0, 1], [0, 1]), axis=-1).reshape(8, 1, 3).astype(np.float64)
    lab = rgb2lab(corners)
    assert (lab >= np.array(LOW) - 0.1).all()
    assert (lab <= np.array(HIGH) + 0.1).all()
    assert colour_histogram(lab).sum() == pytest.approx(1)


def test_grey_does_not_tremble_between_bins() -> None:
    rng = np.random.default_rng(0)
    lab = np.stack([np.full(100, 40.0), *rng.normal(0, 1.5, (2, 100))], axis=-1)
    assert np.count_nonzero(colour_histogram(lab[None])) == 1


def test_where_a_pixel_stands_does_not_matter() -> None:
    lab = rgb2lab(scene(2))
    mixed = np.random.default_rng(0).permutation(lab.reshape(-1, 3)).reshape(lab.shape)
    assert np.array_equal(colour_histogram(lab), colour_histogram(mixed))
