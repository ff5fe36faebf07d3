import numpy as np
import pytest

from geo_core.embedding.handmade.textons import (
    ELONGATIONS,
    ORIENTATIONS,
    SCALES_PX,
    pixel_responses,
    texton_histogram,
)
from tests.embedding.handmade.pictures import SIDE_PX, grating, scene

GREY = scene(0)[..., 0]


def dictionary(seed: int = 0, count: int = 20):
    responses = pixel_responses(scene(9)[..., 0])
    return responses[np.random.default_rng(seed).choice(len(responses), count, replace=False)]


def test_it_counts_the_nearest_texton_of_each_pixel() -> None:
    textons, responses = dictionary(), pixel_responses(GREY)
    nearest = np.stack([np.square(responses - texton).sum(axis=1) for texton in textons]).argmin(axis=0)
    expected = [np.mean(nearest == number) for number in range(len(textons))]
    np.testing.assert_allclose(texton_histogram(GREY, textons), expected, atol=1e-4)


def test_shares_sum_to_one() -> None:
    found = texton_histogram(GREY, dictionary(count=512))
    assert found.shape == (512,)
    assert found.min() >= 0
    assert found.sum() == pytest.approx(1, abs=1e-5)


def test_more_light_everywhere_changes_no_texture() -> None:
    textons = dictionary()
    moved = texton_histogram(GREY + 0.1, textons)
    assert np.abs(moved - texton_histogram(GREY, textons)).sum() < 1e-3


def answers(stripes):
    """Away from the borders: row, column, even or odd, scale, elongation, orientation."""
    shape = (SIDE_PX, SIDE_PX, 2, len(SCALES_PX), len(ELONGATIONS), ORIENTATIONS)
    return pixel_responses(stripes).reshape(shape)[50:-50, 50:-50]


@pytest.mark.parametrize("turn", range(ORIENTATIONS))
def test_stripes_answer_in_the_filter_across_them(turn: int) -> None:
    for scale, sigma in enumerate(SCALES_PX):
        stripes = grating(180 / ORIENTATIONS * turn, 2 * np.pi * sigma / np.sqrt(2))
        energy = np.square(answers(stripes)).sum(axis=2).mean(axis=(0, 1))
        assert energy[scale].argmax(axis=-1).tolist() == [turn] * len(ELONGATIONS)


def test_each_scale_answers_most_to_its_own_period() -> None:
    """The response to frequency f grows as (σ ω)² exp(−(σ ω)² / 2): it peaks at σ ω = √2."""
    for scale, sigma in enumerate(SCALES_PX):
        best = 2 * np.pi * sigma / np.sqrt(2)
        strength = [
            np.square(answers(grating(0, period))[..., scale, 0, 0]).sum(axis=2).mean()
            for period in (best / 1.3, best, best * 1.3)
        ]
        assert strength[1] > 1.05 * max(strength[0], strength[2])


def test_the_long_filters_choose_their_direction_more_sharply() -> None:
    energy = np.square(answers(grating(0, 9))).sum(axis=2).mean(axis=(0, 1))
    share = energy[..., 0] / energy.sum(axis=-1)
    assert (share[:, 1] > share[:, 0]).all()


def test_even_and_odd_answers_are_a_pair() -> None:
    """Over stripes the energy of the two is the same everywhere, however each of them waves."""
    pair = answers(grating(0, 9))[..., 0, 0, 0]
    energy = np.square(pair).sum(axis=2)
    assert energy.std() < 0.01 * energy.mean()
    assert np.square(pair[..., 0]).std() > 0.5 * np.square(pair[..., 0]).mean()
