"""`python -m geo_core partition`, its picture, and its rows in the bench."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from geo_core.cli.parser import run
from geo_core.offline.bench.partitions import clustered_places, measure_partitions
from geo_core.offline.building.partitions import read_places
from geo_core.partition.files import read_partition
from geo_core.partition.making import partition_of_size
from tests.partition.drawing import clusters


@pytest.fixture
def table(tmp_path: Path) -> Path:
    places = clusters(300, 0)
    rows = "".join(f"{a},x,{b}\n" for a, b in zip(places.lon, places.lat, strict=True))
    path = tmp_path / "places.csv"
    path.write_text("LON,name,Lat\n" + rows)
    return path


def test_files_picture_and_table(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "out"
    assert run(["partition", str(table), "--out", str(out), "--cells", "5", "20"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    files = sorted(out.glob("*.npz"))
    assert len(files) == 2
    for path, line in zip(files, lines[2:], strict=True):
        partition = read_partition(path)
        assert line.startswith(f"| {len(partition)} | {partition.t_img} |")
        assert partition.count.sum() == 300
        assert path.name == f"cells-{len(partition):05d}.npz"
    with Image.open(out / "partitions.png") as picture:
        assert picture.width > 2 * picture.height > 1000
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 1000


def test_thresholds_mode_and_seed_are_heard(table: Path, tmp_path: Path) -> None:
    arguments = ["--t-img", "9", "--t-area", "1e5", "--split", "random", "--seed", "4"]
    assert run(["partition", str(table), "--out", str(tmp_path), *arguments]) == 0
    (path,) = tmp_path.glob("*.npz")
    made = read_partition(path)
    assert (made.t_img, made.t_area_km2, made.mode, made.seed) == (9, 1e5, "random", 4)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lat,lon\n", "at least one photo"),
        ("a,b\n1,2\n", "has the columns a, b; needed are lat and lon"),
        ("lat,lon\n1,2\n3\n", "line 3: '3' has no lat and lon"),
        ("lat,lon\n1,east\n", "line 2"),
        ("lat,lon\n1,2\nnan,2\n", "line 3: (nan, 2.0) lies outside ±90°, ±180°"),
        (
            "lat,lon\n95,2\n",
            "line 2: (95.0, 2.0) lies outside ±90°, ±180°. They would fit the other way round",
        ),
        ("lat,lon\n\n5,inf\n", "line 3: (5.0, inf) lies outside"),
        ("lat,lon\n0,181\n", "line 2: (0.0, 181.0) lies outside"),
        ("", "needed are lat and lon"),
    ],
)
def test_a_bad_table_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text)
    assert run(["partition", str(path), "--out", str(tmp_path / "out")]) == 2
    message = capsys.readouterr().err
    assert words in message
    assert "bad.csv" in message
    assert not (tmp_path / "out").exists()


def test_a_missing_table_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["partition", str(tmp_path / "gone.csv"), "--out", str(tmp_path)]) == 2
    assert "gone.csv" in capsys.readouterr().err


def test_the_bench_measures_one_all_and_the_whole() -> None:
    rows = list(measure_partitions(1, photos=30_000))
    assert [row.stage.split()[0] for row in rows] == ["partition", "all", "with"]
    assert all(row.ours_ms > 0 for row in rows)
    assert rows[1].target == 20


def test_the_benchs_places_are_seeded() -> None:
    for one, same in zip(clustered_places(100), clustered_places(100), strict=True):
        np.testing.assert_array_equal(one, same)


def test_the_six_partitionings_of_the_paper_on_real_places(shared_dir: Path) -> None:
    """Figure 2: about 10, 80, 359, 1060, 1693 and 7011 cells; on 100,000 places of MP-16."""
    places = read_places(shared_dir / "coordinates" / "mp16_coordinates_100k.csv")
    wanted = np.array([10, 80, 359, 1060, 1693, 7011])
    found = np.array([len(partition_of_size(places, int(cells))) for cells in wanted])
    np.testing.assert_allclose(found, wanted, rtol=0.01)
