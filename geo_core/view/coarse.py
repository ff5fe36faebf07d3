"""A scene told no more exactly than a teacher allows: rounded places, no kernel narrower than the step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo_core.view.precision import STEP_DEG, Precision, check_precision, rounded


def coarse_scene(scene: Mapping[str, Any], precision: Precision) -> dict[str, Any]:
    """The scene with every answer's place rounded.

    Parameters
    ----------
    scene
        From `view.scene.result_scene`; names in it are the caller's work (`precision.rounded_place`).
    precision
        As for `precision.rounded`. Frames whose bandwidth is less than its step are left out, or
        their heat would tell what the numbers do not; the widest one always stays.

    Raises
    ------
    SettingsError
        If there is no such precision.
    """
    check_precision(precision)
    heavy = scene["heavy"]
    if not STEP_DEG[precision] or heavy is None:
        return dict(scene)
    sigmas = heavy["strip"]["sigma_deg"]
    kept = [i for i, sigma in enumerate(sigmas) if sigma >= STEP_DEG[precision]] or [len(sigmas) - 1]
    strip = {
        **heavy["strip"],
        "sigma_deg": [sigmas[i] for i in kept],
        "frames": [heavy["strip"]["frames"][i] for i in kept],
    }
    frames = [_frame(heavy["frames"][i], precision) for i in kept]
    return {**scene, "heavy": {**heavy, "strip": strip, "frames": frames}}


def _frame(frame: Mapping[str, Any], precision: Precision) -> dict[str, Any]:
    return {
        **_moved(frame, precision),
        "modes": [_moved(mode, precision) for mode in frame["modes"]],
        "best": {radius: _moved(best, precision) for radius, best in frame["best"].items()},
        "answers": [_moved(answer, precision) for answer in frame["answers"]],
    }


def _moved(marked: Mapping[str, Any], precision: Precision) -> dict[str, Any]:
    lat, lon = rounded(marked["lat"], marked["lon"], precision)
    return {**marked, "lat": lat, "lon": lon}
