import csv
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from geo_core.atlas.fitted import FittedConfidence
from geo_core.atlas.manifest import MANIFEST, read_manifest
from geo_core.cli.parser import run
from geo_core.density.confidence import ConfidenceMap
from geo_core.settings import RADII_KM
from tests.tiny import picture, tiny_localizer


@pytest.fixture(autouse=True)
def _tiny(tiny_atlas: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo_core.api.open_localizer", lambda folder, settings: tiny_localizer(tiny_atlas))


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    (folder / "inner").mkdir(parents=True)
    (folder / "agra.jpg").write_bytes(picture(0, 9))
    (folder / "inner" / "suva.JPG").write_bytes(picture(3, 9))
    (folder / "notes.txt").write_text("not a photo")
    return folder


def test_json_is_one_object_a_line_with_the_promised_keys(photos: Path, capsys) -> None:
    assert run(["locate", str(photos), "--sigma", "1"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert Path(first["file"]).name == "agra.jpg"
    assert (round(first["lat"], 2), round(first["lon"], 2)) == (27.18, 78.04)
    assert first["place"]["city"] == "Agra"
    assert first["method"] == "knn"
    assert list(first["within_km"]) == [str(r) for r in RADII_KM]
    assert set(first["best_within"]["1"]) >= {"lat", "lon"}
    assert first["modes"][0]["mass"] > 0.9
    wanted = {"id", "lat", "lon", "distance", "weight", "place", "author", "licence", "source"}
    assert len(first["neighbours"]) == 30
    assert all(set(n) == wanted for n in first["neighbours"])
    assert abs(sum(n["weight"] for n in first["neighbours"]) - 1) < 1e-4
    assert second["place"]["country"] == "Fiji"


def test_k_limits_the_neighbours_listed(photos: Path, capsys) -> None:
    assert run(["locate", str(photos / "agra.jpg"), "--k", "3", "--method", "nn"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert len(json.loads(line)["neighbours"]) == 3
    assert json.loads(line)["method"] == "nn"


def test_a_bad_photo_costs_one_line_and_the_status(photos: Path, capsys) -> None:
    bad = photos / "bad.jpg"
    bad.write_bytes(b"not a photo")
    assert run(["locate", str(photos), str(photos / "gone.jpg")]) == 1
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 2
    assert len([line for line in err.splitlines() if "bad.jpg" in line]) == 1
    assert len([line for line in err.splitlines() if "gone.jpg" in line]) == 1


def test_csv_has_a_row_a_photo(photos: Path, capsys) -> None:
    assert run(["locate", str(photos), "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 2
    assert float(rows[0]["within_2500_km"]) > 0.5
    assert {"file", "lat", "lon", "city", "country", "area_90_km2", "best_1_km_lat"} <= set(rows[0])


def test_geojson_puts_longitude_first(photos: Path, capsys) -> None:
    assert run(["locate", str(photos / "agra.jpg"), "--format", "geojson", "--sigma", "0.25"]) == 0
    collection = json.loads(capsys.readouterr().out)
    assert collection["type"] == "FeatureCollection"
    answer = next(f for f in collection["features"] if f["properties"]["role"] == "answer")
    lon, lat = answer["geometry"]["coordinates"]
    assert (round(lat, 1), round(lon, 1)) == (27.2, 78.0)
    roles = {f["properties"]["role"] for f in collection["features"]}
    assert roles == {"answer", "mode", "neighbour"}


@pytest.mark.parametrize("kernel", ["plane", "authors"])
def test_the_named_variants(photos: Path, capsys, kernel: str) -> None:
    assert run(["locate", str(photos / "agra.jpg"), "--kernel", kernel, "--snap", "100"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert abs(answer["lat"] - 27.1751) < 1e-4  # snapped onto the reference


def test_softmax_with_the_fitted_decision(photos: Path, capsys) -> None:
    assert run(["locate", str(photos / "agra.jpg"), "--weighting", "softmax", "--fitted"]) == 0
    assert json.loads(capsys.readouterr().out)["best_within"]["25"]["mass"] > 0


@pytest.mark.parametrize("method", ["knn", "nn"])
def test_the_fitted_decision_says_how_far_it_is_to_be_believed(
    photos: Path, tiny_atlas: Path, tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    """In all formats, and only where the atlas knows it and the fitted decision is asked for."""
    sure = Path(shutil.copytree(tiny_atlas, tmp_path / "sure"))
    maps = {str(r): ConfidenceMap(-1.0, 1.0) for r in RADII_KM}
    manifest = replace(read_manifest(sure), confidence=FittedConfidence({"knn": maps}, queries=300))
    (sure / MANIFEST).write_text(manifest.to_json())
    given = ["locate", str(photos / "agra.jpg"), "--method", method]

    def said(*more: str) -> str:
        assert run([*given, *more]) == 0
        return str(capsys.readouterr().out)

    assert "confidence" not in said("--fitted")
    monkeypatch.setattr("geo_core.api.open_localizer", lambda folder, settings: tiny_localizer(sure))
    assert "confidence" not in said()
    best = json.loads(said("--fitted"))["best_within"]
    for point in best.values():
        assert 0 < point["confidence"] < 1
    (row,) = csv.DictReader(io.StringIO(said("--fitted", "--format", "csv")))
    assert [float(row[f"best_{r}_km_confidence"]) for r in RADII_KM] == [
        b["confidence"] for b in best.values()
    ]
    (row,) = csv.DictReader(io.StringIO(said("--format", "csv")))
    assert row["best_25_km_confidence"] == ""
    collection = json.loads(said("--fitted", "--format", "geojson"))
    assert collection["features"][0]["properties"]["best_within"] == best


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--sigma", "99"], "sigma_deg is 99.0; allowed is 0.25 to 32"),
        (["--k", "0"], "k is 0; allowed is 1 to 200"),
        (["--m", "nan"], "m is nan"),
    ],
)
def test_a_wrong_setting_is_said_in_one_line(photos: Path, capsys, arguments: list[str], words: str) -> None:
    assert run(["locate", str(photos), *arguments]) == 2
    assert words in capsys.readouterr().err


def test_an_empty_folder_is_said(tmp_path: Path, capsys) -> None:
    assert run(["locate", str(tmp_path)]) == 2
    assert "no photo" in capsys.readouterr().err


def test_no_atlas_is_said(photos: Path, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    from geo_core.localizer import open_localizer

    monkeypatch.setattr("geo_core.api.open_localizer", open_localizer)
    assert run(["locate", str(photos), "--atlas", str(photos)]) == 2
    assert "build-atlas" in capsys.readouterr().err
