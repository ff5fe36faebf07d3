import csv
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from geo_core.classifier.decoding import log_probabilities
from geo_core.classifier.storage import load_heads, save_heads
from geo_core.cli.parser import run
from geo_core.embedding.identity import EmbedderIdentity
from geo_core.errors import GeoCoreError, SettingsError, WeightsError
from geo_core.offline.training.calibration import calibrate, calibration_error, fit_temperature, nll
from geo_core.offline.training.curves_picture import draw_curves
from geo_core.offline.training.examples import Examples
from geo_core.offline.training.loop import fit_heads
from geo_core.offline.training.losses import (
    class_weights,
    cross_entropy,
    group_weights,
    photo_weights,
    smoothed_targets,
)
from geo_core.offline.training.problem import Problem, partitions_for
from geo_core.offline.training.run import Record
from geo_core.offline.training.settings import TrainingSettings
from geo_core.offline.training.splits import split_rows
from geo_core.offline.training.validation import accuracies
from geo_core.partition.files import read_partition
from geo_core.sphere.distance import great_circle_km
from tests.classifier.worlds import world
from tests.tiny import PLACES


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Tiny matrices gain nothing from threads, which wait for each other on a busy machine."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


EMBEDDER = EmbedderIdentity("made-up", "0" * 64, "{}", "mean", "none", 48)
QUICK = TrainingSettings(cells=(4, 9), epochs=6, patience=6, batch_size=16, lr=0.01, dropout=0.3)


def examples(count: int = 60, noise: float = 0.1, seed: int = 0) -> Examples:
    """Photos of six places, each with its own direction; twelve photographers."""
    draw = np.random.default_rng(seed)
    member = np.arange(count) % len(PLACES)
    directions = np.random.default_rng(99).normal(size=(len(PLACES), EMBEDDER.dimension))
    raw = directions[member] + noise * draw.normal(size=(count, EMBEDDER.dimension))
    vectors = (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32)
    lat, lon = (np.array([place[i] for place in PLACES])[member] for i in (2, 3))
    groups = np.array([f"photographer {i // 5}" for i in range(count)], dtype=object)
    return Examples(vectors, lat, lon, groups)


def problem(settings: TrainingSettings = QUICK, **kwargs: float) -> Problem:
    given = examples(**kwargs)  # type: ignore[arg-type]
    train, validation = (given.take(rows) for rows in split_rows(given.groups, 0.3, 0))
    return Problem(train, validation, partitions_for(train, settings), EMBEDDER)


# --- the split ---


@pytest.mark.parametrize("seed", range(5))
def test_no_photographer_on_both_sides(seed: int) -> None:
    draw = np.random.default_rng(seed)
    groups = draw.integers(0, 60, 500).astype(str).astype(object)
    groups[:200] = "one with many"
    train, validation = split_rows(groups, 0.25, seed)
    np.testing.assert_array_equal(np.sort(np.concatenate([train, validation])), np.arange(500))
    assert not set(groups[train]) & set(groups[validation])
    assert 0.25 <= len(validation) / 500 < 0.28
    assert "one with many" not in groups[validation]
    again = split_rows(groups, 0.25, seed)
    np.testing.assert_array_equal(again[1], validation)
    assert not np.array_equal(split_rows(groups, 0.25, seed + 1)[1], validation)


def test_a_split_needs_two_photographers() -> None:
    with pytest.raises(GeoCoreError, match="3 photos of 1 photographers"):
        split_rows(np.array(["a"] * 3, dtype=object), 0.25, 0)
    train, validation = split_rows(np.array(["a", "b"], dtype=object), 0.9, 0)
    assert len(train) == len(validation) == 1


def test_a_photographer_on_both_sides_is_refused() -> None:
    given = examples()
    with pytest.raises(GeoCoreError, match="'photographer 0'"):
        Problem(given, given, partitions_for(given, QUICK), EMBEDDER)


# --- targets, weights and the loss ---


@pytest.mark.parametrize("km", [0.0, 50.0, 750.0, 20_000.0])
def test_smoothed_targets_sum_to_one_and_prefer_the_true_cell(km: float) -> None:
    targets = smoothed_targets(world(40), km)
    np.testing.assert_allclose(targets.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(targets.argmax(axis=1), np.arange(len(targets)))


def test_smoothed_targets_become_one_hot() -> None:
    partition = world(40)
    np.testing.assert_array_equal(smoothed_targets(partition, 0), np.eye(len(partition)))
    np.testing.assert_allclose(smoothed_targets(partition, 1e-3), np.eye(len(partition)), atol=1e-12)


def test_smoothed_targets_against_a_naive_loop() -> None:
    partition = world(10)
    found = smoothed_targets(partition, 800.0)
    for a in range(len(partition)):
        raw = [
            np.exp(
                -great_circle_km(
                    partition.mean_lat[a], partition.mean_lon[a], partition.mean_lat[b], partition.mean_lon[b]
                )
                / 800.0
            )
            for b in range(len(partition))
        ]
        np.testing.assert_allclose(found[a], np.array(raw) / np.sum(raw), rtol=1e-5)


def test_weights_of_photographers_and_cells() -> None:
    groups = np.array(["a"] * 4 + ["b"], dtype=object)
    weights = group_weights(groups)
    assert weights.mean() == pytest.approx(1)
    assert weights[4] / weights[0] == pytest.approx(2)  # 1/√1 to 1/√4
    labels = np.array([0, 0, 0, 0, 7])
    np.testing.assert_allclose(class_weights(labels), weights)
    both = photo_weights(groups, labels, by_group=True, by_class=True)
    assert both[4] / both[0] == pytest.approx(4)
    np.testing.assert_array_equal(photo_weights(groups, labels, by_group=False, by_class=False), 1)


def test_cross_entropy_is_torchs_own_where_there_is_one() -> None:
    torch_loss = torch.nn.functional.cross_entropy
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(9, 5, generator=generator)
    labels = torch.arange(9) % 5
    targets = torch.eye(5)[labels]
    assert cross_entropy(logits, targets, torch.ones(9)) == pytest.approx(torch_loss(logits, labels))
    weights = torch.arange(9).float()
    expected = (torch_loss(logits, labels, reduction="none") * weights).mean()
    assert cross_entropy(logits, targets, weights) == pytest.approx(expected)


# --- the loop ---


def test_a_tiny_set_is_overfitted() -> None:
    """With nothing that holds it back, 42 photos in 48 dimensions are learned by heart."""
    settings = replace(
        QUICK, recipe="L", epochs=60, patience=60, dropout=0.0, weight_decay=0.0, group_weights=False
    )
    given = problem(settings, noise=1.5)
    history = fit_heads(given, settings).history
    assert history[-1].epoch == 60
    assert history[-1].train_loss < 0.05 < 1 < history[0].train_loss


def test_places_that_look_different_are_told_apart() -> None:
    settings = replace(QUICK, epochs=80, patience=80)
    given = problem(settings)
    heads = fit_heads(given, settings).heads
    scores = [log_probabilities(logits) for logits in heads.logits(given.validation.vectors)]
    found = accuracies(given, scores)
    assert list(found) == [
        "always London",
        "NN",
        *(f"cells {name}, {point}" for name in given.partitions for point in ("centre", "mean")),
        "combined, centre",
        "combined, mean",
        "combined, per radius",
    ]
    finest = list(given.partitions)[-1]
    for name in ("NN", f"cells {finest}, mean", "combined, mean", "combined, per radius"):
        assert found[name].within_km[1] == 100, name
    assert found["always London"].within_km[750] < 30  # Paris alone


class KilledError(Exception):
    pass


@pytest.mark.parametrize("after", [1, 4])
def test_resumed_is_uninterrupted(tmp_path: Path, after: int) -> None:
    """Bytewise, although the random numbers in between were others."""
    settings = replace(QUICK, smoothing_km=500.0, class_weights=True)
    given = problem(settings)
    whole = fit_heads(given, settings, tmp_path / "whole.pt")

    def kill(records: list[object]) -> None:
        if records[0].epoch == after:  # type: ignore[attr-defined]
            raise KilledError

    with pytest.raises(KilledError):
        fit_heads(given, settings, tmp_path / "killed.pt", report=kill)
    torch.rand(17)
    resumed = fit_heads(given, settings, tmp_path / "killed.pt", resume=True)
    assert resumed.history == whole.history
    assert [best.epoch for best in resumed.best] == [best.epoch for best in whole.best]
    assert save_heads(resumed.heads, tmp_path / "a.pt") == save_heads(whole.heads, tmp_path / "b.pt")
    assert not list(tmp_path.glob("*.partial"))


def test_a_finished_run_resumes_to_itself_and_goes_on_with_more_epochs(tmp_path: Path) -> None:
    given = problem()
    short = fit_heads(given, replace(QUICK, epochs=3), tmp_path / "c.pt")
    same = fit_heads(given, replace(QUICK, epochs=3), tmp_path / "c.pt", resume=True)
    assert save_heads(same.heads, tmp_path / "a.pt") == save_heads(short.heads, tmp_path / "b.pt")
    longer = fit_heads(given, QUICK, tmp_path / "c.pt", resume=True)
    whole = fit_heads(given, QUICK)
    assert save_heads(longer.heads, tmp_path / "a.pt") == save_heads(whole.heads, tmp_path / "b.pt")


def test_training_leaves_everyones_random_numbers_alone() -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    fit_heads(problem(), replace(QUICK, epochs=1))
    assert torch.equal(torch.rand(3), expected)


def test_the_seed_decides(tmp_path: Path) -> None:
    given = problem()
    one, same, other = (fit_heads(given, replace(QUICK, seed=seed)).heads for seed in (1, 1, 2))
    assert save_heads(one, tmp_path / "a.pt") == save_heads(same, tmp_path / "b.pt")
    assert save_heads(one, tmp_path / "a.pt") != save_heads(other, tmp_path / "b.pt")


def test_training_stops_early_and_keeps_each_heads_best_epoch() -> None:
    settings = replace(QUICK, epochs=400, patience=3, lr=0.1, dropout=0.0, weight_decay=0.0)
    progress = fit_heads(problem(settings, noise=2.0), settings)
    last = progress.history[-1].epoch
    assert last == max(best.epoch for best in progress.best) + 3 < 400
    for name, best in zip(progress.heads.identity.partitions, progress.best, strict=True):
        losses = {r.epoch: r.validation_loss for r in progress.history if r.partition == name}
        assert best.epoch == min(losses, key=losses.__getitem__)
        assert best.loss == losses[best.epoch]


def test_another_runs_checkpoint_is_refused(tmp_path: Path) -> None:
    given = problem()
    fit_heads(given, replace(QUICK, epochs=1), tmp_path / "c.pt")
    with pytest.raises(WeightsError, match="other settings or photos"):
        fit_heads(given, replace(QUICK, lr=0.02), tmp_path / "c.pt", resume=True)
    with pytest.raises(WeightsError, match="other settings or photos"):
        fit_heads(problem(seed=1), QUICK, tmp_path / "c.pt", resume=True)
    with pytest.raises(WeightsError, match="no checkpoint"):
        fit_heads(given, QUICK, tmp_path / "none.pt", resume=True)
    with pytest.raises(SettingsError, match="without a checkpoint"):
        fit_heads(given, QUICK, resume=True)
    (tmp_path / "c.pt").write_bytes(b"rubbish")
    with pytest.raises(WeightsError, match=r"c\.pt is no readable file"):
        fit_heads(given, QUICK, tmp_path / "c.pt", resume=True)
    torch.save([1, 2], tmp_path / "c.pt")
    with pytest.raises(WeightsError, match=r"c\.pt is no checkpoint"):
        fit_heads(given, QUICK, tmp_path / "c.pt", resume=True)


@pytest.mark.parametrize("epochs", [1, 5])
def test_curves_are_drawn(tmp_path: Path, epochs: int) -> None:
    history = [
        Record(epoch, str(head), 3.0 / epoch, 2.0 / epoch, 0.0)
        for epoch in range(1, epochs + 1)
        for head in range(10)
    ]
    draw_curves(history, tmp_path / "curves.png")
    with Image.open(tmp_path / "curves.png") as picture:
        colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 20)}
    assert {(0, 114, 178), (213, 94, 0), (0, 0, 0)} <= colours  # the first, the second, the last line


# --- calibration ---


def sampled(count: int, cells: int, stretch: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Labels drawn from softmax(logits); the logits given are stretched."""
    draw = np.random.default_rng(0)
    logits = draw.normal(0, 1.5, (count, cells))
    cumulative = np.exp(log_probabilities(logits)).cumsum(axis=1)
    labels = (draw.random(count)[:, None] > cumulative).sum(axis=1).clip(max=cells - 1)
    groups = (np.arange(count) // 10).astype(str).astype(object)
    return stretch * logits, labels, groups


@pytest.mark.parametrize("stretch", [0.3, 1.0, 4.0])
def test_the_temperature_undoes_the_stretch(stretch: float) -> None:
    """1 where the probabilities are right already: 20,000 photos leave less than 3 % of noise."""
    logits, labels, groups = sampled(20_000, 6, stretch)
    found = calibrate(logits, labels, groups)
    assert found.temperature == pytest.approx(stretch, rel=0.03)
    assert found.nll_after <= found.nll_before
    assert found.ece_after < 0.01
    if stretch != 1:
        assert found.ece_after < found.ece_before / 5


def test_the_temperature_is_the_best_of_a_grid() -> None:
    logits, labels, _ = sampled(500, 4, 2.0)
    grid = np.exp(np.linspace(-2, 2, 401))
    best = grid[np.argmin([nll(logits / t, labels) for t in grid])]
    assert fit_temperature(logits, labels) == pytest.approx(best, rel=0.011)
    with pytest.raises(GeoCoreError, match="at least one"):
        fit_temperature(np.zeros((0, 3)), np.zeros(0, np.int64))


def test_calibration_error_by_hand() -> None:
    probability = np.array([[0.9, 0.1], [0.9, 0.1], [0.6, 0.4], [0.5, 0.5]])
    labels = np.array([0, 1, 0, 1])
    # Bins of 1/15: 0.9 twice (half right), 0.6 once (right), 0.5 once (wrong).
    assert calibration_error(probability, labels) == pytest.approx((2 * 0.4 + 0.4 + 0.5) / 4)
    assert calibration_error(np.array([[1.0, 0.0]]), np.array([0])) == 0


def test_one_photographer_can_still_be_calibrated() -> None:
    logits, labels, _ = sampled(100, 4, 2.0)
    found = calibrate(logits, labels, np.array(["one"] * 100, dtype=object))
    assert found.nll_after <= found.nll_before


# --- recipes, settings, and the whole of it ---


def test_recipes() -> None:
    wishes = (64, 8, 512, 8)
    assert TrainingSettings(recipe="L", cells=wishes).cells_of_recipe == (512,)
    assert TrainingSettings(recipe="L2", cells=wishes).cells_of_recipe == (64,)
    assert TrainingSettings(recipe="M", cells=wishes).cells_of_recipe == (8, 64, 512)
    for count in range(1, 8):
        assert len(TrainingSettings(recipe="L2", cells=tuple(range(2, 2 + count))).cells_of_recipe) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("recipe", "XL"),
        ("cells", (1,)),
        ("cells", ()),
        ("epochs", 0),
        ("lr", float("nan")),
        ("dropout", 1.0),
        ("weight_decay", -1.0),
        ("smoothing_km", -1.0),
        ("validation_share", 0.0),
        ("seed", -1),
    ],
)
def test_wrong_settings_are_named(name: str, value: object) -> None:
    with pytest.raises(SettingsError, match=name):
        TrainingSettings(**{name: value})  # type: ignore[arg-type]


def test_wrong_examples_are_named() -> None:
    given = examples(12)
    with pytest.raises(GeoCoreError, match=r"\(11,\)"):
        Examples(given.vectors, given.lat[1:], given.lon, given.groups)
    broken = given.vectors.copy()
    broken[3, 0] = np.nan
    with pytest.raises(GeoCoreError, match="photo 3"):
        Examples(broken, given.lat, given.lon, given.groups)
    with pytest.raises(GeoCoreError, match="0 validation photos"):
        Problem(given, given.take(np.zeros(0, np.int64)), partitions_for(given, QUICK), EMBEDDER)


def test_the_command_trains_resumes_and_writes(
    tiny_atlas: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["train", "--atlas", str(tiny_atlas), "--cells", "3", "6", "--epochs", "3"]
    assert run([*arguments, "--out", str(tmp_path / "one")]) == 0
    printed = capsys.readouterr().out
    assert "combined, mean" in printed
    assert "ECE" in printed
    report = json.loads((tmp_path / "one" / "training.json").read_text(encoding="utf-8"))
    assert report["settings"]["seed"] == 0
    assert set(report["calibration"]) == {*report["best_epochs"], "combined"}
    assert report["train"]["photos"] + report["validation"]["photos"] == 30
    heads = load_heads(
        tmp_path / "one" / "heads.pt",
        embedder=report["embedder"]["digest"],
        sha256=report["files"]["heads.pt"],
    )
    temperatures = [report["calibration"][str(cells)]["temperature"] for cells in report["cells"]]
    np.testing.assert_array_equal(heads.temperature, temperatures)
    assert float(heads.combined_temperature) == report["calibration"]["combined"]["temperature"]
    heads.identity.check_partitions(
        [read_partition(tmp_path / "one" / f"partition-{cells}.npz") for cells in report["cells"]]
    )
    with (tmp_path / "one" / "curves.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["epoch"], row["partition"]) for row in rows] == [
        (str(epoch), str(cells)) for epoch in (1, 2, 3) for cells in report["cells"]
    ]
    (tmp_path / "two").mkdir()
    shutil.copy(tmp_path / "one" / "checkpoint.pt", tmp_path / "two")
    assert run([*arguments, "--out", str(tmp_path / "two"), "--resume"]) == 0
    made = {path.name for path in (tmp_path / "one").iterdir()} - {"checkpoint.pt"}
    assert made == {"heads.pt", "curves.csv", "curves.png", "training.json", *set(report["files"])}
    for path in (tmp_path / "one" / name for name in made):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_the_command_names_what_is_wrong(
    tiny_atlas: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path / "out")]
    (tmp_path / "file").write_text("")
    assert run(["train", "--atlas", str(tiny_atlas), "--cells", "3", "--out", str(tmp_path / "file")]) == 2
    assert "cannot be made" in capsys.readouterr().err
    for arguments, named in (
        (["--atlas", str(tmp_path)], "no atlas"),
        (["--atlas", str(tiny_atlas), "--cells", "1"], "cells is 1"),
        (["--atlas", str(tiny_atlas), "--cells", "3", "--resume"], "leave out --resume"),
        (["--atlas", str(tiny_atlas), "--lr", "nan"], "lr is nan"),
    ):
        assert run(["train", *arguments, *out]) == 2
        assert named in capsys.readouterr().err
