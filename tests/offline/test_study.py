"""A whole evaluation as a folder: kept answers, tables, photos, claims judged."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from geo_core.methods.method import Evidence
from geo_core.offline.evaluation.comparison import Comparison
from geo_core.offline.evaluation.kept_answers import KeptAnswers
from geo_core.offline.evaluation.methods import Answers, Rule, everywhere
from geo_core.offline.evaluation.protocol import Queries, accuracy_of
from geo_core.offline.evaluation.study import (
    DATABASES,
    FIGURE_7,
    FIGURE_8,
    PHOTOS,
    SWEEP,
    TABLE,
    write_study,
)
from geo_core.offline.figures.queries import retrieved_of_queries
from geo_core.offline.figures.retrieval import SHOWN
from geo_core.settings import DensitySettings
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
    found = Comparison(tiny_queries, tmp_path / "kept")
    found.add(localizer)
    answers = found.answers
    answers["one a radius"] = np.tile(np.arange(10.0).reshape(5, 2), (len(PLACES), 1, 1))
    found.results["one a radius"] = accuracy_of(tiny_queries, answers["one a radius"])
    found.warnings.append("what is hard to compare")
    write_study(localizer, found, "about <it>", tmp_path / "out", divide_by="country")
    assert not list((tmp_path / "out").glob("*.partial"))
    table = json.loads((tmp_path / "out" / f"{TABLE}.json").read_text())
    assert set(table["methods"]) == set(found.results)
    assert table["methods"]["NN"]["within_km"]["200"] == 100
    assert table["methods"]["always London"]["system"] == "London, the fixed point"
    assert table["notes"][0] == "what is hard to compare"
    assert "Siamac NN, kNN" in {one["system"] for one in table["absent"]}
    assert table["published"][0]["within_km"] == {
        "1": None,
        "25": None,
        "200": 3.8,
        "750": 13.9,
        "2500": 39.3,
    }
    assert "Human, 30 workers" in (tmp_path / "out" / f"{TABLE}.md").read_text()
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
    expected = {PHOTOS, FIGURE_7, FIGURE_8}
    expected |= {
        f"{name}.{end}" for name in (TABLE, DATABASES, SWEEP) for end in ("md", "csv", "json", "png")
    }
    written = {path.name: path for path in (tmp_path / "out").iterdir()}
    assert expected <= set(written)
    for name, path in written.items():
        assert path.stat().st_size > 100, name
        if path.suffix == ".json":
            assert json.loads(path.read_text(encoding="utf-8"))["format"].startswith("geo_core ")
        if path.suffix == ".png":
            with Image.open(path) as picture:
                assert min(picture.size) > 100, name


def test_figure_7_goes_from_the_best_located_to_the_worst(tiny_atlas: Path, tiny_queries: Queries) -> None:
    settings = DensitySettings(sigma_deg=16)
    rows = retrieved_of_queries(tiny_localizer(tiny_atlas), tiny_queries, settings, 4)
    errors = [float(great_circle_km(*row.answer, *row.truth)) for row in rows]
    assert len(rows) == 4
    assert errors == sorted(errors)
    everywhere_km = [
        float(great_circle_km(*row.answer, *row.truth))
        for row in retrieved_of_queries(tiny_localizer(tiny_atlas), tiny_queries, settings, len(PLACES))
    ]
    assert (errors[0], errors[-1]) == (everywhere_km[0], everywhere_km[-1])
    for row in rows:
        assert len(row.neighbours) == len(row.lat) == SHOWN


def test_the_claims_are_judged_at_three_bandwidths(tiny_atlas: Path, tiny_queries: Queries) -> None:
    from geo_core.offline.evaluation.tempering import judge, markdown

    verdicts = judge(tiny_localizer(tiny_atlas), tiny_queries)
    assert [one.sigma_deg for one in verdicts] == [1, 4, 16]
    for one in verdicts:
        assert one.fitted_on == 8  # two of each of the four groups
        assert 0.25 <= one.temperature <= 16
        for curve in (one.before, one.after):
            assert sum(curve.count[200]) == len(PLACES)
            assert all(0 <= error <= 1 for error in curve.error.values())
    assert "16°" in markdown(verdicts)
