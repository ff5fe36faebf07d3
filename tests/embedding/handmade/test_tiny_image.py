import numpy as np

from geo_core.embedding.handmade.tiny_image import tiny_image
from tests.embedding.handmade.pictures import SIDE_PX, scene


def test_it_is_the_mean_of_each_block_less_the_mean_of_all() -> None:
    rgb = scene(0)
    found = tiny_image(rgb).reshape(16, 16, 3)
    block = SIDE_PX // 16
    for row, column, channel in ((0, 0, 0), (3, 7, 1), (15, 15, 2)):
        part = rgb[row * block : (row + 1) * block, column * block : (column + 1) * block, channel]
        np.testing.assert_allclose(found[row, column, channel], part.mean() - rgb.mean(), atol=1e-5)


def test_exposure_changes_only_its_length() -> None:
    rgb = scene(1)
    np.testing.assert_allclose(tiny_image(0.5 * rgb + 0.2), 0.5 * tiny_image(rgb), atol=1e-6)


def test_one_colour_has_no_layout() -> None:
    np.testing.assert_allclose(tiny_image(np.full((SIDE_PX, SIDE_PX, 3), 0.3, np.float32)), 0, atol=1e-6)
