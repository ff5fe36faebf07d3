"""A scene told no more exactly than a teacher allows."""

from __future__ import annotations

import pytest

from geo_core.errors import SettingsError
from geo_core.view.coarse import coarse_scene

FRAME = {
    "lat": 48.8567,
    "lon": 2.3522,
    "headline": "x",
    "modes": [{"lat": -17.33, "lon": 179.97, "mass": 0.5, "place": ""}],
    "best": {"25": {"lat": 89.97, "lon": 10.0, "mass": 0.1}},
    "answers": [{"lat": 0.4, "lon": -0.4, "within": {}, "place": ""}],
}
SCENE = {
    "query": "own-1",
    "heavy": {
        "id": "a",
        "strip": {"width": 360, "height": 180, "sigma_deg": [0.25, 1.0, 4.0], "frames": ["a", "b", "c"]},
        "frames": [FRAME, FRAME, FRAME],
    },
}


def test_exact_changes_nothing() -> None:
    assert coarse_scene(SCENE, "exact") == SCENE


@pytest.mark.parametrize(
    ("precision", "left", "step"), [("city", 3, 0.1), ("region", 2, 1.0), ("country", 1, 5.0)]
)
def test_every_place_is_rounded_and_narrow_kernels_are_gone(precision: str, left: int, step: float) -> None:
    heavy = coarse_scene(SCENE, precision)["heavy"]
    assert len(heavy["frames"]) == len(heavy["strip"]["frames"]) == len(heavy["strip"]["sigma_deg"]) == left
    assert heavy["strip"]["frames"][-1] == "c"
    for frame in heavy["frames"]:
        marked = [frame, *frame["modes"], *frame["best"].values(), *frame["answers"]]
        for one in marked:
            assert one["lat"] / step == pytest.approx(round(one["lat"] / step), abs=1e-6)
            assert abs(one["lon"]) <= 180
        assert frame["headline"] == "x"


def test_the_scene_given_stays_as_it_is() -> None:
    coarse_scene(SCENE, "country")
    assert SCENE["heavy"]["frames"][0]["lat"] == 48.8567


def test_an_empty_scene_and_an_unknown_word() -> None:
    assert coarse_scene({"heavy": None}, "region") == {"heavy": None}
    with pytest.raises(SettingsError):
        coarse_scene(SCENE, "metre")
