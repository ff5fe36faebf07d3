from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from skimage.color import rgb2lab

from geo_core.embedding.embedder import load_embedder
from geo_core.embedding.handmade.colour_histogram import colour_histogram
from geo_core.embedding.handmade.im2gps import CHANNELS, WEIGHTS
from geo_core.embedding.handmade.trunk import FEATURES, Im2GPSTrunk, photo_features
from geo_core.errors import WeightsError
from geo_core.settings import EmbedderSettings
from tests.embedding.handmade.pictures import scene

SETTINGS = EmbedderSettings(name="im2gps", device="cpu")


@pytest.fixture(scope="module")
def im2gps():
    return load_embedder(SETTINGS)


@pytest.fixture(scope="module")
def photos() -> torch.Tensor:
    return torch.from_numpy(np.stack([scene(seed).transpose(2, 0, 1) for seed in range(4)]))


@pytest.fixture(scope="module")
def vectors(im2gps, photos):
    return im2gps.embed(photos)


def test_an_embedding_has_norm_one_before_and_after_embed(im2gps, photos, vectors) -> None:
    assert vectors.shape == (4, im2gps.identity.dimension) == (4, sum(CHANNELS.values()))
    np.testing.assert_allclose(np.linalg.norm(im2gps.pool(photos[:1]), axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_its_squared_distance_is_the_weighted_sum_of_the_features(im2gps, photos, vectors) -> None:
    textons, weights = im2gps.trunk.textons.numpy(), im2gps.trunk.weights.numpy()
    assert weights.sum() == pytest.approx(1, abs=1e-5)
    one, other = (photo_features(scene(seed), textons) for seed in (0, 1))
    assert [len(feature) for feature in one] == list(CHANNELS.values())
    expected = sum(w * np.square(a - b).sum() for w, a, b in zip(weights, one, other, strict=True))
    assert np.square(vectors[0] - vectors[1]).sum() == pytest.approx(expected, rel=1e-4)


def test_histograms_lie_between_half_of_chi_squared_and_all_of_it() -> None:
    textons = np.zeros((512, 64), np.float32)
    roots = [photo_features(scene(seed), textons)[1] for seed in (0, 1)]
    p, q = (colour_histogram(rgb2lab(scene(seed))) for seed in (0, 1))
    filled = p + q > 0
    chi_squared = (np.square(p - q)[filled] / (p + q)[filled]).sum()
    assert chi_squared / 2 <= np.square(roots[0] - roots[1]).sum() <= chi_squared


def test_a_photo_is_nearest_to_its_own_copy_with_noise(im2gps, photos, vectors) -> None:
    noise = torch.randn(photos.shape, generator=torch.Generator().manual_seed(0)) * 0.01
    copies = im2gps.embed((photos + noise).clamp(0, 1))
    assert (copies @ vectors.T).argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_neither_batch_nor_precision_changes_an_embedding(im2gps, photos, vectors) -> None:
    """Nothing of it is a network's: asked for bfloat16, it computes as always."""
    alone = replace(im2gps, batch_size=1, dtype=torch.bfloat16).embed(photos[2:3])
    assert np.array_equal(alone[0], vectors[2])


def test_a_black_photo_has_an_embedding_too(im2gps) -> None:
    black = im2gps.embed(torch.zeros(1, 3, 240, 240))
    assert np.linalg.norm(black) == pytest.approx(1, abs=1e-5)


def test_its_identity_is_its_textons(im2gps, tmp_path: Path) -> None:
    state = im2gps.trunk.state_dict()
    torch.save({**state, "weights": torch.full((FEATURES,), 0.2)}, tmp_path / "other.pth")
    other = load_embedder(replace(SETTINGS, weights=tmp_path / "other.pth"))
    assert other.identity.digest != im2gps.identity.digest
    assert im2gps.identity.projection == "none"


def test_the_weights_of_a_network_are_refused(tmp_path: Path) -> None:
    torch.save({"layer.weight": torch.zeros(3)}, tmp_path / "other.pth")
    with pytest.raises(WeightsError, match="not the textons"):
        load_embedder(replace(SETTINGS, weights=tmp_path / "other.pth"))


def test_the_learnt_numbers_are_sound() -> None:
    state = torch.load(WEIGHTS, weights_only=True)
    trunk = Im2GPSTrunk()
    trunk.load_state_dict(state)
    assert (trunk.weights > 0).all()
    assert len(torch.unique(trunk.textons, dim=0)) == 512
