"""`evaluate` on photos; predictions have their own tests (offline/test_predictions)."""

import csv
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from geo_core.classifier.storage import load_heads, save_heads
from geo_core.cli.parser import run
from geo_core.offline.building.writing import write_atlas
from geo_core.sphere.distance import great_circle_km
from tests.photo.im2gps import im2gps_photo
from tests.tiny import PLACES, picture, tiny_contents, tiny_localizer, write_tiny_heads


@pytest.fixture(autouse=True)
def _tiny(tiny_atlas: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo_core.localizer.open_localizer", lambda *_: tiny_localizer(tiny_atlas))


@pytest.fixture
def evaluate(tmp_path: Path, capsys):
    def go(*arguments: str | Path) -> tuple[str, str]:
        assert run(["evaluate", *map(str, arguments), "--cache", str(tmp_path / "cache")]) == 0
        return capsys.readouterr()

    return go


@pytest.fixture
def im2gps(tmp_path: Path) -> Path:
    """A photo of each place of the tiny atlas, in the form of the Im2GPS test set."""
    folder = tmp_path / "im2gps"
    folder.mkdir()
    for number, (_, _, lat, lon) in enumerate(PLACES):
        photo = im2gps_photo(str(lat), str(lon), f"{number}@N00", picture(number, 60))
        (folder / f"{number}_ab_1_{number}@N00.jpg").write_bytes(photo)
    return folder


def test_a_folder_of_im2gps_photos(evaluate, im2gps: Path) -> None:
    out, _ = evaluate(im2gps, "--format", "json")
    said = json.loads(out)
    assert (said["atlas"], said["references"], said["queries"]) == ("tiny", 30, "every photo")
    nearest = said["methods"]["NN"]
    assert (nearest["n"], nearest["groups"], nearest["within_km"]["1"]) == (6, 6, 100)
    assert nearest["geoscore"] > 4999


def test_photos_and_a_published_truth(evaluate, im2gps: Path, tmp_path: Path) -> None:
    rows = [f"{n}_ab_1_{n}@N00.jpg,{lat},{lon}" for n, (_, _, lat, lon) in enumerate(PLACES)]
    (tmp_path / "truth.csv").write_text("\n".join(["IMG_ID,LAT,LON", *rows[1:], "none.jpg,1,2"]))
    out, err = evaluate(im2gps, "--truth", tmp_path / "truth.csv", "--format", "csv")
    table = {row["method"]: row for row in csv.DictReader(io.StringIO(out))}
    assert table["NN"]["n"] == "5"
    assert float(table["NN"]["within_1_km"]) == 100
    assert f"photos of {im2gps} without a truth: 1." in err
    assert "lacks: 1." in err
    assert "n = 5 (places from truth.csv) of 5 photographers" in err


def test_a_manifests_test_rows_are_the_queries(evaluate, im2gps: Path, tmp_path: Path) -> None:
    rows = [f"{n}_ab_1_{n}@N00.jpg,{lat},{lon},{n}" for n, (_, _, lat, lon) in enumerate(PLACES)]
    lines = [
        "file,lat,lon,author,split",
        *(f"{row},{'test' if n < 2 else 'other'}" for n, row in enumerate(rows)),
    ]
    (im2gps / "manifest.csv").write_text("\n".join(lines))
    out, _ = evaluate(im2gps)
    assert "n = 2 (split 'test') of 2 photographers" in out
    assert "| NN |  | 2 | 100.0 (100.0–100.0) |" in out
    assert "n = 4 (split 'other')" in evaluate(im2gps, "--split", "other")[0]


def test_an_atlas_beside_is_named_and_its_rows_stand_for_a_system(
    evaluate, im2gps: Path, tiny_atlas: Path
) -> None:
    beside = ["--beside", f"R={tiny_atlas},weights.pt", "--beside", str(tiny_atlas)]
    said = json.loads(evaluate(im2gps, *beside, "--format", "json")[0])
    assert said["methods"]["R: NN"]["system"] == "[R] NN"
    assert said["methods"]["R: NN"]["within_km"] == said["methods"]["NN"]["within_km"]
    assert said["methods"]["mean-colour: kNN σ = 4"]["system"] == ""
    absent = {one["system"]: one["remedy"] for one in said["absent"]}
    assert "[R] NN, kNN" not in absent
    assert "train-embedder --recipe siamac" in absent["Siamac NN, kNN"]
    table, _ = evaluate(im2gps)
    assert "| not trained, or no atlas given | Im2GPS 2008 | – |" in table


def test_an_atlas_of_other_references_is_warned_of(
    im2gps: Path, tiny_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    contents = tiny_contents()
    fewer = replace(
        contents,
        embeddings=contents.embeddings[:-1],
        references=contents.references[:-1],
        thumbnails=contents.thumbnails[:-1],
    )
    write_atlas(fewer, tmp_path / "fewer")
    monkeypatch.setattr(
        "geo_core.localizer.open_localizer",
        lambda folder, _: tiny_localizer(folder if folder.name == "fewer" else tiny_atlas),
    )
    arguments = ["evaluate", str(im2gps), "--cache", str(tmp_path / "cache"), "--beside"]
    assert run([*arguments, f"R={tmp_path / 'fewer'}"]) == 0
    assert "R: other references than the first atlas's, 29 and not 30" in capsys.readouterr().err
    assert run([*arguments, f"R={tiny_atlas}"]) == 0
    assert "other references" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--beside", "R="], "names no atlas"),
        (["--beside", "a=x", "--beside", "a=y"], "two rows 'a: NN'"),
    ],
)
def test_what_stands_beside_must_be_clear(
    im2gps: Path, arguments: list[str], words: str, tmp_path: Path, capsys
) -> None:
    assert run(["evaluate", str(im2gps), *arguments, "--cache", str(tmp_path / "cache")]) == 2
    assert words in capsys.readouterr().err


def test_checkpoints_reach_the_atlases_beside(
    tiny_atlas: Path, im2gps: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []

    def open_(folder: Path, settings) -> object:
        opened.append((folder, settings.name, settings.weights))
        return tiny_localizer(tiny_atlas)

    monkeypatch.setattr("geo_core.localizer.open_localizer", open_)
    odd = tmp_path / "a=b,c"
    odd.mkdir()
    beside = ["--beside", f"R={tmp_path / 'r'},w.pt", "--beside", f"L={tmp_path / 'l'}", "--beside", str(odd)]
    own = ["--embedder", "vgg16", "--weights", "own.pt", "--cache", str(tmp_path / "cache")]
    assert run(["evaluate", str(im2gps), *beside, *own]) == 0
    assert opened[0][1:] == ("vgg16", Path("own.pt"))
    assert opened[1:] == [
        (tmp_path / "r", None, Path("w.pt")),
        (tmp_path / "l", None, None),
        (odd, None, None),
    ]


def test_other_heads_answer_instead_of_the_atlas_s(
    evaluate, im2gps: Path, tiny_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_heads = write_tiny_heads(Path(shutil.copytree(tiny_atlas, tmp_path / "with-heads")))
    monkeypatch.setattr("geo_core.localizer.open_localizer", lambda *_: tiny_localizer(with_heads))
    own = json.loads(evaluate(im2gps, "--format", "json")[0])["methods"]
    sizes = [name for name in own if name.startswith("cells ") and name.split()[1].isdigit()]
    assert [own[name]["system"].split(", ")[0] for name in sizes] == [f"[M] {s.split()[1]}C" for s in sizes]

    folders = [Path(shutil.copytree(with_heads, tmp_path / recipe)) for recipe in ("L", "L2")]
    for folder in folders:
        (folder / "training.json").write_text(json.dumps({"settings": {"recipe": folder.name}}))
    both = ["--heads", folders[0], "--heads", folders[1]]
    other = json.loads(evaluate(im2gps, *both, "--format", "json")[0])["methods"]
    assert [name for name in other if "cells" in name and ":" in name] == [
        f"L: {sizes[-1]}",
        f"L2: {sizes[0]}",
    ]
    assert "cells combined" not in other


def test_answers_of_other_heads_are_not_taken_for_these(
    evaluate, im2gps: Path, tiny_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two classifiers of equally many cells name their rows alike; only one of them is asked."""
    with_heads = write_tiny_heads(Path(shutil.copytree(tiny_atlas, tmp_path / "with-heads")))
    localizer = tiny_localizer(with_heads)
    monkeypatch.setattr("geo_core.localizer.open_localizer", lambda *_: localizer)
    evaluate(im2gps, "--format", "json")
    other = Path(shutil.copytree(with_heads, tmp_path / "other"))
    heads = load_heads(other / "heads.pt", embedder=localizer.atlas.manifest.embedder.digest)
    with torch.no_grad():
        for layer in heads.layers:
            layer.bias[0] = 1e4  # always the first cell
    save_heads(heads, other / "heads.pt")
    found = json.loads(evaluate(im2gps, "--heads", other, "--format", "json")[0])["methods"]
    cell = localizer.atlas.classifier.partitions[-1]
    finest = found[f"cells {len(cell)}"]
    km = great_circle_km(cell.mean_lat[0], cell.mean_lon[0], *np.array([p[2:] for p in PLACES]).T)
    assert finest["median_km"] == pytest.approx(float(np.median(km)))


def test_a_split_that_nobody_has(im2gps: Path, capsys) -> None:
    assert run(["evaluate", str(im2gps), "--split", "validation"]) == 2
    assert "no row with the split 'validation'" in capsys.readouterr().err


def test_methods_by_name_are_the_only_rows(evaluate, im2gps: Path, capsys) -> None:
    rows = {"nn": "NN", "london": "always London", "densest": "always the densest cell"}
    asked = [word for name in rows for word in ("--method", name)]
    found = json.loads(evaluate(im2gps, *asked, "--format", "json")[0])
    assert list(found["methods"]) == [f"--method {name}" for name in rows]
    every = json.loads(evaluate(im2gps, "--format", "json")[0])["methods"]
    for name, row in rows.items():
        assert found["methods"][f"--method {name}"]["within_km"] == every[row]["within_km"]
    assert run(["evaluate", str(im2gps), "--method", "moon"]) == 2
    assert "no method 'moon'" in capsys.readouterr().err
