from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from geo_core.embedding.device import choose_device, choose_dtype
from geo_core.embedding.embedder import load_embedder
from geo_core.embedding.identity import EmbedderIdentity
from geo_core.embedding.pooling import global_max, global_max_rectified, global_mean
from geo_core.embedding.projection import Projection, normalise
from geo_core.embedding.registry import EMBEDDERS, network_named
from geo_core.embedding.weights import load_state_dict
from geo_core.errors import GeoCoreError, SettingsError, WeightsError
from geo_core.settings import EmbedderSettings
from tests.tiny import tiny_embedder

FLOAT32 = EmbedderSettings(name="efficientnet-lite0", device="cpu", precision="float32")


@pytest.fixture(scope="module")
def lite0():
    return load_embedder(FLOAT32)


def images(count: int, side: int) -> torch.Tensor:
    return torch.randn((count, 3, side, side), generator=torch.Generator().manual_seed(0))


def test_lite0_gives_unit_vectors_of_1280(lite0) -> None:
    vectors = lite0.embed(images(3, 224))
    assert vectors.shape == (3, 1280)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_the_batch_does_not_change_an_embedding(lite0) -> None:
    batch = images(5, 224)
    small = replace(lite0, batch_size=2)
    np.testing.assert_allclose(small.embed(batch), lite0.embed(batch), atol=2e-5)
    np.testing.assert_allclose(lite0.embed(batch[3:4]), lite0.embed(batch)[3:4], atol=2e-5)


def test_no_photo_gives_no_row(lite0) -> None:
    assert lite0.embed(torch.empty((0, 3, 224, 224))).shape == (0, 1280)


def test_bfloat16_stays_close(lite0) -> None:
    """Cosine at least 0.99 (measured before on photos: 0.9987; noise images are harder)."""
    batch = images(4, 224)
    rounded = replace(lite0, dtype=torch.bfloat16).embed(batch)
    cosine = (rounded * lite0.embed(batch)).sum(axis=1)
    assert cosine.min() > 0.99


def test_a_projection_is_applied_after_pooling(lite0) -> None:
    draw = np.random.default_rng(0)
    projection = Projection(
        draw.normal(size=1280).astype(np.float32), draw.normal(size=(1280, 7)).astype(np.float32)
    )
    projected = replace(lite0, projection=projection)
    batch = images(2, 224)
    expected = (lite0.pool(batch) - projection.mean) @ projection.matrix
    np.testing.assert_allclose(projected.embed(batch), normalise(expected.astype(np.float32)), atol=1e-5)
    assert projected.identity.dimension == 7
    assert projected.identity.digest != lite0.identity.digest


def test_vgg16_is_convolutions_and_a_global_maximum(tmp_path: Path) -> None:
    """Against torchvision's own VGG-16 with the same (random) weights, from a checkpoint file."""
    from torchvision.models import vgg16

    torch.manual_seed(0)
    theirs = vgg16(weights=None).eval()
    path = tmp_path / "vgg16.pth"
    torch.save(theirs.state_dict(), path)
    ours = load_embedder(replace(FLOAT32, name="vgg16", weights=path))
    batch = images(2, 224)
    with torch.inference_mode():
        expected = theirs.features(batch).amax(dim=(2, 3)).numpy()
    np.testing.assert_allclose(ours.pool(batch), expected, rtol=1e-4, atol=1e-5)
    assert ours.identity.dimension == 512
    assert ours.identity.pooling == "max"


def test_vgg16_without_weights_says_how_to_get_them(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    with pytest.raises(WeightsError, match="--weights"):
        load_embedder(replace(FLOAT32, name="vgg16"))


def test_the_authors_vgg16_says_where_its_weights_come_from() -> None:
    with pytest.raises(WeightsError, match="import-caffemodel"):
        load_embedder(replace(FLOAT32, name="im2gps-vgg16"))


def test_the_pooling_that_an_atlas_was_made_with() -> None:
    rectified = load_embedder(FLOAT32, pooling="rectified max")
    assert rectified.identity.pooling == "rectified max"
    with pytest.raises(SettingsError, match="pooling is 'median'; allowed is one of mean, max"):
        load_embedder(FLOAT32, pooling="median")


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.pth"
    torch.save({"layer.weight": torch.zeros(3)}, path)
    for name in ("vgg16", "im2gps-vgg16", "efficientnet-lite0"):
        with pytest.raises(WeightsError, match="not those of"):
            load_embedder(replace(FLOAT32, name=name, weights=path))


class Evil:
    """Unpickling it would call something."""

    def __reduce__(self):
        return (print, ("unpickled",))


@pytest.mark.parametrize("content", [b"", b"nothing", {"a": 1}, Evil()])
def test_a_file_of_no_tensors_is_refused(tmp_path: Path, content: object) -> None:
    path = tmp_path / "bad.pth"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        torch.save(content, path)
    with pytest.raises(WeightsError, match=r"bad\.pth"):
        load_state_dict(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="no weights file"):
        load_state_dict(tmp_path / "none.pth")


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="efficientnet-lite2"):
        network_named("resnet")
    assert set(EMBEDDERS) >= {"efficientnet-lite0", "efficientnet-lite2", "vgg16"}


def test_pooling() -> None:
    maps = images(2, 6)
    np.testing.assert_allclose(global_mean(maps), maps.numpy().mean(axis=(2, 3)), atol=1e-6)
    np.testing.assert_allclose(global_max(maps), maps.numpy().max(axis=(2, 3)))
    for shifted in (maps, maps - 9):
        np.testing.assert_array_equal(global_max_rectified(shifted), global_max(shifted.relu()))


def test_the_identity_changes_with_every_field() -> None:
    base = EmbedderIdentity("a", "b", "c", "d", "e", 5)
    digests = {base.digest}
    for field in ("network", "weights_sha256", "preprocessing", "pooling", "projection"):
        digests.add(replace(base, **{field: "z"}).digest)
    digests.add(replace(base, dimension=6).digest)
    assert len(digests) == 7
    assert base.digest == EmbedderIdentity("a", "b", "c", "d", "e", 5).digest


def test_a_projection_of_wrong_shape_is_refused() -> None:
    with pytest.raises(GeoCoreError, match="projection"):
        Projection(np.zeros(3, np.float32), np.zeros((4, 2), np.float32))


def test_devices() -> None:
    assert choose_device("cpu").type == "cpu"
    assert choose_device("auto").type in ("cuda", "mps", "cpu")
    absent = "mps" if not torch.backends.mps.is_available() else "cuda"
    with pytest.raises(SettingsError, match=absent):
        choose_device(absent)
    assert choose_dtype(torch.device("cpu"), "float32") == torch.float32
    assert choose_dtype(torch.device("cpu"), "bfloat16") == torch.bfloat16


def test_a_zero_vector_stays_zero() -> None:
    assert not np.isnan(normalise(np.zeros((1, 4), np.float32))).any()


def test_the_tiny_embedder_of_the_tests_is_a_real_one() -> None:
    vectors = tiny_embedder().embed(torch.rand(2, 3, 32, 32))
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
