import math

import numpy as np
import pytest

from geo_core.embedding.handmade.lines import BINS, find_lines, line_histograms
from tests.embedding.handmade.pictures import SIDE_PX, scene, segments


def bar(turn_deg: float, length_px: float = 120) -> tuple[float, float, float, float]:
    """A bar through the middle."""
    dx = math.cos(math.radians(turn_deg)) * length_px / 2
    dy = -math.sin(math.radians(turn_deg)) * length_px / 2
    return 120 - dx, 120 - dy, 120 + dx, 120 + dy


def apart(angle, turn_deg: float):
    """Degrees between undirected lines."""
    return np.abs((np.degrees(angle) - turn_deg + 90) % 180 - 90)


@pytest.mark.parametrize("turn_deg", [0, 11, 30, 45, 77, 90, 120, 135, 169])
def test_both_sides_of_a_bar_are_lines_of_its_angle_and_length(turn_deg: float) -> None:
    found = find_lines(segments(bar(turn_deg)))
    long = found.length > 0.25
    assert apart(found.angle[long], turn_deg).max() < 1.5
    # An edge may fall into pieces; together the pieces are the two sides.
    together = found.length[apart(found.angle, turn_deg) < 3].sum() * SIDE_PX
    assert together == pytest.approx(240, rel=0.12)


def test_a_grid_has_its_two_directions_only() -> None:
    ends = [(x, 20, x, 220) for x in range(30, 220, 30)] + [(20, y, 220, y) for y in range(30, 220, 30)]
    found = line_histograms(segments(*ends, width=6))[:BINS]
    assert found[0] > 0.1
    assert found[BINS // 2] > 0.1
    assert found[0] + found[BINS // 2] > 0.98 * found.sum()


def test_longer_bars_fill_higher_bins() -> None:
    middles = []
    for length in (30, 60, 130, 220):
        shares = line_histograms(segments(bar(0, length)))[BINS + 1 : 2 * BINS + 1]
        middles.append(int(shares.argmax()))
    assert middles == sorted(set(middles))
    # The ends of the bar are round: its straight part is a little shorter.
    assert middles[2] == int(math.log(126 / SIDE_PX / 0.05) / math.log(math.sqrt(2) / 0.05) * BINS)


def test_shares_sum_to_one_half_each() -> None:
    for grey in (scene(0)[..., 0], segments(bar(20)), np.zeros((SIDE_PX, SIDE_PX), np.float32)):
        found = line_histograms(grey)
        assert found.shape == (34,)
        assert found.min() >= 0
        assert found[: BINS + 1].sum() == pytest.approx(0.5)
        assert found[BINS + 1 :].sum() == pytest.approx(0.5)
        assert found[BINS] == pytest.approx(found[-1])


def test_nothing_and_noise_have_no_line() -> None:
    nothing = line_histograms(np.full((SIDE_PX, SIDE_PX), 0.4, np.float32))
    assert nothing[BINS] == pytest.approx(0.5)
    noise = np.random.default_rng(0).uniform(0, 1, (SIDE_PX, SIDE_PX)).astype(np.float32)
    assert line_histograms(noise)[BINS] > 0.45


def test_a_circle_is_not_straight() -> None:
    down, right = np.mgrid[:SIDE_PX, :SIDE_PX] - 120
    disc = (np.hypot(down, right) < 40).astype(np.float32)
    assert line_histograms(disc)[BINS] > 0.2
    assert line_histograms(segments(bar(0, 200)))[BINS] < 0.1


def test_the_angles_of_a_turned_photo_turn() -> None:
    grey = segments((30, 60, 200, 90), (50, 150, 190, 200), (60, 30, 80, 210))
    found, turned = line_histograms(grey), line_histograms(np.ascontiguousarray(np.rot90(grey)))
    np.testing.assert_allclose(turned[:BINS], np.roll(found[:BINS], BINS // 2), atol=0.02)
    np.testing.assert_allclose(turned[BINS + 1 :], found[BINS + 1 :], atol=0.02)
