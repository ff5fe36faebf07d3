"""Two networks as one: against either alone, as files, as a partial tuning and as an explanation."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from geo_core.embedding import efficientnet_lite
from geo_core.embedding.embedder import Embedder, load_embedder
from geo_core.embedding.registry import DEFAULT_EMBEDDER
from geo_core.embedding.weights import checkpoint_sha256, file_sha256, load_checkpoint
from geo_core.errors import WeightsError
from geo_core.settings import EmbedderSettings

CPU = EmbedderSettings(device="cpu", precision="float32")


def images(count: int) -> torch.Tensor:
    return torch.randn((count, 3, 260, 260), generator=torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def pair() -> Embedder:
    return load_embedder(replace(CPU, name=DEFAULT_EMBEDDER))


def test_it_is_one_network_beside_the_other(pair: Embedder) -> None:
    """The second one's input is the first one's, larger than it was published for."""
    batch = images(2)
    first = load_embedder(replace(CPU, name="efficientnet-lite2"))
    network = efficientnet_lite.network(0, side_px=260)
    second = network.build(load_checkpoint(network.published_weights()))
    with torch.inference_mode():
        alone = second(batch).mean(dim=(2, 3)).numpy()
    pooled = pair.pool(batch)
    assert pooled.shape == (2, 2560)
    np.testing.assert_allclose(pooled[:, :1280], first.pool(batch), atol=1e-5)
    np.testing.assert_allclose(pooled[:, 1280:], alone, atol=1e-5)
    assert pair.identity.dimension == 2560
    assert pair.preprocessing == first.preprocessing


def test_its_maps_share_one_grid(pair: Embedder) -> None:
    maps = pair.feature_maps(images(1))
    assert maps.shape == (1, 2560, 9, 9)
    np.testing.assert_allclose(maps.mean(dim=(2, 3)).numpy(), pair.pool(images(1)), atol=1e-5)


def test_a_larger_input_changes_no_other_padding() -> None:
    """At its published size the network is what it was."""
    state = load_checkpoint(efficientnet_lite.network(0).published_weights())
    small = torch.randn((1, 3, 224, 224), generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        published = efficientnet_lite.network(0).build(state)(small)
        explicit = efficientnet_lite.network(0, side_px=224).build(state)(small)
    torch.testing.assert_close(published, explicit)


def test_one_checkpoint_of_both_is_read_back(pair: Embedder, tmp_path: Path) -> None:
    path = tmp_path / "trunk.pt"
    state = dict(pair.network.checkpoint_of(pair.trunk))
    torch.save(state, path)
    again = load_embedder(replace(CPU, name=DEFAULT_EMBEDDER, weights=path))
    np.testing.assert_array_equal(again.pool(images(1)), pair.pool(images(1)))
    assert again.identity.digest != pair.identity.digest  # of another file, though the same numbers
    assert set(state) == set(load_checkpoint(pair.network.published_weights()))


def test_the_checkpoint_of_one_of_them_is_refused() -> None:
    (one,) = efficientnet_lite.network(2).published_weights()
    with pytest.raises(WeightsError, match="not those of efficientnet-lite2"):
        load_embedder(replace(CPU, name=DEFAULT_EMBEDDER, weights=one))


def test_a_checkpoint_in_two_files_has_a_hash_of_both(pair: Embedder) -> None:
    paths = pair.network.published_weights()
    assert pair.weights_sha256 == checkpoint_sha256(paths) != checkpoint_sha256(paths[::-1])
    assert checkpoint_sha256(paths[:1]) == file_sha256(paths[0])


def test_its_last_stages_are_both_networks(pair: Embedder) -> None:
    stages = pair.network.last_stages
    assert len(stages) == sum(len(efficientnet_lite.network(v).last_stages) for v in (0, 2))
    for stage in stages:
        pair.trunk.get_submodule(stage)
