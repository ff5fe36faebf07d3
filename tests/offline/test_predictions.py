"""Anybody's predictions: the published figures, and what is said about everything that does not fit."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo_core.cli.parser import run
from geo_core.errors import GeoCoreError
from geo_core.methods.london import LONDON
from geo_core.offline.data.matching import match
from geo_core.offline.evaluation.accuracy import geoscore
from geo_core.offline.evaluation.predictions import evaluate_predictions
from geo_core.offline.evaluation.swapping import swap_suspected
from tests.photo.im2gps import im2gps_photo

TRUTH = "IMG_ID,LAT,LON\na.jpg,48.85,2.35\nb.jpg,-33.86,151.2\nc.jpg,40.7,-74\n"


@pytest.fixture
def evaluate(tmp_path: Path, capsys):
    """Write both tables, run the command, and give back the JSON and what went to stderr."""

    def go(predictions: str, truth: str | Path | None = TRUTH) -> tuple[dict, str]:
        (tmp_path / "p.csv").write_text(predictions, encoding="utf-8")
        arguments = ["evaluate", "--predictions", str(tmp_path / "p.csv"), "--format", "json"]
        if isinstance(truth, str):
            (tmp_path / "t.csv").write_text(truth, encoding="utf-8")
            truth = tmp_path / "t.csv"
        assert run(arguments + (["--truth", str(truth)] if truth else [])) == 0
        out, err = capsys.readouterr()
        return json.loads(out), err

    return go


@pytest.fixture
def fixtures(shared_dir: Path) -> Path:
    return shared_dir / "fixtures" / "evaluation"


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize(
    ("name", "percent", "photographers"),
    [
        ("im2gps", ("0.42", "2.11", "3.80", "12.24", "36.71"), 231),
        ("im2gps3k", ("0.43", "1.94", "3.34", "11.61", "34.23"), 198),
    ],
)
def test_always_london_on_the_benchmarks(evaluate, fixtures: Path, name, percent, photographers) -> None:
    """Golden: the field's figures (FIELD.md, section 2)."""
    truth = fixtures / f"{name}_places365.csv"
    ids = [line.partition(",")[0] for line in truth.read_text().splitlines()[1:]]
    rows = [f"{LONDON[1]},{id_},{LONDON[0]}" for id_ in reversed(ids)]
    said, err = evaluate("\n".join(["LON,img_id,LAT", *rows]), truth)
    assert tuple(f"{said['within_km'][r]:.2f}" for r in ("1", "25", "200", "750", "2500")) == percent
    assert (said["n"], said["groups"], said["interval_by"]) == (len(ids), photographers, "photographer")
    assert err == ""


def test_clustering_by_photographer_doubles_the_interval(evaluate, fixtures: Path) -> None:
    """Im2GPS3k: 198 photographers, one of them with 235 photos (FIELD.md, section 2: 1.96 against 0.87)."""
    rows = table(fixtures / "im2gps3k_places365.csv")
    widths = []
    for names in ([row["IMG_ID"] for row in rows], [f"{i}.jpg" for i in range(len(rows))]):
        truth = ["id,lat,lon", *(f"{n},{r['LAT']},{r['LON']}" for n, r in zip(names, rows, strict=True))]
        answers = ["id,lat,lon", *(f"{name},{LONDON[0]},{LONDON[1]}" for name in names)]
        low, high = evaluate("\n".join(answers), "\n".join(truth))[0]["interval_95"]["25"]
        widths.append(high - low)
    assert widths[0] > 1.5 * widths[1]


@pytest.mark.parametrize(("model", "mean_score"), [("", 3290.73), ("_base", 1778.50)])
def test_osv5m_distances_and_scores(fixtures: Path, tmp_path: Path, model: str, mean_score: float) -> None:
    """Golden: two models' predictions with the distances and scores that others computed."""
    source = fixtures / "osv5m_select.csv"
    rows = table(source)
    if model:  # the other model's columns, renamed; the first one's stand in the file as they are read
        with (tmp_path / "base.csv").open("w", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(["true_lat", "true_lon", "id", "pred_lon", "pred_lat"])
            columns = ("true_lat", "true_lon", "id", "pred_lon_base", "pred_lat_base")
            writer.writerows([row[c] for c in columns] for row in rows)
        source = tmp_path / "base.csv"
    report = evaluate_predictions(source)
    assert report.accuracy.n == 50
    distances = [float(row[f"distance{model}"]) for row in rows]
    np.testing.assert_allclose(report.error_km, distances, rtol=0, atol=1e-9)
    scores = [float(row[f"score{model}"]) for row in rows]
    np.testing.assert_allclose(geoscore(report.error_km), scores, rtol=0, atol=1e-8)
    assert round(report.accuracy.geoscore, 2) == mean_score
    assert (report.photographers, report.notes) == (0, ())


def test_the_promised_object_and_nothing_else(evaluate) -> None:
    said, err = evaluate(
        "file,pred_lat,pred_lon,author\na.jpg,48.85,2.35,x\nb.jpg,-33.86,150,y\nc.jpg,40.7,-74,x\n"
    )
    assert said["n"] == 3
    percent = {"1": 200 / 3, "25": 200 / 3, "200": 100, "750": 100, "2500": 100}
    assert said["within_km"] == pytest.approx(percent)
    assert said["median_km"] == 0
    assert said["mean_km"] == pytest.approx(110.8 / 3, abs=0.05)
    assert said["geoscore"] == pytest.approx((10_000 + 5000 * np.exp(-110.79 / 1492.7)) / 3, abs=0.1)
    assert said["groups"] == 2
    low, high = said["interval_95"]["1"]
    assert low <= 200 / 3 <= high
    assert said["missing"] == {key: {"count": 0, "first": []} for key in ("in_truth", "in_predictions")}
    assert said["bad_rows"] == {"count": 0, "first": []}
    assert said["notes"] == []
    assert err == ""


def test_rows_missing_on_a_side_are_listed_and_counted(evaluate) -> None:
    truth = TRUTH + "".join(f"t{i}.jpg,1,2\n" for i in range(30))
    said, err = evaluate("id,lat,lon\na.jpg,1,2\nz.jpg,1,2\nb.jpg,,\n", truth)
    assert said["n"] == 1
    assert said["missing"]["in_truth"] == {"count": 1, "first": ["z.jpg"]}
    assert said["missing"]["in_predictions"]["count"] == 32
    assert said["missing"]["in_predictions"]["first"][:3] == ["b.jpg", "c.jpg", "t0.jpg"]
    assert len(said["missing"]["in_predictions"]["first"]) == 20
    assert said["bad_rows"]["count"] == 1
    assert "without a truth: 1. 'z.jpg'" in err
    assert "without a prediction: 32. 'b.jpg'; 'c.jpg'" in err
    assert "and 12 more" in err
    assert "left out: 1." in err
    # One photo has no interval: nothing is drawn from it.
    assert said["interval_95"]["1"] == [None, None]


def test_names_from_a_file_cannot_command_the_terminal(evaluate) -> None:
    _, err = evaluate("id,lat,lon\na.jpg,1,2\n\x1b[2Jz,1,2\n\x1b[2Jy,,\n")
    assert "\x1b" not in err
    assert r"\x1b[2Jz" in err


def test_a_footer_is_said_in_both_places(evaluate) -> None:
    said, err = evaluate("id,lat,lon\na.jpg,1,2\nb.jpg,1,3\n\nmean,0.5\n")
    assert said["n"] == 2
    assert "footer ignored, 2 line(s) from line 4" in said["notes"][0]
    assert said["notes"][0] in err


@pytest.mark.parametrize("swapped", ["predictions", "truth"])
def test_a_swap_is_said_and_never_corrected(evaluate, swapped: str) -> None:
    """All within range either way: only the errors give it away."""
    right, wrong = (
        "id,lat,lon\na,40,-75\nb,41.9,12.5\nc,51.5,0\n",
        "id,lon,lat\na,40,-75\nb,41.9,12.5\nc,51.5,0\n",
    )
    said, err = evaluate(*((wrong, right) if swapped == "predictions" else (right, wrong)))
    assert said["within_km"]["2500"] == 0
    assert "may be swapped" in said["notes"][0]
    assert "would be 0 km" in err


def test_a_swap_shows_on_real_answers_and_honest_ones_are_not_suspected(fixtures: Path) -> None:
    rows = table(fixtures / "osv5m_select.csv")
    truth = np.array([[float(row[c]) for c in ("true_lat", "true_lon")] for row in rows])
    for model in ("", "_base"):
        answers = np.array([[float(row[f"pred_{axis}{model}"]) for axis in ("lat", "lon")] for row in rows])
        assert swap_suspected(answers, truth) == ""
        legal = np.abs(answers[:, 1]) <= 90  # the others are found out when they are read
        if not model:  # the base model's median error is 1,555 km: too far off to tell by the errors
            assert "may be swapped" in swap_suspected(answers[legal][:, ::-1], truth[legal])
    assert swap_suspected(np.tile(LONDON, (50, 1)), truth) == ""
    random = np.random.default_rng(0)
    anywhere = np.stack([random.uniform(-90, 90, 2000), random.uniform(-180, 180, 2000)], axis=1)
    assert not any(swap_suspected(ten, anywhere[-10:]) for ten in anywhere.reshape(200, 10, 2)[:-1])
    assert swap_suspected(np.array([[10.0, 10.0]]), np.array([[10.0, 10.0]])) == ""
    assert swap_suspected(np.array([[10.0, 170.0]]), np.array([[80.0, 10.0]])) == ""  # cannot be swapped


NAME = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "x/", "x/y/", "z\\"]),
    st.sampled_from(["a", "b", "c", "d.e"]),
    st.sampled_from(["", ".jpg", ".JPEG", ".txt"]),
)


@given(st.lists(NAME, unique=True, max_size=8), st.lists(NAME, unique=True, max_size=8))
@settings(deadline=None, derandomize=True, max_examples=300)
def test_matching_is_one_to_one_and_exact_names_come_first(ids: list[str], others: list[str]) -> None:
    pairs, notes = match(ids, others)
    left, right = [i for i, _ in pairs], [j for _, j in pairs]
    assert len(set(left)) == len(left) == len(set(right)) == len(right)
    assert {(ids.index(name), others.index(name)) for name in set(ids) & set(others)} <= set(pairs)
    stem = lambda name: Path(name.replace("\\", "/")).name.rsplit(".j", 1)[0].rsplit(".J", 1)[0]  # noqa: E731
    for i, j in pairs:
        assert stem(ids[i]) == stem(others[j])
    exact = sum(ids[i] == others[j] for i, j in pairs)
    assert (exact < len(pairs)) == any("without" in note for note in notes)
    stems, other_stems = [stem(name) for name in ids], [stem(name) for name in others]
    for i, name in enumerate(stems):  # whatever stands for one photo on either side is found
        if stems.count(name) == other_stems.count(name) == 1:
            assert (i, other_stems.index(name)) in pairs


def test_names_without_folder_or_suffix_and_how_it_is_said(evaluate) -> None:
    said, err = evaluate("file,lat,lon\nphotos/a.jpg,1,2\nC:\\b.JPG,1,2\nc,1,2\n")
    assert said["n"] == 3
    assert "without folders: 1 of 3" in err
    assert "without folders and suffix: 2 of 3" in err
    said, err = evaluate("file,lat,lon\nx/a.jpg,1,2\ny/a.jpg,1,2\nc.jpg,1,2\n")
    assert said["n"] == 1
    assert "could stand for several: 2" in err


def test_intervals_know_photographers_by_column_or_by_flickr_name(evaluate) -> None:
    rows = [(f"{i}_ab_1_{i // 10}@N00.jpg", 0 if i // 10 % 2 else 50) for i in range(100)]
    predictions = "id,lat,lon\n" + "".join(f"{name},{lat},0\n" for name, lat in rows)
    truth = "id,lat,lon\n" + "".join(f"{name},0,0\n" for name, _ in rows)
    by_name, _ = evaluate(predictions, truth)
    column = "id,lat,lon,photographer\n" + "".join(f"{i}.jpg,0,0,p{i // 10}\n" for i in range(100))
    by_column, _ = evaluate(
        "id,lat,lon\n" + "".join(f"{i},{lat},0\n" for i, (_, lat) in enumerate(rows)), column
    )
    alone, _ = evaluate(
        "id,lat,lon\n" + "".join(f"{i},{lat},0\n" for i, (_, lat) in enumerate(rows)),
        column.replace("photographer", "camera"),
    )
    assert by_name["groups"] == by_column["groups"] == 10
    assert alone["groups"] is None
    assert alone["interval_by"] == "photo"
    width = lambda said: np.diff(said["interval_95"]["1"])[0]  # noqa: E731
    assert width(by_name) == width(by_column) > 2 * width(alone)


def test_truth_out_of_the_photos_themselves(evaluate, tmp_path: Path) -> None:
    folder = tmp_path / "im2gps"
    folder.mkdir()
    (folder / "Rome_00024_231521295_1a0e1b7fb5_91_55085284@N00.jpg").write_bytes(im2gps_photo("41.9", "12.5"))
    said, _ = evaluate("img_id,lat,lon\nRome_00024_231521295_1a0e1b7fb5_91_55085284@N00,41.9,12.5\n", folder)
    assert (said["n"], said["mean_km"]) == (1, 0)


def test_markdown_and_csv(tmp_path: Path, capsys) -> None:
    (tmp_path / "my|model.csv").write_text("id,lat,lon,gt_lat,gt_lon,author\na,1,2,1,2,x\nb,1,2,1,3,y\n")
    arguments = ["evaluate", "--predictions", str(tmp_path / "my|model.csv")]
    assert run(arguments) == 0
    out, err = capsys.readouterr()
    assert out.startswith("n = 2; 95 % intervals from a bootstrap by photographer (2 known).")
    assert r"| my\|model | 2 | 50.0 (0.0–100.0) |" in out
    assert err == ""
    assert run([*arguments, "--format", "csv"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["method"], row["n"], row["within_1_km"], row["within_200_km_low"]) == (
        "my|model",
        "2",
        "50.0",
        "100.0",
    )
    assert float(row["median_km"]) == pytest.approx(55.59, abs=0.01)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Nothing to evaluate; give"),
        (["PHOTOS", "--predictions", "p.csv"], "PHOTOS says nothing about --predictions"),
        (["--predictions", "p.csv", "--atlas", "a", "--split", "test"], "--atlas, --split says nothing"),
        (["--predictions", "p.csv", "--device", "cpu"], "--device says nothing"),
        (["--truth", "t.csv"], "Nothing to evaluate"),
        (["PHOTOS", "--truth", "t.csv", "--split", "test"], "--truth knows no splits"),
        (["--predictions", "none.csv"], "none.csv cannot be read"),
    ],
)
def test_contradictory_options_are_refused(capsys, arguments: list[str], words: str) -> None:
    assert run(["evaluate", *arguments]) == 2
    out, err = capsys.readouterr()
    assert words in err
    assert out == ""


def test_nothing_in_common_and_no_truth(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,lat,lon\nq,1,2\n")
    (tmp_path / "t.csv").write_text(TRUTH)
    with pytest.raises(GeoCoreError, match=r"no photo in common.*'q' and 'a\.jpg'"):
        evaluate_predictions(tmp_path / "p.csv", tmp_path / "t.csv")
    with pytest.raises(GeoCoreError, match="--truth"):
        evaluate_predictions(tmp_path / "p.csv")


@given(st.text(max_size=80), st.text(max_size=80))
@settings(
    deadline=None,
    derandomize=True,
    max_examples=40,  # each that can be read costs a bootstrap
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_the_two_files_hold(tmp_path: Path, predictions: str, truth: str) -> None:
    for name, text in (("p.csv", predictions), ("t.csv", truth)):
        (tmp_path / name).write_text("id,lat,lon\na,1,2\n" + text, encoding="utf-8", errors="surrogatepass")
    try:
        report = evaluate_predictions(tmp_path / "p.csv", tmp_path / "t.csv")
    except GeoCoreError:
        return
    assert report.accuracy.n == len(report.ids) >= 1


def test_no_torch_no_atlas_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,lat,lon\na.jpg,1,2\n")
    (tmp_path / "t.csv").write_text(TRUTH)
    code = (
        "import sys; from geo_core.cli.parser import run; "
        "status = run(['evaluate', '--format', 'json', '--predictions', *sys.argv[1:]]); "
        "heavy = [m for m in ('torch', 'faiss', 'pyarrow', 'geo_core.localizer', 'geo_core.atlas.reading', "
        "'urllib.request', 'streamlit') if m in sys.modules]; sys.exit(', '.join(heavy) or status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "p.csv"), "--truth", str(tmp_path / "t.csv")],
        cwd=Path(__file__).resolve().parents[2], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["n"] == 1
