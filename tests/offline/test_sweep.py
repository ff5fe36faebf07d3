"""σ, k and m tried on held-out references."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from geo_core.localizer import Localizer
from geo_core.offline.building.fitting import draw_queries
from geo_core.offline.evaluation.kept_arrays import KeptArrays
from geo_core.offline.evaluation.sweep import KS, MS, SIGMAS_DEG, Sweep, sweep
from geo_core.offline.evaluation.sweep_tables import csv_text, markdown, standard_error, sweep_as_json
from geo_core.settings import RADII_KM, DensitySettings
from geo_core.sphere.distance import great_circle_km
from tests.tiny import tiny_localizer


def test_a_cell_of_the_table_equals_locating_by_hand(tiny_atlas: Path) -> None:
    localizer: Localizer = tiny_localizer(tiny_atlas)
    found = sweep(localizer)
    assert found.percent.shape == (len(SIGMAS_DEG), len(KS), len(MS), len(RADII_KM))
    assert found.groups == 4
    table = localizer.atlas.references
    rows = draw_queries(table.column("group"))
    assert found.n == len(rows) == 8  # two of each group
    s, k, m = 4, 2, 1
    settings = DensitySettings(sigma_deg=SIGMAS_DEG[s], k=KS[k], m=MS[m])
    hits = np.zeros(len(RADII_KM))
    for row in rows:
        evidence = localizer.evidence(
            localizer.atlas.embedding(int(row)), exclude_groups=[table.one(int(row)).group]
        )
        answer = localizer.predict(evidence, settings)
        hits += great_circle_km(answer.lat, answer.lon, table.lat[row], table.lon[row]) <= np.array(RADII_KM)
    np.testing.assert_allclose(found.percent[s, k, m], 100 * hits / len(rows))


def test_the_best_settings_are_those_of_the_highest_cell(tiny_atlas: Path) -> None:
    found = sweep(tiny_localizer(tiny_atlas), most=5)
    assert found.n == 5
    for radius in RADII_KM:
        best = found.best(radius)
        at = SIGMAS_DEG.index(best.sigma_deg), KS.index(best.k), MS.index(best.m)
        assert (
            found.percent[(*at, RADII_KM.index(radius))] == found.percent[..., RADII_KM.index(radius)].max()
        )
    text = markdown(found)
    assert text.count("**") >= 2 * len(RADII_KM)
    assert text.count("\n| ") >= len(RADII_KM) * len(SIGMAS_DEG)


def made_up() -> Sweep:
    shape = (len(SIGMAS_DEG), len(KS), len(MS), len(RADII_KM))
    return Sweep(200, 90, np.random.default_rng(0).integers(0, 200, shape) / 2)


def test_every_form_holds_the_same_figures() -> None:
    found = made_up()
    data = json.loads(json.dumps(sweep_as_json(found), allow_nan=False))
    assert [len(data[axis]) for axis in data["axes"]] == list(found.percent.shape)
    rows = list(csv.DictReader(io.StringIO(csv_text(found))))
    assert len(rows) == found.percent[..., 0].size
    for row in rows:
        at = [data[axis].index(float(row[axis])) for axis in data["axes"][:3]]
        percent = data["percent"][at[0]][at[1]][at[2]]
        assert percent == [float(row[f"within_{radius}_km"]) for radius in RADII_KM]
    for number, radius in enumerate(RADII_KM):
        best = data["best"][str(radius)]
        assert best["percent"] == found.percent[..., number].max()
        settings = DensitySettings(sigma_deg=best["sigma_deg"], k=best["k"], m=best["m"])
        assert found.of(settings, radius) == best["percent"]
        paper = found.percent[SIGMAS_DEG.index(4.0), KS.index(100), MS.index(10.0), number]
        assert data["paper"][str(radius)]["percent"] == paper


def test_the_standard_error_is_that_of_a_share() -> None:
    found = Sweep(100, 50, np.full((len(SIGMAS_DEG), len(KS), len(MS), len(RADII_KM)), 50.0))
    assert standard_error(found, 25) == pytest.approx(5)


class Killed(KeptArrays):
    """Keeps so many arrays, then is killed."""

    def __init__(self, folder: Path, after: int) -> None:
        super().__init__(folder, "basis")
        self.left = after

    def of(self, name: str, compute: Callable[[], np.ndarray]) -> np.ndarray:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        return super().of(name, compute)


def test_a_killed_sweep_goes_on_where_it_stopped(
    tiny_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    localizer = tiny_localizer(tiny_atlas)
    whole = sweep(localizer)
    monkeypatch.setattr("geo_core.offline.evaluation.sweep.BLOCK", 3)
    with pytest.raises(KeyboardInterrupt):
        sweep(localizer, kept=Killed(tmp_path, 2))
    first = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert len(first) == 2
    again = sweep(localizer, kept=KeptArrays(tmp_path, "basis"))
    np.testing.assert_allclose(again.percent, whole.percent)
    assert {path: path.stat().st_mtime_ns for path in first} == first, "kept blocks are not made anew"
    assert len(list(tmp_path.iterdir())) == 3
