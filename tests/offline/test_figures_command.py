"""`python -m geo_core figures` on the tiny atlas: which photos, which file, what is said."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from geo_core.cli.parser import run
from geo_core.errors import GeoCoreError, SettingsError
from geo_core.localizer import STARTER_ATLAS
from geo_core.offline.figures.choosing import chosen
from geo_core.offline.figures.marks import ANSWER, TRUTH
from tests.offline.test_catalogue import geotagged
from tests.tiny import PLACES, picture, tiny_localizer, write_tiny_heads


@pytest.fixture(autouse=True)
def _tiny(tiny_atlas: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(folder: Path, settings: object) -> object:
        return tiny_localizer(tiny_atlas if folder == STARTER_ATLAS else folder)

    monkeypatch.setattr("geo_core.localizer.open_localizer", opened)


@pytest.fixture
def with_heads(tiny_atlas: Path, tmp_path: Path) -> Path:
    return write_tiny_heads(Path(shutil.copytree(tiny_atlas, tmp_path / "with-heads")))


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """One photo a place, each with its row."""
    folder = tmp_path / "photos"
    folder.mkdir()
    rows = ["file,lat,lon,place,author,licence,split"]
    for number, (place, country, lat, lon) in enumerate(PLACES):
        (folder / f"{number}.jpg").write_bytes(picture(number, 9))
        split = "test" if number % 2 else "reference"
        rows.append(f'{number}.jpg,{lat},{lon},"{place}, {country}",Björn σ,CC0,{split}')
    (folder / "manifest.csv").write_text("\n".join(rows), encoding="utf-8")
    return folder


def has(path: Path, colour: tuple[int, int, int]) -> bool:
    with Image.open(path) as figure:
        pixels = np.asarray(figure.convert("RGB"), np.int64)
    return bool((np.abs(pixels - colour).max(axis=-1) < 40).any())


@pytest.mark.parametrize("method", ["nn", "knn", "fused"])
def test_retrieval_of_a_folder(photos: Path, with_heads: Path, tmp_path: Path, method: str) -> None:
    out = tmp_path / "new" / "figure.png"
    arguments = ["--method", method, "--atlas", str(with_heads), "--sigma", "2", "--out", str(out)]
    assert run(["figures", "retrieval", str(photos), *arguments]) == 0
    assert has(out, ANSWER)
    assert has(out, TRUTH)
    assert [p.name for p in out.parent.iterdir()] == ["figure.png"], "nothing half written stays"


def test_classification_of_named_photos_as_webp(photos: Path, with_heads: Path, tmp_path: Path) -> None:
    out = tmp_path / "figure.webp"
    named = [str(photos / "0.jpg"), str(photos / "3.jpg")]
    assert run(["figures", "classification", *named, "--atlas", str(with_heads), "--out", str(out)]) == 0
    with Image.open(out) as figure:
        assert figure.format == "WEBP"
        two = figure.height
    assert has(out, TRUTH)
    assert run(["figures", "classification", named[0], "--atlas", str(with_heads), "--out", str(out)]) == 0
    with Image.open(out) as figure:
        assert figure.height < two


def test_an_atlas_without_heads_cannot_classify(photos: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "figure.png"
    assert run(["figures", "classification", str(photos), "--out", str(out)]) == 2
    assert "The atlas has no classifier" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--out", "figure.gif"], ".png or .webp"),
        (["--out", "f.png", "--split", "none"], "no row with the split 'none'"),
        (["--out", "f.png", "--count", "0"], "count is 0"),
        (["--out", "f.png", "--method", "cells"], "asks no neighbours"),
        (["--out", "f.png", "--method", "magic"], "no method 'magic'"),
        (["--out", "f.png", "--sigma", "99"], "sigma_deg is 99"),
    ],
)
def test_what_cannot_be_done_is_said(photos: Path, arguments: list[str], words: str, capsys) -> None:
    assert run(["figures", "retrieval", str(photos), *arguments]) == 2
    assert words in capsys.readouterr().err


def test_a_bad_photo_costs_a_line_not_the_figure(photos: Path, tmp_path: Path, capsys) -> None:
    (photos / "1.jpg").write_bytes(b"no photo")
    out = tmp_path / "figure.png"
    assert run(["figures", "retrieval", str(photos), "--out", str(out)]) == 1
    assert "1.jpg" in capsys.readouterr().err
    assert out.is_file()


def test_which_photos_are_chosen(photos: Path) -> None:
    def names(*sources: Path, split: str | None = None, count: int = 4) -> list[str]:
        return [entry.path.name for entry in chosen(sources, split, count)]

    assert names(photos) == ["1.jpg", "3.jpg", "5.jpg"], "test, where there is one"
    assert names(photos, count=2) == ["1.jpg", "5.jpg"]
    assert names(photos, split="reference", count=1) == ["0.jpg"]
    both = names(photos / "4.jpg", photos, photos / "0.jpg", count=1)
    assert both == ["4.jpg", "1.jpg", "0.jpg"], "named photos are shown whatever their split"


def test_a_photo_alone_speaks_by_its_tag(tmp_path: Path) -> None:
    path = tmp_path / "alone.jpg"
    path.write_bytes(geotagged(12, -34))
    (entry,) = chosen([path], None, 4)
    assert (entry.lat, entry.lon) == pytest.approx((12, -34))
    path.write_bytes(picture(0))
    with pytest.raises(GeoCoreError, match="holds no photo with a place"):
        chosen([path], None, 4)
    with pytest.raises(GeoCoreError, match=r"gone\.jpg"):
        chosen([tmp_path / "gone.jpg"], None, 4)
    with pytest.raises(SettingsError, match="count"):
        chosen([path], None, 101)
