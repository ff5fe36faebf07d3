import csv
import io
import json

import numpy as np
import pytest

from geo_core.offline.evaluation.accuracy import Accuracy, accuracy, geoscore
from geo_core.offline.evaluation.systems import ABSENT, standing
from geo_core.offline.evaluation.tables import as_json, csv_text, markdown, table_as_json


def of(errors: list, groups: str) -> Accuracy:
    return accuracy(np.array(errors, dtype=np.float64), np.array(list(groups), dtype=object))


def test_geoscore_against_the_formula() -> None:
    np.testing.assert_allclose(geoscore([0, 1492.7, 20015.0]), [5000, 5000 / np.e, 0.0075], rtol=1e-2)
    result = of([0, 1492.7, 1492.7], "abc")
    assert result.geoscore == pytest.approx(5000 * (1 + 2 / np.e) / 3)
    assert (result.median_km, result.mean_km, result.groups) == (1492.7, pytest.approx(2985.4 / 3), 3)


def test_an_answer_per_radius_has_no_single_error() -> None:
    result = of([[0.5, 30, 30, 30, 30], [2, 2, 2, 2, 2]], "ab")
    assert as_json(result)["median_km"] is as_json(result)["mean_km"] is as_json(result)["geoscore"] is None
    assert markdown({"x": result}).splitlines()[-1].endswith("| – | – | – |")
    assert csv_text({"x": result}).rstrip("\n").endswith(",,,")


def test_one_group_has_no_interval() -> None:
    """Drawn again and again it is itself: an interval of no width would be a lie."""
    result = of([0.5, 9999], "aa")
    assert result.within_km[1] == 50
    assert np.isnan(result.interval[1]).all()
    assert "| 50.0 |" in markdown({"x": result})
    assert as_json(result)["interval_95"]["1"] == [None, None]


def test_every_table_holds_the_same_figures() -> None:
    results = {"a | b": of([0.5, 3, 300, 5000], "wxyz"), 'c "d", e': of([1, 1, 1, 1], "wxyz")}
    lines = markdown(results).splitlines()
    assert len(lines) == 4
    assert len({line.replace("\\|", "").count("|") for line in lines}) == 1
    rows = list(csv.DictReader(io.StringIO(csv_text(results))))
    assert [row["method"] for row in rows] == list(results)
    for row, result, line in zip(rows, results.values(), lines[2:], strict=True):
        data = json.loads(json.dumps(as_json(result), allow_nan=False))
        assert int(row["n"]) == data["n"] == 4
        for radius, percent in data["within_km"].items():
            low, high = data["interval_95"][radius]
            assert [float(row[f"within_{radius}_km{end}"]) for end in ("", "_low", "_high")] == [
                percent,
                low,
                high,
            ]
            assert f"| {percent:.1f} ({low:.1f}–{high:.1f}) |" in line
        assert float(row["median_km"]) == data["median_km"]
        assert float(row["mean_km"]) == data["mean_km"]
        assert float(row["geoscore"]) == data["geoscore"]


def test_what_the_rows_stand_for_is_a_column_and_what_is_absent_a_row() -> None:
    results = {"one": of([0.5], "a"), "two | three": of([300], "b")}
    stands = standing({"one": "[R] NN", "two | three": ""})
    lines = markdown(results, stands).splitlines()
    assert len(lines) == 2 + len(results) + len(stands.absent)
    assert len({line.replace("\\|", "").count("|") for line in lines}) == 1
    assert lines[2].startswith("| one | [R] NN | 1 | 100.0 |")
    assert lines[-1].startswith(f"| {ABSENT} | Im2GPS 2015 | – |")
    rows = list(csv.DictReader(io.StringIO(csv_text(results, stands))))
    assert [row["system"] for row in rows[:2]] == ["[R] NN", ""]
    assert {row["note"] for row in rows[:2]} == {""}
    assert {(row["method"], row["n"], row["note"]) for row in rows[2:]} == {("", "", ABSENT)}
    data = table_as_json(results, stands)
    assert data["methods"]["one"]["system"] == "[R] NN"
    assert [one["system"] for one in data["absent"]] == [row["system"] for row in rows[2:]]


def test_the_bootstrap_against_all_draws_at_once() -> None:
    """The naive way, which needs memory for every draw: the same figures from the same generator."""
    random = np.random.default_rng(1)
    errors, groups = random.exponential(800, 60), np.sort(random.integers(0, 20, 60))
    names, member = np.unique(groups, return_inverse=True)
    draw = np.random.default_rng(0).integers(0, len(names), (2000, len(names)))
    for radius, (low, high) in of(errors.tolist(), "".join(chr(97 + g) for g in groups)).interval.items():
        shares = [np.mean(np.concatenate([errors[member == g] for g in one]) <= radius) for one in draw]
        np.testing.assert_allclose((low, high), 100 * np.percentile(shares, (2.5, 97.5)), rtol=0, atol=1e-9)


def test_as_many_photos_as_the_largest_benchmark() -> None:
    """YFCC26k without photographers: drawn all at once, this took gigabytes."""
    errors = np.random.default_rng(0).exponential(3000, 25_600)
    result = accuracy(errors, np.arange(25_600).astype(object))
    low, high = result.interval[750]
    half = 1.96 * np.sqrt(result.within_km[750] * (100 - result.within_km[750]) / 25_600)
    assert high - low == pytest.approx(2 * half, rel=0.1)
