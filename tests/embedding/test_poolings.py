"""GeM, R-MAC and NetVLAD against loops over positions, and in the limits where they are something simpler."""

import math
from functools import partial

import numpy as np
import pytest
import torch

from geo_core.embedding.netvlad import NetVLAD
from geo_core.embedding.pooling import POOLINGS, generalised_mean, global_max, global_mean, own_pooling
from geo_core.embedding.regional_max import regional_max, regions
from geo_core.embedding.siamac import GeneralisedMean


def maps(photos: int = 3, channels: int = 5, height: int = 6, width: int = 6, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.rand((photos, channels, height, width), generator=generator) * 6


def norm_1(vector: np.ndarray) -> np.ndarray:
    return vector / math.sqrt(sum(x * x for x in vector))


def shuffled(given: torch.Tensor) -> torch.Tensor:
    """The same positions elsewhere."""
    order = torch.randperm(given[0, 0].numel(), generator=torch.Generator().manual_seed(1))
    return given.flatten(2)[:, :, order].reshape(given.shape)


@pytest.mark.parametrize("power", [1.0, 2.5, 3.0, 40.0])
def test_the_generalised_mean_is_that_of_a_loop(power: float) -> None:
    given = maps()
    expected = [
        [(sum(float(x) ** power for x in channel.flatten()) / 36) ** (1 / power) for channel in photo]
        for photo in given
    ]
    np.testing.assert_allclose(generalised_mean(given, power), expected, rtol=1e-5)


def test_the_generalised_mean_lies_between_mean_and_maximum() -> None:
    given = maps()
    torch.testing.assert_close(generalised_mean(given, 1.0), global_mean(given))
    torch.testing.assert_close(generalised_mean(given, 1e4), global_max(given), rtol=1e-3, atol=0)


def test_no_power_of_a_large_number_overflows_and_zeros_stay_small() -> None:
    assert torch.isfinite(generalised_mean(maps() * 1e30, 30.0)).all()
    zeros = generalised_mean(torch.zeros(1, 2, 3, 3), 3.0)
    assert (zeros <= 1e-5).all()


def test_the_power_has_the_gradient_of_a_difference_quotient() -> None:
    given = maps().double()
    layer = GeneralisedMean().double()
    layer(given).sum().backward()
    step = 1e-5
    with torch.no_grad():
        up, down = (
            torch.nn.functional.normalize(generalised_mean(given, 3 + s)).sum() for s in (step, -step)
        )
    assert float(layer.power.grad) == pytest.approx(float(up - down) / (2 * step), rel=1e-4)


def test_regions_of_a_square_map_are_1_4_and_9() -> None:
    found = list(regions(9, 9))
    assert [side for *_, side in found] == [9] + 4 * [6] + 9 * [4]
    assert found[:5] == [(0, 0, 9), (0, 0, 6), (0, 3, 6), (3, 0, 6), (3, 3, 6)]
    assert found[5:8] == [(0, 0, 4), (0, 2, 4), (0, 5, 4)]


@pytest.mark.parametrize(("height", "width"), [(7, 7), (6, 9), (14, 5), (1, 1), (3, 2), (1, 8)])
def test_regions_lie_inside_and_reach_all_edges(height: int, width: int) -> None:
    found = list(regions(height, width))
    assert all(
        0 <= top <= height - side and 0 <= left <= width - side and side >= 1 for top, left, side in found
    )
    # Those of the largest scale leave nothing out, unless the map is longer than the paper's photos.
    covered = np.zeros((height, width), bool)
    for top, left, side in found:
        covered[top : top + side, left : left + side] = True
    assert covered.all()


def test_the_regions_of_a_long_map_overlap_by_nearly_40_percent() -> None:
    first = [left for _, left, side in regions(10, 16) if side == 10]
    assert first == [0, 6]


@pytest.mark.parametrize("shape", [(9, 9), (7, 12)])
def test_the_regional_maximum_is_that_of_a_loop(shape: tuple[int, int]) -> None:
    given = maps(2, 4, *shape)
    for photo, found in zip(given.numpy(), regional_max(given).numpy(), strict=True):
        expected = np.zeros(4)
        for top, left, side in regions(*shape):
            part = photo[:, top : top + side, left : left + side]
            expected += norm_1(np.array([max(channel.flatten()) for channel in part], np.float64))
        np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_one_region_is_the_maximum() -> None:
    given = maps()
    one = regional_max(given, scales=1)
    torch.testing.assert_close(one, torch.nn.functional.normalize(global_max(given)))


def vlad_of_a_loop(photo: np.ndarray, layer: NetVLAD) -> np.ndarray:
    """Equation 4 of the NetVLAD paper, position by position, in float64."""
    centres = layer.centres.detach().numpy().astype(np.float64)
    weight = layer.assignment.weight.detach().numpy().astype(np.float64)
    bias = layer.assignment.bias.detach().numpy().astype(np.float64)
    sums = np.zeros_like(centres)
    for row in range(photo.shape[1]):
        for column in range(photo.shape[2]):
            x = norm_1(photo[:, row, column].astype(np.float64))
            scores = [math.exp(weight[k] @ x + bias[k]) for k in range(len(centres))]
            for k in range(len(centres)):
                sums[k] += scores[k] / sum(scores) * (x - centres[k])
    return norm_1(np.concatenate([norm_1(one) for one in sums]))


def netvlad(channels: int = 5, clusters: int = 4, sharpness: float = 6.0) -> NetVLAD:
    generator = torch.Generator().manual_seed(2)
    layer = NetVLAD(channels, clusters)
    layer.begin_with(torch.rand((clusters, channels), generator=generator), sharpness)
    return layer


def test_netvlad_is_that_of_a_loop() -> None:
    layer, given = netvlad(), maps()
    found = layer(given).detach().numpy()
    assert found.shape == (3, 20)
    for photo, one in zip(given.numpy(), found, strict=True):
        np.testing.assert_allclose(one, vlad_of_a_loop(photo, layer), atol=1e-6)


def test_one_cluster_is_the_sum_of_residuals() -> None:
    layer, given = netvlad(clusters=1), maps()
    directions = torch.nn.functional.normalize(given.flatten(2))
    residuals = (directions - layer.centres.detach()[0][None, :, None]).sum(dim=2)
    torch.testing.assert_close(layer(given).detach(), torch.nn.functional.normalize(residuals))


def test_every_cluster_weighs_the_same_and_the_whole_has_norm_1() -> None:
    found = netvlad()(maps()).detach().reshape(3, 4, 5)
    torch.testing.assert_close(found.norm(dim=2), torch.full((3, 4), 0.5))


def test_begun_with_centres_the_shares_are_exp_of_squared_distances() -> None:
    layer = netvlad(sharpness=3.0)
    x = torch.nn.functional.normalize(torch.rand(7, 5, generator=torch.Generator().manual_seed(3)))
    squared = (x[:, None] - layer.centres.detach()[None]).square().sum(dim=2)
    shares = torch.softmax(layer.assignment(x), dim=1).detach()
    torch.testing.assert_close(shares, torch.softmax(-3.0 * squared, dim=1))


def test_a_sharp_assignment_is_the_plain_vlad() -> None:
    layer, given = netvlad(sharpness=1e5), maps(1)
    sums = torch.zeros(4, 5)
    for x in torch.nn.functional.normalize(given.flatten(2))[0].T:
        nearest = (x - layer.centres.detach()).square().sum(dim=1).argmin()
        sums[nearest] += x - layer.centres.detach()[nearest]
    expected = torch.nn.functional.normalize(torch.nn.functional.normalize(sums).flatten(), dim=0)
    torch.testing.assert_close(layer(given)[0].detach(), expected, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize(
    "pooling", [partial(generalised_mean, power=3.0), global_max, netvlad(), POOLINGS["unit max"]]
)
def test_where_a_position_stands_does_not_matter(pooling) -> None:
    given = maps()
    torch.testing.assert_close(pooling(shuffled(given)), pooling(given), rtol=1e-5, atol=1e-6)


def test_by_regions_it_does() -> None:
    given = maps()
    assert (regional_max(shuffled(given)) - regional_max(given)).abs().max() > 0.05


@pytest.mark.parametrize("name", [name for name in POOLINGS if name.startswith("unit")])
def test_unit_poolings_have_norm_1(name: str) -> None:
    torch.testing.assert_close(POOLINGS[name](maps()).norm(dim=1), torch.ones(3))


def test_own_pooling_changes_nothing() -> None:
    torch.testing.assert_close(own_pooling(maps(2, 3, 1, 1)), maps(2, 3, 1, 1)[:, :, 0, 0])
