import argparse
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from geo_core.cli import explain
from geo_core.errors import GeoCoreError, SettingsError
from tests.tiny import picture, tiny_localizer, write_tiny_heads


@pytest.fixture(autouse=True)
def _tiny(tiny_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_tiny_heads(Path(shutil.copytree(tiny_atlas, tmp_path / "atlas")))
    monkeypatch.setattr("geo_core.localizer.open_localizer", lambda *_: tiny_localizer(folder))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "suva.jpg"
    path.write_bytes(picture(3, 9, size=(200, 120)))
    return path


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    explain.register(parser.add_subparsers())
    options = parser.parse_args(["explain", *map(str, arguments)])
    return int(options.run(options))


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as drawn:
        return np.asarray(drawn)


def test_the_nearest_neighbour_is_explained_unless_another_is_asked_for(
    photo: Path, tmp_path, capsys
) -> None:
    out = tmp_path / "new" / "why.png"
    assert run(photo, "--out", out) == 0
    assert run(photo, "--out", out, "--neighbour", 30, "--signed") == 0
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{photo}: neighbour 1, Suva, Fiji, cosine 0.9")
    assert first.endswith(f"→ {out}")
    assert "neighbour 30, " in last
    assert "Suva" not in last
    assert [p.name for p in out.parent.iterdir()] == ["why.png"]


def test_the_heat_covers_what_the_network_saw_of_the_photo(photo: Path, tmp_path: Path) -> None:
    """The tiny trunk has one position: all of the square is hot, and what is beside it is veiled."""
    out = tmp_path / "why.png"
    run(photo, "--out", out)
    with Image.open(photo) as file:
        before = np.asarray(file).astype(float)
    after = pixels(out).astype(float)
    assert after.shape == before.shape == (120, 200, 3)
    assert (after[:, :38].mean(axis=(0, 1)) < before[:, :38].mean(axis=(0, 1))).all()
    warmer = (after - before)[:, 44:156].mean(axis=(0, 1))
    assert warmer[0] > 40
    assert warmer[0] > warmer[2] + 20


def test_a_cell_and_the_most_probable_cell(photo: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "why.png"
    assert run(photo, "--cell", "31:7", "--out", out) == 0
    assert run(photo, "--cell", "8", "--out", out) == 0
    given, best = capsys.readouterr().out.splitlines()
    assert "cell 7 of 31, probability 0." in given
    assert " of 8, probability 0." in best
    assert float(best.split("probability ")[1].split()[0]) > 1 / 8
    assert pixels(out).shape == (120, 200, 3)


def test_several_photos_go_to_a_folder_and_a_bad_one_costs_a_line(
    photo: Path, tmp_path: Path, capsys
) -> None:
    bad, other = tmp_path / "bad.jpg", tmp_path / "agra.jpg"
    bad.write_bytes(b"not a photo")
    other.write_bytes(picture(0, 9))
    out = tmp_path / "out"
    assert run(photo, bad, other, tmp_path / "gone.jpg", "--out", out) == 1
    assert sorted(p.name for p in out.iterdir()) == ["agra.png", "suva.png"]
    said, complained = capsys.readouterr()
    assert len(said.splitlines()) == 2
    assert [line.split(":")[0] for line in complained.splitlines()] == [str(bad), str(tmp_path / "gone.jpg")]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--out", "why.jpg"], "written as .png"),
        (["--cell", "8:x", "--out", "why.png"], "allowed is PARTITION:N"),
        (["--cell", "8:8", "--out", "why.png"], "allowed in the partition 8 is 0 to 7"),
        (["--cell", "129", "--out", "why.png"], "allowed is one of 8, 31"),
        (["--cell", "8", "--signed", "--out", "why.png"], "--signed goes with --neighbour"),
        (["--neighbour", "31", "--out", "why.png"], "neighbour is 31; allowed is 1 to 30"),
        (["--neighbour", "0", "--out", "why.png"], "neighbour is 0; allowed is 1 to 30"),
    ],
)
def test_what_is_not_allowed_is_said(photo: Path, arguments, words, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GeoCoreError, match=words):
        run(photo, *arguments)
    assert not list(tmp_path.glob("why*"))


def test_several_photos_need_a_folder_and_names_of_their_own(photo: Path, tmp_path: Path) -> None:
    with pytest.raises(GeoCoreError, match="for 2 photos name a folder"):
        run(photo, photo, "--out", tmp_path / "why.png")
    with pytest.raises(GeoCoreError, match="the same name"):
        run(photo, photo, "--out", tmp_path / "out")


def test_a_neighbour_and_a_cell_at_once_are_no_question(photo: Path, tmp_path: Path, capsys) -> None:
    with pytest.raises(SystemExit):
        run(photo, "--neighbour", 2, "--cell", "8", "--out", tmp_path / "why.png")
    assert "not allowed with" in capsys.readouterr().err


def test_a_wrong_cell_is_a_setting(photo: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        run(photo, "--cell", ":", "--out", tmp_path / "why.png")
