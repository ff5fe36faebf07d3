"""A classifier trained on an atlas's references and put in beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geo_core.atlas.reading import open_atlas
from geo_core.density.mixture import density_of
from geo_core.errors import AtlasError, GeoCoreError, WeightsError
from geo_core.offline.building import heads as heads_module
from geo_core.offline.building.crossfit import FOLDS, crossfit, folds_of
from geo_core.offline.building.fusing import EXPONENTS, NOT_FITTED_CELLS, TEMPERATURES, HeldOut, fit_cells
from geo_core.offline.building.heads import add_heads
from geo_core.offline.building.writing import Contents, write_atlas
from geo_core.offline.evaluation.methods import rules
from geo_core.offline.training.examples import Examples, examples_of
from geo_core.offline.training.loop import fit_heads
from geo_core.offline.training.problem import Problem, partitions_for
from geo_core.offline.training.settings import TrainingSettings
from geo_core.records import CellEvidence, CellScores, Neighbours
from geo_core.settings import DensitySettings
from geo_core.sphere.distance import great_circle_km
from tests.tiny import tiny_contents, tiny_localizer

GROUPS, EACH = 60, 3
QUICK = TrainingSettings(cells=(4, 8), epochs=4, patience=4)


def contents() -> Contents:
    """180 references of 60 photographers around six places, what looks alike lying together."""
    tiny = tiny_contents()
    draw = np.random.default_rng(0)
    rows = np.arange(GROUPS * EACH)
    like = rows % len(tiny.references)
    vectors = tiny.embeddings.astype(np.float32)[like] + draw.normal(0, 0.01, (len(rows), 192))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    references = [
        replace(
            tiny.references[like[row]], row=row, id=f"r{row}", group=f"g{row // EACH}", has_thumbnail=False
        )
        for row in rows
    ]
    return replace(
        tiny, embeddings=vectors.astype(np.float16), references=references, thumbnails=[b""] * len(rows)
    )


@pytest.fixture(scope="module", autouse=True)
def _few_are_enough() -> Iterator[None]:
    """Half of what a real atlas needs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(heads_module, "MIN_QUERIES", 100)
        yield


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("atlas") / "plain"
    write_atlas(contents(), folder, fit=False, heads=False)
    return folder


@pytest.fixture(scope="module")
def with_heads(plain: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("atlas") / "heads"
    write_atlas(contents(), folder, fit=False, heads=False)
    add_heads(folder, QUICK)
    return folder


def test_the_atlas_serves_cells_and_fused(plain: Path, with_heads: Path) -> None:
    assert tiny_localizer(plain).methods == ("nn", "knn")
    localizer = tiny_localizer(with_heads)
    assert set(localizer.methods) >= {"nn", "knn", "cells", "fused"}
    assert [len(p) for p in localizer.partitions] == sorted(len(p) for p in localizer.partitions)
    evidence = localizer.evidence(localizer.atlas.embedding(0))
    for method in ("cells", "fused"):
        found = localizer.predict(evidence, replace(localizer.defaults, sigma_deg=1), method)
        assert float(great_circle_km(found.lat, found.lon, 27.1751, 78.0421)) < 300, method
        assert set(localizer.decide(evidence, method)) == {1, 25, 200, 750, 2500}


def test_everything_else_of_the_atlas_stays(plain: Path, with_heads: Path) -> None:
    for name, digest in open_atlas(plain).manifest.files.items():
        assert open_atlas(with_heads).manifest.files[name] == digest
    assert not [p.name for p in with_heads.parent.iterdir() if p.name != "heads"]


def test_twice_gives_the_same_bytes(with_heads: Path) -> None:
    before = {path.name: path.read_bytes() for path in with_heads.iterdir()}
    add_heads(with_heads, QUICK)
    assert {path.name: path.read_bytes() for path in with_heads.iterdir()} == before


def test_stopped_while_training_the_atlas_is_the_old_one(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = {path.name: path.read_bytes() for path in plain.iterdir()}
    monkeypatch.setattr(heads_module, "fit_cells", stop)
    with pytest.raises(KeyboardInterrupt):
        add_heads(plain, QUICK)
    assert {path.name: path.read_bytes() for path in plain.iterdir()} == before
    assert open_atlas(plain).classifier is None


def test_a_build_trains_heads_for_the_partitions_that_the_photos_suffice_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six places make one partition of the default wishes, and one alone is no hierarchy."""
    folder = tmp_path / "atlas"
    assert write_atlas(contents(), folder, fit=False).cells is None
    monkeypatch.setattr(heads_module, "TrainingSettings", lambda: replace(QUICK, cells=(4, 8, 100_000)))
    assert write_atlas(contents(), folder, fit=False).cells is not None
    assert len(tiny_localizer(folder).partitions) == 2


def test_too_few_photographers(tiny_atlas: Path) -> None:
    with pytest.raises(GeoCoreError, match="4 photographers; heads need 50"):
        add_heads(tiny_atlas, QUICK)


def test_damaged_heads_and_garbled_fields_are_named(with_heads: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(with_heads, copy)
    (copy / "heads.pt").write_bytes(b"no heads")
    with pytest.raises(AtlasError, match=r"heads\.pt is damaged"):
        open_atlas(copy)
    content = json.loads((copy / "manifest.json").read_text())
    del content["files"]["heads.pt"], content["cells"]["exponent"]
    (copy / "manifest.json").write_text(json.dumps(content))
    with pytest.raises(AtlasError, match="garbles a field"):
        open_atlas(copy)
    content = json.loads((with_heads / "manifest.json").read_text())
    del content["files"]["heads.pt"]
    (copy / "manifest.json").write_text(json.dumps(content))
    with pytest.raises(WeightsError, match="no readable file"):
        open_atlas(copy)


def test_no_fold_is_judged_by_heads_that_saw_it(plain: Path) -> None:
    """Labels that nothing but memory could know: held out, they stay unknown."""
    examples = examples_of(open_atlas(plain))
    draw = np.random.default_rng(1)
    noise = Examples(
        examples.vectors, draw.uniform(-60, 60, len(examples)), draw.uniform(-180, 180, len(examples)),
        examples.groups,
    )  # fmt: skip
    settings = replace(QUICK, dropout=0.0, weight_decay=0.0, epochs=60, patience=60)
    embedder = open_atlas(plain).manifest.embedder
    _, partitions, folds = crossfit(noise, np.arange(len(noise)), embedder, settings)
    assert sorted(np.concatenate([f.queries for f in folds])) == list(range(len(noise)))
    finest = list(partitions.values())[-1]
    truth = [finest.assign(noise.lat[f.queries], noise.lon[f.queries]) for f in folds]
    hits = np.concatenate([f.logits[-1].argmax(axis=1) == t for f, t in zip(folds, truth, strict=True)])
    assert hits.mean() < 2 / len(finest)
    for fold in folds:
        for partition in fold.partitions:
            assert partition.count.sum() == len(noise) - len(fold.queries)


def _query(lat: float, lon: float, log_factor: list[float]) -> HeldOut:
    near = Neighbours(np.arange(2), np.array([0.5, 0.55]), np.array([0.0, 50.0]), np.array([0.0, 90.0]))
    cells = CellEvidence(
        (CellScores("1", np.array([1.0])),), near.lat, near.lon, np.log([0.9, 0.1]), np.array(log_factor)
    )
    return HeldOut(near, cells, lat, lon)


def test_the_fit_finds_the_power_that_helps() -> None:
    """The truth is at the second neighbour, and the cells know: without them none is met."""
    fitted = fit_cells([_query(50.0, 90.0, [-4.0, 0.0])] * 3)
    assert all(e > 0 for e in fitted.exponent.values())
    assert fitted.exponent_shown > 0
    assert fitted.queries == fitted.fused.queries == 3
    wrong = fit_cells([_query(0.0, 0.0, [-4.0, 0.0])] * 3)
    assert all(e < 1 for e in wrong.exponent.values())
    assert wrong.exponent_shown == 0


def test_the_fit_counts_as_a_naive_loop_does() -> None:
    """The fitted settings, looked up by hand: the weights of both neighbours, and which is heavier."""
    query = _query(50.0, 90.0, [-0.6, 0.0])
    fitted = fit_cells([query])
    cosine = 1 - query.neighbours.distance**2 / 2
    meets = [
        (t, e)
        for t in TEMPERATURES
        for e in EXPONENTS
        if (cosine / t + e * query.cells.log_factor).argmax() == 1
    ]
    assert (fitted.fused.temperature["1"], fitted.exponent["1"]) == meets[0]
    votes = density_of(query.neighbours, DensitySettings()).log_weight
    shown = [e for e in EXPONENTS if (votes + e * query.cells.log_factor).argmax() == 1]
    assert fitted.exponent_shown == shown[0]


def test_what_is_judged_is_of_the_kind_that_is_shipped(plain: Path) -> None:
    """A mean of heads is less sure than each: judged by single ones, its temperature would be too high."""
    examples = examples_of(open_atlas(plain))
    embedder, queries = open_atlas(plain).manifest.embedder, np.arange(len(examples))
    shipped, _, folds = crossfit(examples, queries, embedder, QUICK)
    parts = folds_of(examples.groups, QUICK.seed)
    for number, fold in enumerate(folds):
        inside = parts == number
        alone = []
        for stop in set(range(FOLDS)) - {number}:
            train, validation = np.flatnonzero(~inside & (parts != stop)), np.flatnonzero(parts == stop)
            problem = Problem(
                examples.take(train), examples.take(validation), partitions_for(examples, QUICK), embedder
            )
            alone.append(fit_heads(problem, QUICK).heads.logits(examples.vectors[fold.queries])[-1])
        np.testing.assert_allclose(fold.logits[-1], np.mean(alone, axis=0), atol=1e-4)
        break  # one fold tells it
    assert shipped.logits(examples.vectors[:1])[-1].shape == folds[0].logits[-1][:1].shape


def test_too_few_held_out_references_fit_nothing(plain: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(heads_module, "MIN_QUERIES", GROUPS * EACH + 1)
    folder = tmp_path / "few"
    write_atlas(contents(), folder, fit=False, heads=False)
    made = add_heads(folder, QUICK)
    assert made.cells == NOT_FITTED_CELLS
    assert not [rule.name for rule in rules(tiny_localizer(folder)) if rule.name.endswith("fitted")]
