"""Grad-CAM against the class activation map, difference quotients and the served probabilities."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from geo_core.classifier.classifier import Classifier
from geo_core.classifier.heads import Heads, HeadsIdentity, partition_digest
from geo_core.embedding.embedder import Embedder
from geo_core.embedding.layered import Pool
from geo_core.embedding.netvlad import NetVLAD
from geo_core.embedding.pooling import POOLINGS
from geo_core.errors import GeoCoreError, SettingsError, WeightsError
from geo_core.explanation.grad_cam import CellMap, cell_map, grad_cam
from geo_core.explanation.seen import Box, maps_of
from geo_core.photo.preprocessing import photo_to_tensor
from tests.classifier.worlds import world
from tests.explanation.patches import CHANNELS, DIMENSION, POSITIONS, embedder, photo, projection

DRAWN = [name for name in POOLINGS if name != "own"]


def classifier(one: Embedder, dimension: int) -> Classifier:
    """Two heads that were never trained, always the same, the second with a temperature."""
    partitions = (world(8), world(32))
    identity = HeadsIdentity(
        embedder=one.identity.digest,
        embedder_text="patches",
        dimension=dimension,
        partitions=("8", "32"),
        cells=tuple(len(p) for p in partitions),
        partition_digests=tuple(partition_digest(p) for p in partitions),
    )
    with torch.random.fork_rng():
        torch.manual_seed(6)
        heads = Heads(identity).eval()
    heads.temperature[1] = 1.7
    return Classifier(heads, partitions)


def test_of_a_linear_score_of_means_it_is_the_class_activation_map() -> None:
    """Zhou et al. 2016: M(x, y) = Σ w f(x, y); Selvaraju et al. 2017, section 3.1."""
    maps = maps_of(photo(), embedder())
    weight = torch.from_numpy(np.random.default_rng(1).normal(size=CHANNELS).astype(np.float32))
    found = grad_cam(maps, lambda leaf: weight @ leaf.mean(dim=(2, 3))[0])
    activation = np.einsum("c,chw->hw", weight.numpy(), maps[0].numpy())
    np.testing.assert_allclose(found, np.maximum(activation, 0) / POSITIONS, atol=1e-6)
    assert (found == 0).any()
    assert (found > 0).any()


def test_so_it_is_through_projection_norm_and_head() -> None:
    one = embedder("mean", projection())
    heads = classifier(one, DIMENSION)
    maps = maps_of(photo(), one)[0].numpy().astype(np.float64)
    mean, matrix = one.projection.mean, one.projection.matrix.astype(np.float64)
    norm = np.linalg.norm((maps.mean(axis=(1, 2)) - mean) @ matrix)
    row = heads.heads.layers[1].weight[5].detach().numpy() * heads.heads.scale / 1.7
    activation = np.einsum("c,chw->hw", matrix @ row, maps)
    found = cell_map(photo(), one, heads, "32", 5)
    np.testing.assert_allclose(
        found.values, np.maximum(activation, 0) / norm / POSITIONS, rtol=1e-4, atol=1e-7
    )


@pytest.mark.parametrize("pooling", DRAWN)
def test_the_weights_are_difference_quotients(pooling: str) -> None:
    """The mean gradient of a channel is what raising it everywhere does to the score, divided by H W."""
    maps = maps_of(photo(2), embedder()).double()
    direction = torch.from_numpy(np.random.default_rng(2).normal(size=CHANNELS))

    def score(given: torch.Tensor) -> torch.Tensor:
        return torch.sin(POOLINGS[pooling](given)[0] @ direction)

    expected, step = torch.zeros(6, 6, dtype=torch.float64), 1e-6
    for channel in range(CHANNELS):
        raised, lowered = maps.clone(), maps.clone()
        raised[:, channel] += step
        lowered[:, channel] -= step
        if pooling.startswith("unit gen"):  # which takes numbers below 1e-6 for 1e-6, so only upwards
            lowered = maps
        quotient = (score(raised) - score(lowered)) / (step if lowered is maps else 2 * step)
        expected += quotient / POSITIONS * maps[0, channel]
    found = grad_cam(maps, score)
    np.testing.assert_allclose(found, expected.clamp(min=0), atol=2e-4 * float(expected.abs().max()))


@pytest.mark.parametrize("projected", [projection(), None], ids=["projected", "plain"])
@pytest.mark.parametrize("pooling", DRAWN)
def test_the_probability_is_the_served_one(pooling: str, projected) -> None:
    one = embedder(pooling, projected)
    heads = classifier(one, DIMENSION if projected else CHANNELS)
    vector = one.embed(photo_to_tensor(photo(), one.preprocessing)[None])
    for number, name in enumerate(("8", "32")):
        expected = heads.log_probabilities(vector)[number][0]
        found = cell_map(photo(), one, heads, name)
        assert (found.partition, found.cell) == (name, expected.argmax())
        assert found.log_probability == pytest.approx(expected.max(), abs=1e-5)
        assert cell_map(photo(), one, heads, name, 3).log_probability == pytest.approx(expected[3], abs=1e-5)
        assert found.values.shape == (6, 6)
        assert found.values.dtype == np.float32


@pytest.mark.parametrize(
    "layers", [lambda: Pool(POOLINGS["mean"]), lambda: NetVLAD(CHANNELS, 2)], ids=["ranking", "netvlad"]
)
def test_networks_that_pool_by_themselves(layers) -> None:
    layer = layers()
    if isinstance(layer, NetVLAD):
        layer.begin_with(torch.rand((2, CHANNELS), generator=torch.Generator().manual_seed(1)), 5.0)
    one = embedder(layers=torch.nn.Sequential(layer))
    heads = classifier(one, CHANNELS * (2 if isinstance(layer, NetVLAD) else 1))
    vector = one.embed(photo_to_tensor(photo(), one.preprocessing)[None])
    found = cell_map(photo(), one, heads, "8")
    assert found.log_probability == pytest.approx(heads.log_probabilities(vector)[0].max(), abs=1e-5)
    assert found.values.max() > 0


def test_the_network_that_all_queries_share_is_left_as_it_was() -> None:
    one = embedder("mean", projection())
    heads = classifier(one, DIMENSION)
    first = cell_map(photo(), one, heads, "32")
    parameters = [*one.trunk.parameters(), *heads.heads.parameters()]
    assert all(parameter.grad is None for parameter in parameters)
    np.testing.assert_array_equal(cell_map(photo(), one, heads, "32").values, first.values)


def test_what_is_not_there_is_refused() -> None:
    one = embedder("mean", projection())
    heads = classifier(one, DIMENSION)
    with pytest.raises(SettingsError, match="no heads"):
        cell_map(photo(), one, None, "8")
    with pytest.raises(SettingsError, match="no partition '129'; allowed is one of 8, 32"):
        cell_map(photo(), one, heads, "129")
    for cell in (-1, 8):
        with pytest.raises(SettingsError, match=f"cell is {cell}; allowed in the partition 8 is 0 to 7"):
            cell_map(photo(), one, heads, "8", cell)
    with pytest.raises(WeightsError, match="trained on embeddings of patches"):
        cell_map(photo(), replace(one, weights_sha256="1" * 64), heads, "8")
    with pytest.raises(GeoCoreError, match="not negative"):
        CellMap(np.full((2, 2), -1, np.float32), "8", 0, -1.0, Box(0, 0, 1, 1))


def test_on_the_starter_atlas(starter_atlas: Path, example_photos: list[Path]) -> None:
    from geo_core.localizer import open_localizer

    localizer = open_localizer(starter_atlas)
    given = localizer.read(next(p for p in example_photos if p.stem == "tajMahal").read_bytes())
    found = cell_map(given, localizer.embedder, localizer.atlas.classifier, "492")
    scores = localizer.evidence(localizer.embed([given])[0]).cells.scores
    served = next(one for one in scores if one.partition == "492").probability
    assert found.cell == served.argmax()
    assert np.exp(found.log_probability) == pytest.approx(served.max(), rel=1e-3)
    # The tomb, not the river or the sky: the strongest position lies in the middle third.
    y, x = np.unravel_index(found.values.argmax(), (9, 9))
    assert 3 <= y <= 6
    assert 3 <= x <= 6
