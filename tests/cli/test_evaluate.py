"""`evaluate` on photos; predictions have their own tests (offline/test_predictions)."""

import csv
import io
import json
from pathlib import Path

import pytest

from geo_core.cli.parser import run
from tests.photo.im2gps import im2gps_photo
from tests.tiny import PLACES, picture, tiny_localizer


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
    assert "| NN | 2 | 100.0 (100.0–100.0) |" in out
    assert "n = 4 (split 'other')" in evaluate(im2gps, "--split", "other")[0]


def test_a_split_that_nobody_has(im2gps: Path, capsys) -> None:
    assert run(["evaluate", str(im2gps), "--split", "validation"]) == 2
    assert "no row with the split 'validation'" in capsys.readouterr().err
