"""A whole evaluation as a folder: kept answers, tables, photos, claims judged."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np
import pytest

from geo_core.methods.method import Evidence
from geo_core.offline.evaluation.confidence import judge, markdown
from geo_core.offline.evaluation.kept_answers import KeptAnswers
from geo_core.offline.evaluation.methods import Answers, Rule, everywhere, rules
from geo_core.offline.evaluation.protocol import Queries, accuracy_of
from geo_core.offline.evaluation.study import PHOTOS, TABLE, write_study
from geo_core.sphere.distance import great_circle_km
from tests.tiny import PLACES, tiny_localizer


class Counting:
    def __init__(self, stop_after: int = 10**9) -> None:
        self.calls, self.stop_after = 0, stop_after

    def __call__(self, evidence: Evidence) -> Answers:
        self.calls += 1
        if self.calls > self.stop_after:
            raise KeyboardInterrupt
        return everywhere(evidence.neighbours.lat[0], evidence.neighbours.lon[0])


def test_answers_are_computed_once_and_a_killed_rule_leaves_none(
    tiny_atlas: Path, tiny_queries: Queries, tmp_path: Path
) -> None:
    localizer = tiny_localizer(tiny_atlas)
    count, killed = Counting(), Counting(stop_after=3)
    kept = KeptAnswers(tmp_path, localizer, tiny_queries)
    first = kept.of(Rule("first", count))
    with pytest.raises(KeyboardInterrupt):
        kept.of(Rule("killed", killed))
    again = KeptAnswers(tmp_path, localizer, tiny_queries)
    np.testing.assert_array_equal(again.of(Rule("first", count)), first)
    assert count.calls == len(PLACES)
    whole = Counting()
    again.of(Rule("killed", whole))
    assert whole.calls == len(PLACES)


def test_other_photos_or_places_are_answered_anew(
    tiny_atlas: Path, tiny_queries: Queries, tmp_path: Path
) -> None:
    localizer = tiny_localizer(tiny_atlas)
    KeptAnswers(tmp_path, localizer, tiny_queries).of(Rule("rule", Counting()))
    fewer = Queries(tiny_queries.entries[:-1], tiny_queries.asked[:-1], tiny_queries.thumbhash[:-1], [])
    count = Counting()
    assert len(KeptAnswers(tmp_path, localizer, fewer).of(Rule("rule", count))) == len(PLACES) - 1
    assert count.calls == len(PLACES) - 1


def test_the_folder_holds_tables_pictures_and_every_answer(
    tiny_atlas: Path, tiny_queries: Queries, tmp_path: Path
) -> None:
    localizer = tiny_localizer(tiny_atlas)
    kept = KeptAnswers(tmp_path / "kept", localizer, tiny_queries)
    answers = {rule.name: kept.of(rule) for rule in rules(localizer)}
    answers["one a radius"] = np.tile(np.arange(10.0).reshape(5, 2), (len(PLACES), 1, 1))
    results = {name: accuracy_of(tiny_queries, found) for name, found in answers.items()}
    write_study(
        localizer, tiny_queries, (answers, results), "about <it>", tmp_path / "out", divide_by="country"
    )
    assert not list((tmp_path / "out").glob("*.partial"))
    table = json.loads((tmp_path / "out" / f"{TABLE}.json").read_text())
    assert set(table["methods"]) == set(results)
    assert table["methods"]["NN"]["within_km"]["200"] == 100
    assert "human, 30 workers" in (tmp_path / "out" / f"{TABLE}.md").read_text()
    content = json.loads((tmp_path / "out" / PHOTOS).read_text())
    assert len(content["photos"]) == len(PLACES)
    for photo, (_, _, lat, lon) in zip(content["photos"], PLACES, strict=True):
        assert (photo["lat"], photo["lon"]) == (lat, lon)
        assert base64.b64decode(photo["thumbhash"])
        assert set(photo["answers"]) == set(answers)
        ((at_lat, at_lon, error),) = photo["answers"]["NN"]
        assert error == pytest.approx(float(great_circle_km(at_lat, at_lon, lat, lon)), abs=0.1)
        assert [row[:2] for row in photo["answers"]["one a radius"]] == [
            [0, 1],
            [2, 3],
            [4, 5],
            [6, 7],
            [8, 9],
        ]
    for name in ("databases.md", "calibration.md", "sweep.md", "bars.png", f"{TABLE}.csv"):
        assert (tmp_path / "out" / name).stat().st_size > 100


def test_the_claims_are_judged_at_three_bandwidths(tiny_atlas: Path, tiny_queries: Queries) -> None:
    verdicts = judge(tiny_localizer(tiny_atlas), tiny_queries)
    assert [one.sigma_deg for one in verdicts] == [1, 4, 16]
    for one in verdicts:
        assert one.fitted_on == 8  # two of each of the four groups
        assert 0.25 <= one.temperature <= 16
        for curve in (one.before, one.after):
            assert sum(curve.count[200]) == len(PLACES)
            assert all(0 <= error <= 1 for error in curve.error.values())
    assert "16°" in markdown(verdicts)
