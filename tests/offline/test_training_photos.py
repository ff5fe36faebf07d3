"""The command from pictures to files: what it writes, and what it says of bad sources."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from geo_core.atlas.reading import open_atlas
from geo_core.classifier.storage import load_heads
from geo_core.cli.parser import run
from geo_core.embedding.embedder import load_embedder
from geo_core.embedding.registry import EMBEDDERS
from geo_core.embedding.weights import file_sha256, load_state_dict
from geo_core.offline.training.examples import Examples
from geo_core.offline.training.photos import embedded, read_entries
from geo_core.offline.training.problem import pose_problem
from geo_core.offline.training.settings import TrainingSettings
from geo_core.partition.files import read_partition
from geo_core.settings import EmbedderSettings
from tests.offline.tiny_training import NAME, command, network
from tests.tiny import picture

pytestmark = pytest.mark.usefixtures("tiny_network")

TUNED = ("--epochs", "2", "--batch-size", "8", "--workers", "0")


def report_of(out: Path) -> dict:
    return json.loads((out / "training.json").read_text(encoding="utf-8"))


# --- what is written ---


def test_heads_on_a_frozen_trunk_belong_to_that_embedder(photos: Path, weights: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run([*command(photos, weights, out), "--epochs", "3"]) == 0
    embedder = load_embedder(EmbedderSettings(name=NAME, weights=weights, device="cpu", precision="float32"))
    report = report_of(out)
    assert report["embedder"]["digest"] == embedder.identity.digest
    assert report["embedder"]["projection"] == "none"
    assert report["train"]["photos"] + report["validation"]["photos"] == 36  # the test row stays out
    assert not (out / "trunk.pt").exists()
    load_heads(out / "heads.pt", embedder=embedder.identity.digest, sha256=report["files"]["heads.pt"])


def test_embeddings_are_computed_once(
    photos: Path, weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run([*command(photos, weights, tmp_path / "out"), "--epochs", "2"]) == 0
    first = (tmp_path / "out" / "heads.pt").read_bytes()
    monkeypatch.setattr("geo_core.embedding.embedder.Embedder.pool", None)
    assert run([*command(photos, weights, tmp_path / "out"), "--epochs", "2"]) == 0
    assert (tmp_path / "out" / "heads.pt").read_bytes() == first


@pytest.mark.parametrize("recipe", ["L", "L2", "M"])
def test_a_tuned_trunk_and_its_heads_serve(
    photos: Path, weights: Path, tmp_path: Path, recipe: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run([*command(photos, weights, out), "--recipe", recipe, "--tune", "last", *TUNED]) == 0
    printed = capsys.readouterr().out
    assert printed.count("| NN |") == 2  # before the tuning and after it
    report = report_of(out)
    assert report["tuning"]["tune"] == "last"
    assert report["settings"]["seed"] == 0
    assert len(report["cells"]) == (2 if recipe == "M" else 1)
    assert report["files"] == {name: file_sha256(out / name) for name in report["files"]}
    assert set(report["files"]) == {
        "heads.pt",
        "trunk.pt",
        *(f"partition-{cells}.npz" for cells in report["cells"]),
    }
    with (out / "curves.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["epoch"] for row in rows] == [str(e) for e in (1, 2) for _ in report["cells"]]
    Image.open(out / "curves.png").verify()
    assert {row.split("/")[-1] for row in report["validation_photos"]} <= {f"{n:02d}" for n in range(36)}
    assert len(report["validation_photos"]) == report["validation"]["photos"]
    assert not list(out.rglob("*.partial"))

    atlas = tmp_path / "atlas"
    tuned = ["--embedder", NAME, "--weights", str(out / "trunk.pt"), "--device", "cpu"]
    assert run(["build-atlas", str(photos), "--no-fit", *tuned, "--out", str(atlas)]) == 0
    digest = open_atlas(atlas).manifest.embedder.digest
    heads = load_heads(out / "heads.pt", embedder=digest, sha256=report["files"]["heads.pt"])
    heads.identity.check_partitions([read_partition(out / f"partition-{c}.npz") for c in report["cells"]])


def test_a_report_says_how_the_frozen_trunk_did(photos: Path, weights: Path, tmp_path: Path) -> None:
    """The same figures as a training of the heads alone reports."""
    assert run([*command(photos, weights, tmp_path / "a")]) == 0
    assert run([*command(photos, weights, tmp_path / "b"), "--tune", "all", *TUNED]) == 0
    frozen, tuned = report_of(tmp_path / "a"), report_of(tmp_path / "b")
    assert tuned["validation_within_km_before_tuning"] == frozen["validation_within_km"]
    assert tuned["validation_photos"] == frozen["validation_photos"]


@pytest.mark.parametrize(("tune", "changes"), [("last", ("last.",)), ("all", ("first.", "last."))])
def test_exactly_the_wanted_weights_change(
    photos: Path, weights: Path, tmp_path: Path, tune: str, changes: tuple[str, ...]
) -> None:
    assert run([*command(photos, weights, tmp_path / "out"), "--tune", tune, *TUNED]) == 0
    before, after = load_state_dict(weights), load_state_dict(tmp_path / "out" / "trunk.pt")
    assert list(before) == list(after)
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    # BatchNorm learns its scale and offset and keeps its statistics.
    statistics = ("running_mean", "running_var", "num_batches_tracked")
    assert changed == {n for n in before if n.startswith(changes) and not n.endswith(statistics)}


def test_the_split_chooses_the_rows(photos: Path, weights: Path, tmp_path: Path) -> None:
    names = [entry.path.name for entry in read_entries([photos], ["test"])]
    assert names == ["99.jpg"]
    both = read_entries([photos], ["test", "reference"])
    assert len(both) == 37


def test_examples_are_the_embedders_embeddings(photos: Path, weights: Path, tmp_path: Path) -> None:
    embedder = load_embedder(EmbedderSettings(name=NAME, weights=weights, device="cpu", precision="float32"))
    entries = read_entries([photos], ["reference"])
    examples = embedded(entries, embedder, tmp_path / "shards").examples
    assert isinstance(examples, Examples)
    np.testing.assert_allclose(np.linalg.norm(examples.vectors, axis=1), 1, atol=1e-6)
    problem, (train, validation) = pose_problem(examples, embedder.identity, TrainingSettings(cells=(3,)))
    np.testing.assert_array_equal(problem.train.vectors, examples.vectors[train])
    np.testing.assert_array_equal(problem.validation.lat, examples.lat[validation])


# --- bad sources and options ---


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("file,lat\n00.jpg,1\n", "lacks the column lon"),
        ("file,lat,lon\n00.jpg,nan,1\n", "line 2"),
        ("file,lat,lon\n00.jpg,1,2\n01.jpg,95,200\n", "line 3"),
        ("file,lat,lon\n00.jpg,151.2,-33.9\n", "other way round"),
        ("file,lat,lon\n00.jpg,north,1\n", "no decimal degrees"),
        ("file,lat,lon\nnone.jpg,1,1\n", "none.jpg is missing"),
        ("file,lat,lon\n", "no photo with a place"),
        ("file,lat,lon,split\n00.jpg,1,1,test\n", "No photo has the split reference"),
        ("file,lat,lon,group\n00.jpg,1,1,me\n01.jpg,9,9,me\n", "1 photographers cannot be split"),
        ("file,lat,lon\n" + "".join(f"{n:02d}.jpg,{n % 2},1\n" for n in range(12)), "comes out as one cell"),
    ],
)
def test_a_bad_manifest_is_named(
    photos: Path, weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], table: str, words: str
) -> None:
    (photos / "manifest.csv").write_text(table, encoding="utf-8")
    assert run([*command(photos, weights, tmp_path / "out"), "--tune", "last", *TUNED]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert "Traceback" not in error


def test_unreadable_photos_are_listed_and_left_out(
    photos: Path, weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (photos / "07.jpg").write_bytes(b"no picture")
    (photos / "11.jpg").write_bytes(picture(5, 2)[:500])
    assert run([*command(photos, weights, tmp_path / "out"), "--tune", "last", *TUNED]) == 1
    error = capsys.readouterr().err
    report = report_of(tmp_path / "out")
    assert report["train"]["photos"] + report["validation"]["photos"] == 34
    assert len(report["unreadable"]) == 2
    for name in ("07.jpg", "11.jpg"):
        assert name in error
        assert any(name in line for line in report["unreadable"])


def test_no_readable_photo_is_an_error(
    photos: Path, weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in photos.glob("*.jpg"):
        path.write_bytes(b"no picture")
    assert run(command(photos, weights, tmp_path / "out")) == 2
    assert "None of the 36 photos can be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--tune", "last", "--augment", "sharpen=3"], "augment is 'sharpen=3'"),
        (["--tune", "last", "--augment", "crop=many"], "augment is 'crop=many'"),
        (["--tune", "last", "--augment", "crop=0"], "crop is 0"),
        (["--tune", "last", "--trunk-lr", "nan"], "trunk_lr is nan"),
        (["--tune", "last", "--workers", "-1"], "workers is -1"),
        (["--trunk-lr", "0.1"], "add --tune last"),
        (["--augment", "none"], "add --tune last"),
        (["--tune", "last", "--workers", "0", "--resume"], "leave out --resume"),
        (["--split", "moon"], "split moon"),
        (["--cells", "3", "2000"], "2000 cells are out of reach"),
    ],
)
def test_a_wrong_option_is_named(
    photos: Path, weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list, words: str
) -> None:
    assert run([*command(photos, weights, tmp_path / "out"), *options]) == 2
    assert words in capsys.readouterr().err


def test_an_atlas_has_no_pictures_to_tune_on(tiny_atlas: Path, tmp_path: Path, capsys) -> None:
    out = ["--out", str(tmp_path / "out")]
    assert run(["train", "--atlas", str(tiny_atlas), "--tune", "last", *out]) == 2
    assert "--tune is given for an atlas" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        run(["train", "--atlas", str(tiny_atlas), "--photos", str(tmp_path), *out])


@pytest.mark.parametrize(("tune", "remedy"), [("last", "all"), ("all", "heads")])
def test_a_network_with_nothing_to_tune_says_so(
    photos: Path,
    weights: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tune: str,
    remedy: str,
) -> None:
    frozen = replace(
        network(), last_stages=(), build=lambda state: network().build(state).requires_grad_(False)
    )
    monkeypatch.setitem(EMBEDDERS, NAME, lambda: frozen)
    assert run([*command(photos, weights, tmp_path / "out"), "--tune", tune, *TUNED]) == 2
    assert f"give --tune {remedy}" in capsys.readouterr().err
