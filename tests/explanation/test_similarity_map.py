"""The map against loops, against the embedder's own similarity, and against covered patches."""

import gc
import weakref
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from geo_core.embedding.embedder import Embedder
from geo_core.embedding.layered import Pool, Project
from geo_core.embedding.netvlad import NetVLAD
from geo_core.embedding.pooling import POOLINGS
from geo_core.embedding.projection import Projection
from geo_core.embedding.siamac import GeneralisedMean
from geo_core.errors import AtlasError, GeoCoreError, SettingsError
from geo_core.explanation.seen import Box, maps_of, seen_box
from geo_core.explanation.similarity_map import SimilarityMap, similarity_map, similarity_maps
from geo_core.explanation.weighted_sum import of_layer, of_pooling
from geo_core.photo.preprocessing import Preprocessing, photo_to_tensor
from geo_core.records import Embedding, Photo
from tests.explanation.patches import (
    CHANNELS,
    DIMENSION,
    PATCH_PX,
    POSITIONS,
    SIDE_PX,
    embedder,
    maps_of_grey,
    photo,
    photo_of,
    projection,
    reference,
    trunk,
)

DRAWN = [name for name in POOLINGS if name != "own"]


def served(one: Embedder, given: Photo) -> np.ndarray:
    return one.embed(photo_to_tensor(given, one.preprocessing)[None])[0]


def learned_project(channels: int) -> Project:
    layer = Project(channels, DIMENSION)
    layer.begin_with(projection(channels))
    return layer


def power_mean() -> GeneralisedMean:
    layer = GeneralisedMean()
    torch.nn.init.constant_(layer.power, 2.3)
    return layer


def netvlad(clusters: int = 4) -> NetVLAD:
    layer = NetVLAD(CHANNELS, clusters)
    generator = torch.Generator().manual_seed(1)
    layer.begin_with(torch.rand((clusters, CHANNELS), generator=generator), 5.0)
    return layer


LAYERS = {
    "ranking on a mean": lambda: [Pool(POOLINGS["mean"]), learned_project(CHANNELS)],
    "ranking on a maximum": lambda: [Pool(POOLINGS["max"]), learned_project(CHANNELS)],
    "siamac": lambda: [power_mean(), learned_project(CHANNELS)],
    "netvlad": lambda: [netvlad()],
}


@pytest.mark.parametrize("rectified", [True, False])
@pytest.mark.parametrize("projected", [projection(), None], ids=["projected", "plain"])
@pytest.mark.parametrize("pooling", DRAWN)
def test_the_parts_sum_to_the_similarity_that_is_served(pooling, projected, rectified) -> None:
    one = embedder(pooling, projected, module=trunk(rectified=rectified))
    other = reference(one, DIMENSION if projected else CHANNELS)
    found = similarity_map(photo(), one, other)
    assert found.values.shape == (6, 6)
    assert found.values.dtype == np.float32
    assert found.cosine == pytest.approx(float(served(one, photo()) @ other.vector), abs=1e-5)
    assert found.values.sum(dtype=np.float64) == pytest.approx(found.cosine, abs=1e-5)


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("twice", [False, True], ids=["alone", "and a projection"])
def test_so_do_those_of_networks_that_pool_by_themselves(name: str, twice: bool) -> None:
    layers = torch.nn.Sequential(*LAYERS[name]())
    length = 4 * CHANNELS if name == "netvlad" else DIMENSION
    one = embedder(layers=layers, projected=projection(length, 5, seed=8) if twice else None)
    other = reference(one, 5 if twice else length)
    found = similarity_map(photo(), one, other)
    assert found.cosine == pytest.approx(float(served(one, photo()) @ other.vector), abs=1e-5)
    assert found.values.sum(dtype=np.float64) == pytest.approx(found.cosine, abs=1e-5)


@pytest.mark.parametrize("pooling", DRAWN)
def test_the_weighted_sum_is_the_pooling(pooling: str) -> None:
    maps = maps_of(photo(), embedder(pooling))
    found = of_pooling(pooling, maps)
    np.testing.assert_allclose(found.pooled, POOLINGS[pooling](maps)[0], atol=1e-6)
    assert (found.weight >= 0).all()


@pytest.mark.parametrize("name", LAYERS)
def test_the_weighted_sum_is_the_layer(name: str) -> None:
    layer = LAYERS[name]()[0]
    maps = maps_of(photo(), embedder())
    np.testing.assert_allclose(of_layer(layer, maps).pooled, layer(maps)[0].detach(), atol=1e-6)


def test_clusters_that_nothing_belongs_to_stay_as_short_as_the_layer_leaves_them() -> None:
    layer = netvlad()
    with torch.no_grad():
        layer.assignment.bias[1] = -60  # shares of 1e-26
    maps = maps_of(photo(), embedder())
    np.testing.assert_allclose(of_layer(layer, maps).pooled, layer(maps)[0].detach(), atol=1e-6)


def test_under_a_mean_it_is_the_sum_of_a_loop() -> None:
    one = embedder("mean", projection())
    other = reference(one, DIMENSION)
    maps = maps_of(photo(), one)[0].numpy().astype(np.float64)
    mean, matrix = one.projection.mean.astype(np.float64), one.projection.matrix.astype(np.float64)
    norm = np.linalg.norm((maps.mean(axis=(1, 2)) - mean) @ matrix)
    expected = [
        [((maps[:, i, j] - mean) @ matrix) @ other.vector / POSITIONS / norm for j in range(6)]
        for i in range(6)
    ]
    np.testing.assert_allclose(similarity_map(photo(), one, other).values, expected, atol=1e-7)


def test_under_a_maximum_each_channel_counts_where_its_maximum_is() -> None:
    one = embedder("max", projection())
    other = reference(one, DIMENSION)
    maps = maps_of(photo(), one)[0].numpy().astype(np.float64)
    mean, matrix = one.projection.mean.astype(np.float64), one.projection.matrix.astype(np.float64)
    norm = np.linalg.norm((maps.max(axis=(1, 2)) - mean) @ matrix)
    expected = np.zeros((6, 6))
    for channel, one_map in enumerate(maps):
        at = np.unravel_index(one_map.argmax(), one_map.shape)
        expected[at] += (one_map.max() - mean[channel]) * (matrix[channel] @ other.vector) / norm
    found = similarity_map(photo(), one, other).values
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert 0 < np.count_nonzero(found) <= CHANNELS


@pytest.mark.parametrize("pooling", [one for one in DRAWN if "regional" not in one])  # regions overlap
def test_where_all_parts_are_alike_all_count_alike(pooling: str) -> None:
    one = embedder(pooling, projection())
    grey = photo_of(np.full((SIDE_PX, SIDE_PX, 3), 90, np.uint8))
    other = reference(one, DIMENSION)
    found = similarity_map(grey, one, other)
    assert found.cosine == pytest.approx(float(served(one, grey) @ other.vector), abs=1e-5)
    np.testing.assert_allclose(found.values, found.cosine / POSITIONS, atol=1e-6)


def test_a_channel_that_is_nowhere_active_is_spread_evenly() -> None:
    maps = torch.full((1, 2, 3, 3), -1.0)
    found = of_pooling("rectified max", maps)
    np.testing.assert_array_equal(found.pooled, 0)
    spread = found.contributions(np.array([[1.0, 2.0]]), np.array([0.9, 0.45]))
    np.testing.assert_allclose(spread, np.full((1, 3, 3), -1.8 / 9))


def test_maps_of_zeros_are_no_division_by_zero() -> None:
    maps = torch.zeros(1, 2, 3, 3)
    for pooling in DRAWN:
        found = of_pooling(pooling, maps).contributions(np.ones((1, 2)), np.ones(2))
        # The power mean takes 1e-6 for 0, and that of norm 1 is √½ in each of two channels.
        expected = np.sqrt(2) - 2 if "generalised" in pooling else -2
        assert found.sum() == pytest.approx(expected)


def covered(given: Photo, row: int, column: int, colour: int) -> Photo:
    pixels = given.pixels.copy()
    pixels[PATCH_PX * row : PATCH_PX * (row + 1), PATCH_PX * column : PATCH_PX * (column + 1)] = colour
    return photo_of(pixels)


def losses(one: Embedder, given: Photo, other: Embedding, colour: int) -> np.ndarray:
    """What covering each patch costs the similarity, its norm held fixed: (6, 6)."""
    photos = [given, *(covered(given, i, j, colour) for i in range(6) for j in range(6))]
    images = torch.stack([photo_to_tensor(each, one.preprocessing) for each in photos])
    whole, *changed = one.projection.apply(one.pool(images)).astype(np.float64)
    return ((whole - changed) @ other.vector / np.linalg.norm(whole)).reshape(6, 6)


def test_a_patch_counts_what_an_average_patch_in_its_place_would_cost() -> None:
    """Exactly, with the norm held fixed: the projection's mean is here what a grey patch looks like."""
    colour = 90
    one = embedder("mean", Projection(maps_of_grey(colour), projection().matrix))
    other, given = reference(one, DIMENSION), photo()
    found = similarity_map(given, one, other)
    np.testing.assert_allclose(found.values, losses(one, given, other, colour), atol=1e-6)


def dull(seed: int) -> Photo:
    noise = np.random.default_rng((seed, 76)).normal(127, 5, (SIDE_PX, SIDE_PX, 3))
    return photo_of(np.clip(noise, 0, 255).astype(np.uint8))


def with_thing(seed: int) -> tuple[Photo, np.ndarray]:
    """A dull photo with one thing, always the same, somewhere in it; and where: (6, 6) bool."""
    top, left = np.random.default_rng((seed, 77)).integers(0, 5, 2)
    pixels = dull(seed).pixels.copy()
    y, x = PATCH_PX * top, PATCH_PX * left
    pixels[y : y + 2 * PATCH_PX, x : x + 2 * PATCH_PX] = photo(3, (2 * PATCH_PX, 2 * PATCH_PX)).pixels
    where = np.zeros((6, 6), bool)
    where[top : top + 2, left : left + 2] = True
    return photo_of(pixels), where


@pytest.mark.parametrize(
    ("pooling", "least"),
    # Whatever covers a maximum, the next best position takes its place: not all that it counted is lost.
    [("mean", 0.99), ("max", 0.6), ("unit generalised mean p=3", 0.4), ("unit regional max", 0.4)],
)
def test_covering_costs_most_where_the_map_is_high(pooling: str, least: float) -> None:
    images = torch.stack([photo_to_tensor(dull(seed), embedder().preprocessing) for seed in range(20)])
    one = embedder(pooling, Projection(embedder(pooling).pool(images).mean(axis=0), projection().matrix))
    correlations = []
    for seed in range(8):
        (given, where), (other, _) = with_thing(seed), with_thing(seed + 100)
        stored = Embedding(served(one, other), one.identity.digest)
        drawn = similarity_map(given, one, stored).values
        assert drawn[where].mean() > drawn[~where].mean()
        cost = losses(one, given, stored, colour=127)
        correlations.append(np.corrcoef(drawn.ravel(), cost.ravel())[0, 1])
    assert np.mean(correlations) > least


def test_of_many_references_each_has_its_own_map() -> None:
    one = embedder("mean", projection())
    others = [reference(one, DIMENSION, seed) for seed in range(4)]
    together = similarity_maps(photo(), one, others)
    for found, other in zip(together, others, strict=True):
        alone = similarity_map(photo(), one, other)
        assert found.cosine == pytest.approx(alone.cosine, abs=1e-12)
        np.testing.assert_allclose(found.values, alone.values, atol=1e-7)
    assert similarity_maps(photo(), one, []) == []


def test_a_photo_is_similar_to_itself_by_1() -> None:
    one = embedder("mean", projection())
    itself = Embedding(served(one, photo()), one.identity.digest)
    assert similarity_map(photo(), one, itself).cosine == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(("crop", "ratio"), [("center", 1.0), ("center", 0.75), ("squash", 1.0)])
@pytest.mark.parametrize("size", [(200, 100), (100, 200), (120, 120), (301, 77)])
def test_the_box_is_where_the_network_looks(crop: str, ratio: float, size: tuple[int, int]) -> None:
    """On a ramp of grey, a pixel of the input tells which column or row of the photo it shows."""
    how = Preprocessing(SIDE_PX, crop=crop, crop_ratio=ratio, interpolation="bilinear")
    width, height = size
    box = seen_box(photo(size=size), how)
    for pixels, planes, span in (
        (np.linspace(0, 255, width)[None].repeat(height, 0), 1, (box.left, box.right)),
        (np.linspace(0, 255, height)[:, None].repeat(width, 1), 2, (box.top, box.bottom)),
    ):
        grey = photo_of(np.rint(pixels)[..., None].repeat(3, axis=2).astype(np.uint8))
        shown = photo_to_tensor(grey, how)[0].numpy().mean(axis=planes - 1)
        count = pixels.shape[2 - planes]
        at = span[0] + (np.arange(SIDE_PX) + 0.5) / SIDE_PX * (span[1] - span[0])
        expected = (at * count - 0.5) * 255 / (count - 1)
        # The filter looks beyond the photo's border at nothing.
        np.testing.assert_allclose(shown[3:-3], expected[3:-3], atol=1)


def test_another_embedders_reference_is_refused() -> None:
    one = embedder()
    with pytest.raises(AtlasError, match="embedded by other"):
        similarity_map(photo(), one, Embedding(np.eye(1, CHANNELS, dtype=np.float32)[0], "other"))


def test_what_has_no_feature_maps_is_refused() -> None:
    one = embedder()
    handmade = replace(one, network=replace(one.network, pooling="own"))
    with pytest.raises(SettingsError, match="patches has no feature maps"):
        similarity_map(photo(), handmade, reference(handmade, CHANNELS))


def test_an_unknown_pooling_or_layer_is_refused() -> None:
    maps = torch.ones(1, 2, 3, 3)
    with pytest.raises(SettingsError, match="'median' cannot be drawn"):
        of_pooling("median", maps)
    with pytest.raises(SettingsError, match="'\\?' cannot be drawn"):
        of_layer(Pool(lambda given: given.mean(dim=(2, 3))), maps)
    with pytest.raises(SettingsError, match="Linear cannot be drawn"):
        of_layer(torch.nn.Linear(2, 2), maps)
    one = embedder(layers=torch.nn.Sequential(Pool(POOLINGS["mean"]), torch.nn.ReLU()))
    with pytest.raises(GeoCoreError, match="ReLU is not linear"):
        similarity_map(photo(), one, reference(one, CHANNELS))


def test_a_map_that_does_not_sum_to_its_cosine_is_refused() -> None:
    with pytest.raises(GeoCoreError, match="sums to the cosine"):
        SimilarityMap(np.zeros((2, 2), np.float32), 0.5, Box(0, 0, 1, 1))


def test_nothing_is_kept_of_the_photo() -> None:
    one = embedder("mean", projection())
    given = photo()
    gone = weakref.ref(given)
    found = similarity_map(given, one, reference(one, DIMENSION))
    assert found.values.base is None or found.values.base.size == POSITIONS
    del given
    gc.collect()
    assert gone() is None


def test_on_the_starter_atlas(starter_atlas: Path, example_photos: list[Path]) -> None:
    from geo_core.localizer import open_localizer

    localizer = open_localizer(starter_atlas)
    given = localizer.read(next(p for p in example_photos if p.stem == "montStMichel").read_bytes())
    (query,) = localizer.embed([given])
    stored = localizer.atlas.embedding(int(localizer.neighbours(query).rows[0]))
    found = similarity_map(given, localizer.embedder, stored)
    assert found.values.shape == (9, 9)
    assert found.cosine == pytest.approx(float(query.vector @ stored.vector), abs=1e-5)
    # The mount stands right of the middle of what is seen, and above the meadow.
    y, x = np.unravel_index(found.values.argmax(), (9, 9))
    assert x >= 4
    assert y <= 4
    assert (found.seen.top, found.seen.bottom) == (0, 1)
    assert found.seen.left == pytest.approx(1 - found.seen.right)

    image = photo_to_tensor(given, localizer.embedder.preprocessing)
    side = image.shape[1] // 3 + 1
    grey = image.repeat(9, 1, 1, 1)
    for number in range(9):
        top, left = number // 3 * side, number % 3 * side
        grey[number, :, top : top + side, left : left + side] = 0
    cost = found.cosine - localizer.embedder.embed(grey) @ stored.vector
    ninths = found.values.reshape(3, 3, 3, 3).sum(axis=(1, 3)).ravel()
    assert np.corrcoef(ninths, cost)[0, 1] > 0.6
