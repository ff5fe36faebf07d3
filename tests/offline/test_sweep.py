"""σ, k and m tried on held-out references."""

from pathlib import Path

import numpy as np

from geo_core.localizer import Localizer
from geo_core.offline.evaluation.sweep import KS, MS, SIGMAS_DEG, markdown, sweep
from geo_core.settings import RADII_KM
from geo_core.sphere.distance import great_circle_km
from tests.tiny import tiny_localizer


def test_a_cell_of_the_table_equals_locating_by_hand(tiny_atlas: Path) -> None:
    localizer: Localizer = tiny_localizer(tiny_atlas)
    found = sweep(localizer)
    assert found.percent.shape == (len(SIGMAS_DEG), len(KS), len(MS), len(RADII_KM))
    assert found.groups == 4
    table = localizer.atlas.references
    from geo_core.offline.building.fitting import draw_queries

    rows = draw_queries(table.column("group"))
    assert found.n == len(rows) == 8  # two of each group
    s, k, m = 4, 2, 1
    from geo_core.settings import DensitySettings

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
