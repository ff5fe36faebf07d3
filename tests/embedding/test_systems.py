"""The retrieval systems by name: what they need, what they refuse, and what tells them apart."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from geo_core.embedding import efficientnet_lite, netvlad, ranking, siamac, vgg
from geo_core.embedding.embedder import load_embedder
from geo_core.embedding.layered import Layered
from geo_core.embedding.network import FULL_WHITENING
from geo_core.embedding.regional_max import regional_max
from geo_core.embedding.registry import EMBEDDERS, network_named
from geo_core.embedding.systems import NETWORKS, SYSTEMS, embedder_name
from geo_core.embedding.weights import load_state_dict
from geo_core.errors import WeightsError
from geo_core.settings import EmbedderSettings

CPU = EmbedderSettings(device="cpu", precision="float32")
LEARNED = {"ranking": ranking.layers, "siamac": siamac.layers, "netvlad": netvlad.layers}


def image(side: int) -> torch.Tensor:
    return torch.randn((2, 3, side, side), generator=torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def vgg_weights(tmp_path_factory) -> Path:
    """Convolutions of a VGG-16 with random weights."""
    from torchvision.models import vgg16

    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("vgg") / "vgg16.pth"
    torch.save({f"features.{k}": v for k, v in vgg16(weights=None).features.state_dict().items()}, path)
    return path


@pytest.fixture(scope="module")
def lite2_weights() -> Path:
    (path,) = efficientnet_lite.network(2).published_weights()
    return path


def checkpoint(system: str, trunk, trunk_weights: Path, path: Path) -> Path:
    """Of layers with random values on a trunk."""
    torch.manual_seed(1)
    layers = LEARNED[system](trunk)
    for parameter in layers.parameters():
        torch.nn.init.normal_(parameter, mean=0.1, std=0.1)
    module = Layered(trunk.build(load_state_dict(trunk_weights)), layers)
    network = SYSTEMS[system](trunk, "name")
    torch.save(dict(network.checkpoint_of(module)), path)
    return path


def test_every_system_has_a_name_on_each_trunk() -> None:
    assert {"ranking", "siamac", "siamac-mac", "siamac-rmac", "siamac-gem", "netvlad"} <= set(EMBEDDERS)
    assert {f"{name}-vgg16" for name in SYSTEMS} <= set(EMBEDDERS)
    for name in NETWORKS:
        assert network_named(name).name == name
    assert embedder_name("netvlad", "vgg16") == "netvlad-vgg16"


@pytest.mark.parametrize(
    ("name", "pooled"),
    [
        ("siamac-mac", lambda maps: maps.amax(dim=(2, 3))),
        ("siamac-rmac", regional_max),
        ("siamac-gem", lambda maps: maps.clamp(min=1e-6).pow(3).mean(dim=(2, 3)).pow(1 / 3)),
    ],
)
def test_siamac_works_off_the_shelf(name: str, pooled) -> None:
    embedder = load_embedder(replace(CPU, name=name))
    images = image(64)
    with torch.inference_mode():
        expected = torch.nn.functional.normalize(pooled(embedder.trunk(images))).numpy()
    np.testing.assert_allclose(embedder.pool(images), expected, rtol=1e-4, atol=1e-6)
    assert embedder.network.whitening == FULL_WHITENING
    assert embedder.identity.dimension == 1280


@pytest.mark.parametrize("name", [*LEARNED, *(f"{system}-vgg16" for system in LEARNED)])
def test_what_has_learned_layers_says_how_to_train_them(name: str, vgg_weights: Path) -> None:
    with pytest.raises(WeightsError, match="train-embedder"):
        load_embedder(replace(CPU, name=name))
    with pytest.raises(WeightsError, match="train-embedder"):
        load_embedder(replace(CPU, name=name, weights=vgg_weights))


@pytest.mark.parametrize(("system", "dimension"), [("ranking", 512), ("siamac", 512), ("netvlad", 64 * 512)])
def test_on_vgg16(system: str, dimension: int, vgg_weights: Path, tmp_path: Path) -> None:
    """A checkpoint on the paper's trunk gives what trunk and layers give when called by hand."""
    trunk = vgg.network()
    path = checkpoint(system, trunk, vgg_weights, tmp_path / "weights.pt")
    embedder = load_embedder(replace(CPU, name=f"{system}-vgg16", weights=path))
    images = image(64)
    layers = LEARNED[system](trunk)
    layers.load_state_dict(
        {k.removeprefix("layers."): v for k, v in torch.load(path).items() if k.startswith("layers.")}
    )
    with torch.inference_mode():
        maps = trunk.build(load_state_dict(vgg_weights))(images)
        expected = layers(maps).numpy()
    np.testing.assert_allclose(embedder.pool(images), expected, rtol=1e-3, atol=1e-5)
    assert embedder.identity.dimension == dimension
    np.testing.assert_allclose(np.linalg.norm(embedder.embed(images), axis=1), 1, atol=1e-5)


def test_a_checkpoint_survives_loading_and_saving(lite2_weights: Path, tmp_path: Path) -> None:
    path = checkpoint("siamac", efficientnet_lite.network(2), lite2_weights, tmp_path / "weights.pt")
    embedder = load_embedder(replace(CPU, name="siamac", weights=path))
    again = embedder.network.checkpoint_of(embedder.trunk)
    saved = load_state_dict(path)
    assert set(again) == set(saved)
    for name, tensor in saved.items():
        torch.testing.assert_close(again[name], tensor)


def test_untrained_poolings_take_the_convolutions_of_a_trained_one(
    lite2_weights: Path, tmp_path: Path
) -> None:
    path = checkpoint("siamac", efficientnet_lite.network(2), lite2_weights, tmp_path / "weights.pt")
    images = image(64)
    plain = load_embedder(replace(CPU, name="siamac-rmac"))
    taken = load_embedder(replace(CPU, name="siamac-rmac", weights=path))
    np.testing.assert_array_equal(taken.pool(images), plain.pool(images))
    assert taken.identity.digest != plain.identity.digest  # of another file, though the same numbers


def test_the_identity_tells_systems_and_checkpoints_apart(lite2_weights: Path, tmp_path: Path) -> None:
    trunk = efficientnet_lite.network(2)
    first = checkpoint("siamac", trunk, lite2_weights, tmp_path / "a.pt")
    state = dict(load_state_dict(first))
    state["layers.0.power"] = state["layers.0.power"] + 1
    torch.save(state, tmp_path / "b.pt")
    settings = [
        replace(CPU, name="siamac", weights=first),
        replace(CPU, name="siamac", weights=tmp_path / "b.pt"),
        *(replace(CPU, name=f"siamac-{kind}") for kind in ("mac", "rmac", "gem")),
        replace(CPU, name="efficientnet-lite2"),
    ]
    embedders = [load_embedder(one) for one in settings]
    assert len({one.identity.digest for one in embedders}) == len(settings)
    a, b = (one.embed(image(64)) for one in embedders[:2])
    assert np.abs(a - b).max() > 1e-3


def test_layers_of_another_system_are_refused(lite2_weights: Path, tmp_path: Path) -> None:
    path = checkpoint("siamac", efficientnet_lite.network(2), lite2_weights, tmp_path / "weights.pt")
    with pytest.raises(WeightsError, match="not those of netvlad"):
        load_embedder(replace(CPU, name="netvlad", weights=path))


def test_layers_compute_in_float32_whatever_the_trunk_does(lite2_weights: Path, tmp_path: Path) -> None:
    path = checkpoint("ranking", efficientnet_lite.network(2), lite2_weights, tmp_path / "weights.pt")
    embedder = load_embedder(replace(CPU, name="ranking", weights=path, precision="bfloat16"))
    images = image(64)
    with torch.inference_mode():
        with torch.autocast("cpu", dtype=torch.bfloat16):
            maps = embedder.trunk.get_submodule("trunk")(images)
        expected = embedder.trunk.get_submodule("layers")(maps.float()).numpy()
    np.testing.assert_allclose(embedder.pool(images), expected, rtol=1e-4, atol=1e-5)
