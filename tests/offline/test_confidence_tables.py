"""Verdicts as tables and as a picture."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import numpy as np
import pytest

from geo_core.errors import GeoCoreError
from geo_core.offline.evaluation.confidence_tables import as_json, csv_text, markdown, summary
from geo_core.offline.evaluation.reliability import Reliability, reliability
from geo_core.offline.evaluation.verdict import QUERIES, REFERENCES, Verdict
from geo_core.offline.figures.calibration import COLOURS, SIDE, draw_reliability


def claimed(*pairs: tuple[float, float], photos: int = 100) -> Reliability:
    """So many photos each of which claims the first, and the second as a share of them comes true."""
    masses = np.repeat([claim for claim, _ in pairs], photos)
    hits = np.concatenate([np.arange(photos) < true * photos for _, true in pairs])
    return reliability(np.repeat(masses[:, None], 5, axis=1), np.repeat(hits[:, None], 5, axis=1))


SURE, EXACT = claimed((0.55, 0.2), (0.95, 0.6)), claimed((0.2, 0.2), (0.6, 0.6))
BOTH = Verdict(REFERENCES, "knn", 200, SURE, EXACT)
BEFORE = Verdict(QUERIES, "fused", 200, SURE, None)


def test_the_errors_before_and_after_stand_in_the_table() -> None:
    lines = summary([BOTH, BEFORE]).splitlines()
    assert lines[-2].startswith("| held-out references | knn | 200 | 0.350 → 0.000 (")
    assert lines[-1].endswith("| 0.350 → – |")
    assert lines[-1].count("|") == lines[-3].count("|") == 9
    text = markdown([BOTH, BEFORE])
    assert text.count("within 750 km: 55 % → 20 % (100), 95 % → 60 % (100)") == 2
    assert text.count("within 750 km: 20 % → 20 % (100), 60 % → 60 % (100)") == 1


def test_csv_and_json_say_the_same() -> None:
    rows = list(csv.DictReader(io.StringIO(csv_text([BOTH, BEFORE]))))
    assert len(rows) == 3 * 5 * 2
    said = json.loads(json.dumps(as_json([BOTH, BEFORE]), allow_nan=False))
    assert ["mass" in one for one in said["verdicts"]] == [True, True]
    assert ["confidence" in one for one in said["verdicts"]] == [True, False]
    for row in rows:
        one = next(v for v in said["verdicts"] if v["method"] == row["method"])
        radius = one[row["claim"]][row["radius_km"]]
        assert float(row["error"]) == radius["error"]
        assert float(row["error_by_chance"]) == radius["error_by_chance"]
        assert float(row["brier"]) == radius["brier"]
        bins = [(b["photos"], b["claimed"], b["true"]) for b in radius["bins"]]
        assert (int(row["bin_photos"]), float(row["claimed"]), float(row["true"])) in bins


def panel(picture: np.ndarray, colour: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Where that colour is, rows and columns, in the first panel, whose edges are its grid's."""
    grid = (picture == (58, 66, 78)).all(axis=-1)
    left = np.flatnonzero(grid.sum(axis=0) > SIDE // 2)[0]
    top = np.flatnonzero(grid.sum(axis=1) > SIDE // 2)[0]
    cut = picture[top : top + SIDE, left : left + SIDE]
    return np.nonzero((cut == colour).all(axis=-1))


def test_dots_lie_where_claims_and_outcomes_say() -> None:
    """One bin, so no line: the dot's middle is (claimed, true) from the lower left."""
    for claim, true in ((0.25, 0.75), (0.75, 0.25), (0.5, 0.5)):
        one = Verdict(QUERIES, "knn", 100, claimed((0.05, 0.05)), claimed((claim, true)))
        y, x = panel(np.asarray(draw_reliability([one])), COLOURS["confidence"])
        assert x.mean() == pytest.approx(claim * SIDE, abs=2)
        assert y.mean() == pytest.approx((1 - true) * SIDE, abs=2)


def test_without_confidences_the_masses_alone_are_drawn() -> None:
    colour = COLOURS["confidence"]
    assert (np.asarray(draw_reliability([BOTH])) == colour).all(axis=-1).any()
    assert not (np.asarray(draw_reliability([BEFORE])) == colour).all(axis=-1).any()


def test_a_row_a_verdict_and_few_photos_leave_no_line() -> None:
    one, two = draw_reliability([BOTH]), draw_reliability([BOTH, BEFORE])
    assert one.width == two.width
    assert two.height - one.height > SIDE
    few, many = (claimed((0.15, 0.5), (0.85, 0.5), photos=n) for n in (4, 40))
    inside = []
    for curve in (few, many):
        verdict = replace(BOTH, before=claimed((0.05, 0.05)), after=curve)
        _, x = panel(np.asarray(draw_reliability([verdict])), COLOURS["confidence"])
        inside.append(int(((x > 0.4 * SIDE) & (x < 0.45 * SIDE)).sum()))
    assert inside[0] == 0 < inside[1]


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(GeoCoreError, match="one or more"):
        draw_reliability([])
