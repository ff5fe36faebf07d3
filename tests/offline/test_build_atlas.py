import shutil
from pathlib import Path

import pytest

from geo_core.atlas.manifest import FILES, MANIFEST
from geo_core.atlas.reading import open_atlas
from geo_core.cli.parser import run
from geo_core.embedding.embedder import Embedder
from geo_core.offline.building import features
from tests.tiny import PLACES, picture


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    photos = tmp_path / "photos"
    photos.mkdir()
    lines = ["file,lat,lon,place,author,licence,source,split"]
    for number in range(10):
        place, _, lat, lon = PLACES[number % len(PLACES)]
        name = f"{number:02d}.jpg"
        (photos / name).write_bytes(picture(number))
        split = "test" if number == 9 else "reference"
        lines.append(f'{name},{lat},{lon},{place},"A, B",CC0,https://example.org/{number},{split}')
    (photos / "photos.csv").write_text("\n".join(lines))
    return photos


def build(folder: Path, out: Path, *more: str) -> int:
    options = ["--embedder", "efficientnet-lite0", "--no-fit", "--device", "cpu", "--out", str(out)]
    return run(["build-atlas", str(folder / "photos.csv"), *options, *more])


def content(atlas: Path) -> dict[str, bytes]:
    return {name: (atlas / name).read_bytes() for name in (*FILES, MANIFEST)}


def test_a_users_folder_becomes_a_full_atlas_with_thumbnails(folder: Path, tmp_path: Path, capsys) -> None:
    assert build(folder, tmp_path / "atlas") == 0
    atlas = open_atlas(tmp_path / "atlas")
    references = atlas.references.take(range(9))
    assert atlas.manifest.references == 9  # the test row stays out
    assert all(r.has_thumbnail for r in references)
    assert references[0].author == "A, B"
    assert atlas.thumbnail(8)[:4] == b"RIFF"
    assert "9 references" in capsys.readouterr().out
    assert not list(tmp_path.glob("atlas.*"))  # no shards, no half atlas


def test_killed_and_resumed_equals_uninterrupted(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "SHARD", 3)
    assert build(folder, tmp_path / "whole") == 0
    pool, calls = Embedder.pool, []

    def dies_at_the_third(self, images):
        calls.append(len(images))
        if len(calls) == 3:
            raise KeyboardInterrupt
        return pool(self, images)

    monkeypatch.setattr(Embedder, "pool", dies_at_the_third)
    assert build(folder, tmp_path / "resumed", "--name", "whole") == 130
    assert not (tmp_path / "resumed").exists()
    assert build(folder, tmp_path / "resumed", "--name", "whole") == 0
    assert calls == [3, 3, 3, 3]  # the two finished shards were not computed again
    assert content(tmp_path / "resumed") == content(tmp_path / "whole")


def test_a_photo_that_cannot_be_read_is_named_and_left_out(folder: Path, tmp_path: Path, capsys) -> None:
    (folder / "03.jpg").write_bytes(b"broken")
    assert build(folder, tmp_path / "atlas") == 1
    assert open_atlas(tmp_path / "atlas").manifest.references == 8
    assert "03.jpg" in capsys.readouterr().err


def test_without_thumbnails_only_hashes_are_kept(folder: Path, tmp_path: Path) -> None:
    assert build(folder, tmp_path / "atlas", "--no-thumbnails", str(folder / "photos.csv")) == 0
    references = open_atlas(tmp_path / "atlas").references.take(range(9))
    assert not any(r.has_thumbnail for r in references)
    assert all(len(r.thumbhash) >= 5 for r in references)


def test_a_small_atlas_takes_the_starter_atlas_whitening(folder: Path, tmp_path: Path, capsys) -> None:
    options = ["--no-fit", "--device", "cpu", "--out", str(tmp_path / "atlas")]
    assert run(["build-atlas", str(folder / "photos.csv"), *options]) == 0
    assert open_atlas(tmp_path / "atlas").manifest.embedder.dimension == 512
    assert "too few" in capsys.readouterr().out


def test_an_index_by_name_and_its_recall(folder: Path, tmp_path: Path) -> None:
    assert build(folder, tmp_path / "atlas", "--index", "IVF2,Flat") == 0
    manifest = open_atlas(tmp_path / "atlas").manifest
    assert manifest.index_factory == "IVF2,Flat"
    assert manifest.index_nprobe >= 1
    assert manifest.index_recall >= 0.99


def test_two_files_of_one_name_are_refused(folder: Path, tmp_path: Path, capsys) -> None:
    twin = tmp_path / "twin"
    shutil.copytree(folder, twin)
    options = ["--embedder", "efficientnet-lite0", "--no-fit", "--out", str(tmp_path / "atlas")]
    assert run(["build-atlas", str(folder / "photos.csv"), str(twin / "photos.csv"), *options]) == 2
    assert "share the name '00'" in capsys.readouterr().err


def test_a_split_that_nobody_has(folder: Path, tmp_path: Path, capsys) -> None:
    assert build(folder, tmp_path / "atlas", "--split", "moon") == 2
    assert "moon" in capsys.readouterr().err
