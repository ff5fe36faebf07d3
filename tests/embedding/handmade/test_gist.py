import numpy as np
import pytest

from geo_core.embedding.handmade.gist import FINEST, GRID, ORIENTATIONS, SCALES, even_contrast, gist
from tests.embedding.handmade.pictures import SIDE_PX, grating, scene


def described(grey):
    return gist(grey).reshape(SCALES, ORIENTATIONS, GRID, GRID)


@pytest.mark.parametrize("scale", range(SCALES))
@pytest.mark.parametrize("turn", range(ORIENTATIONS))
def test_a_grating_answers_in_its_own_scale_and_orientation(scale: int, turn: int) -> None:
    found = described(grating(180 / ORIENTATIONS * turn, 2**scale / FINEST))
    inner = found[:, :, 1:-1, 1:-1].mean(axis=(2, 3))
    assert np.unravel_index(inner.argmax(), inner.shape) == (scale, turn)
    assert inner[scale, turn] > 1.5 * np.partition(inner.ravel(), -2)[-2]


def test_a_grating_between_two_orientations_answers_in_both() -> None:
    inner = described(grating(15, 2 / FINEST))[1, :, 1:-1, 1:-1].mean(axis=(1, 2))
    assert sorted(np.argsort(inner)[-2:].tolist()) == [0, 1]
    assert inner[0] == pytest.approx(inner[1], rel=0.02)


def test_energy_stays_in_its_part_of_the_photo() -> None:
    grey = np.full((SIDE_PX, SIDE_PX), 0.5, np.float32)
    grey[:48, -48:] = grating(0, 8)[:48, -48:]
    found = described(grey).sum(axis=(0, 1))
    assert np.unravel_index(found.argmax(), found.shape) == (0, GRID - 1)
    assert found[0, -1] > 0.7 * found.sum()


def test_a_mirror_image_has_mirrored_features() -> None:
    grey = scene(3)[..., 1]
    found, mirrored = described(grey), described(np.ascontiguousarray(grey[:, ::-1]))
    turns = -np.arange(ORIENTATIONS) % ORIENTATIONS
    np.testing.assert_allclose(mirrored, found[:, turns, :, ::-1], rtol=0.05, atol=2e-3)


def test_a_quarter_turn_turns_the_features() -> None:
    grey = scene(4)[..., 1]
    found, turned = described(grey), described(np.ascontiguousarray(np.rot90(grey)))
    turns = (np.arange(ORIENTATIONS) - ORIENTATIONS // 2) % ORIENTATIONS
    np.testing.assert_allclose(turned, np.rot90(found[:, turns], axes=(2, 3)), rtol=0.05, atol=2e-3)


def test_contrast_is_evened_out() -> None:
    """Stripes of a tenth of the contrast nearly keep their strength; without it they lose 90 %."""
    strong, weak = grating(0, 8), 0.5 + 0.1 * (grating(0, 8) - 0.5)
    ratio = even_contrast(weak).std() / even_contrast(strong).std()
    assert 0.2 < ratio < 1


def test_the_numbers() -> None:
    assert gist(scene(0)[..., 0]).shape == (600,)
    np.testing.assert_allclose(gist(np.zeros((SIDE_PX, SIDE_PX), np.float32)), 0, atol=1e-6)
