"""Confidences fitted on an atlas's own references and put into it; heads and all else stay."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geo_core.atlas.fitted import decisions
from geo_core.atlas.manifest import MANIFEST
from geo_core.atlas.reading import open_atlas
from geo_core.cli.parser import run
from geo_core.errors import GeoCoreError
from geo_core.methods.registry import method_named
from geo_core.offline.building import calibrating, confidences, fitting
from geo_core.offline.building.calibrating import calibrate_atlas
from geo_core.offline.building.claims import HELD_OUT, claims_of, read_claims
from geo_core.offline.building.fitting import draw_queries
from geo_core.offline.building.heads import add_heads
from geo_core.offline.building.writing import Contents, write_atlas
from geo_core.offline.evaluation.confidence import held_out_verdicts, judge
from geo_core.offline.evaluation.protocol import Queries, search_all
from geo_core.offline.evaluation.verdict import QUERIES, REFERENCES
from geo_core.offline.training.settings import TrainingSettings
from geo_core.settings import RADII_KM
from tests.tiny import PLACES, tiny_contents, tiny_localizer

GROUPS, EACH = 55, 2
QUICK = TrainingSettings(cells=(4, 8), epochs=2, patience=2)


def contents() -> Contents:
    """110 references of 55 photographers around six places, what looks alike lying mostly together."""
    tiny = tiny_contents()
    draw = np.random.default_rng(0)
    rows = np.arange(GROUPS * EACH)
    like = rows % len(tiny.references)
    vectors = tiny.embeddings.astype(np.float32)[like] + draw.normal(0, 0.12, (len(rows), 192))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    at = np.where(draw.random(len(rows)) < 0.3, draw.integers(0, len(tiny.references), len(rows)), like)
    references = [
        replace(tiny.references[at[row]], row=row, id=f"r{row}", group=f"g{row // EACH}", has_thumbnail=False)
        for row in rows
    ]
    return replace(
        tiny, embeddings=vectors.astype(np.float16), references=references, thumbnails=[b""] * len(rows)
    )


@pytest.fixture(scope="module", autouse=True)
def _few_are_enough() -> Iterator[None]:
    """Half of what a real atlas needs: each query is decided fifteen times."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(confidences, "MIN_QUERIES", 100)
        yield


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("atlas") / "plain"
    write_atlas(contents(), folder, fit=False, heads=False)
    return folder


@pytest.fixture(scope="module")
def with_heads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("atlas") / "heads"
    write_atlas(contents(), folder, fit=False, heads=False)
    add_heads(folder, QUICK)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_an_atlas_without_heads_gets_knns(plain: Path) -> None:
    before = files(plain)
    assert tiny_localizer(plain).decide(tiny_localizer(plain).evidence_of(0))[25].confidence is None
    manifest = calibrate_atlas(plain)
    assert manifest.confidence is not None
    assert set(manifest.confidence.maps) == {"knn"}
    assert manifest.confidence.queries == GROUPS * EACH
    after = files(plain)
    assert {name for name in after if after[name] != before.get(name)} == {HELD_OUT, MANIFEST}
    calibrate_atlas(plain)
    assert files(plain) == after
    assert [p.name for p in plain.parent.iterdir()] == ["plain"]


def test_heads_bring_the_confidences_of_all_methods_and_calibrate_the_same(with_heads: Path) -> None:
    """What `add-heads` fitted, `calibrate` finds again to the byte, with heads trained anew."""
    manifest = open_atlas(with_heads).manifest
    assert manifest.confidence is not None
    assert set(manifest.confidence.maps) == {"knn", "cells", "fused"}
    made = files(with_heads)
    text = json.loads(made[MANIFEST])
    del text["confidence"], text["files"][HELD_OUT]
    (with_heads / HELD_OUT).unlink()
    (with_heads / MANIFEST).write_text(json.dumps(text))
    calibrate_atlas(with_heads, QUICK)
    assert files(with_heads) == made


def test_serving_says_the_fitted_confidence(with_heads: Path) -> None:
    localizer = tiny_localizer(with_heads)
    manifest = localizer.atlas.manifest
    evidence = localizer.evidence_of(5)
    assert manifest.confidence is not None
    for method in ("knn", "cells", "fused"):
        points = localizer.decide(evidence, method)
        settings = decisions(method, manifest.fitted, manifest.cells)
        claims = claims_of([(evidence, (0.0, 0.0))], method_named(method), settings)
        expected = claims.confidence(manifest.confidence.of(method) or {})[0]
        np.testing.assert_allclose([points[r].confidence for r in RADII_KM], expected, rtol=1e-12)
        assert 0 < min(expected) <= max(expected) < 1
    assert localizer.decide(evidence, "nn") == localizer.decide(evidence, "knn")
    # The finest partition alone has no decision of its own that anything was fitted for.
    assert all(point.confidence is None for point in localizer.decide(evidence, "L").values())


def test_no_claim_is_by_the_photographers_own_photos(with_heads: Path) -> None:
    """The claims of the file, looked up again one by one without the query's group."""
    localizer = tiny_localizer(with_heads)
    table, claims = localizer.atlas.references, read_claims(with_heads)
    groups = table.column("group")
    assert sorted(claims[1]) == sorted(draw_queries(groups))
    knn = decisions("knn", localizer.atlas.manifest.fitted, localizer.atlas.manifest.cells)
    some = [3, 47, 90]
    asked = [
        (
            localizer.evidence(localizer.atlas.embedding(int(row)), exclude_groups=[groups[row]]),
            (float(table.lat[row]), float(table.lon[row])),
        )
        for row in claims[1][some]
    ]
    again = claims_of(asked, method_named("knn"), knn)
    np.testing.assert_allclose(claims[0]["knn"].mass[some], again.mass, atol=1e-3)
    np.testing.assert_array_equal(claims[0]["knn"].hit[some], again.hit)


def test_the_verdicts_name_both_sets_of_photos(
    with_heads: Path, tiny_queries: Queries, tmp_path: Path
) -> None:
    localizer = tiny_localizer(with_heads)
    found = judge(localizer, search_all(localizer, tiny_queries.entries, tmp_path))
    methods = ["knn", "cells", "fused"]
    assert [(v.photos, v.method) for v in found] == [
        *((REFERENCES, m) for m in methods),
        *((QUERIES, m) for m in methods),
    ]
    assert [v.n for v in found] == [GROUPS * EACH] * 3 + [len(PLACES)] * 3
    for verdict in found:
        assert verdict.after is not None
        assert sum(verdict.after.count[200]) == sum(verdict.before.count[200]) == verdict.n
    held = found[:3]
    # Judged on photographers that the maps were not fitted on, all in all the claims are truer.
    brier = [sum(sum(curve.brier.values()) for curve in curves) for curves in (
        [v.before for v in held], [v.after for v in held if v.after],
    )]  # fmt: skip
    assert brier[1] < brier[0]


def test_an_atlas_without_confidences_is_judged_before_only(tiny_atlas: Path, tiny_queries: Queries) -> None:
    assert held_out_verdicts(open_atlas(tiny_atlas)) == []
    (verdict,) = judge(tiny_localizer(tiny_atlas), tiny_queries)
    assert (verdict.photos, verdict.method, verdict.after) == (QUERIES, "knn", None)


def test_too_few_queries(tiny_atlas: Path, tmp_path: Path) -> None:
    import shutil

    copy = Path(shutil.copytree(tiny_atlas, tmp_path / "copy"))
    before = files(copy)
    with pytest.raises(GeoCoreError, match="fewer than 200 queries"):
        calibrate_atlas(copy)
    assert files(copy) == before


def test_heads_of_other_partitions_are_refused(with_heads: Path) -> None:
    before = files(with_heads)
    with pytest.raises(GeoCoreError, match="would be trained"):
        calibrate_atlas(with_heads, replace(QUICK, cells=(3, 8)))
    assert files(with_heads) == before


def test_stopped_the_atlas_is_the_old_one(with_heads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = files(with_heads)
    monkeypatch.setattr(calibrating, "with_confidence", stop)
    with pytest.raises(KeyboardInterrupt):
        calibrate_atlas(with_heads, QUICK)
    assert files(with_heads) == before
    open_atlas(with_heads)


def test_a_build_without_heads_fits_confidences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "MIN_QUERIES", 100)
    monkeypatch.setattr(fitting, "TEMPERATURES", (0.1,))
    manifest = write_atlas(contents(), tmp_path / "atlas", heads=False)
    assert manifest.confidence is not None
    assert manifest.fitted.queries == manifest.confidence.queries == GROUPS * EACH
    assert open_atlas(tmp_path / "atlas").manifest == manifest
    assert write_atlas(contents(), tmp_path / "bare", fit=False, heads=False).confidence is None


def test_the_command_prints_the_table(plain: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["calibrate", "--atlas", str(plain)]) == 0
    out = capsys.readouterr().out
    assert f"fitted on {GROUPS * EACH} held-out references" in out
    assert "| held-out references | knn | 110 |" in out
    assert run(["calibrate", "--atlas", str(plain / "none")]) == 2
