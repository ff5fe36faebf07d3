"""`learn-im2gps` on made-up photos."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from geo_core.cli.parser import run
from geo_core.embedding.embedder import load_embedder
from geo_core.settings import EmbedderSettings
from tests.embedding.handmade.pictures import scene


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Four reference photos of three people, and one test photo."""
    folder = tmp_path / "photos"
    folder.mkdir()
    with (folder / "manifest.csv").open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["file", "lat", "lon", "group", "split"])
        for seed in range(5):
            Image.fromarray((scene(seed) * 255).astype(np.uint8)).save(folder / f"{seed}.png")
            split = "test" if seed == 4 else "reference"
            rows.writerow([f"{seed}.png", 10.0 * seed, 0.0, f"person-{seed % 3}", split])
    return folder


def test_the_embedder_loads_what_was_learnt(photos: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "learnt.pth"
    assert run(["learn-im2gps", str(photos), "--out", str(out)]) == 0
    assert "4 of 4 photos of 3 photographers" in capsys.readouterr().out
    embedder = load_embedder(EmbedderSettings(name="im2gps", weights=out, device="cpu"))
    vector = embedder.embed(torch.rand(1, 3, 240, 240))
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    # The test photo took no part: without its file nothing changes.
    (photos / "4.png").write_bytes(b"no photo")
    again = tmp_path / "again.pth"
    assert run(["learn-im2gps", str(photos), "--out", str(again)]) == 0
    first, second = (torch.load(path, weights_only=True) for path in (out, again))
    assert all(torch.equal(first[name], second[name]) for name in first)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--split", "test"], "learnt from test photos"),
        (["--split", "validation"], "0 photos of 0 photographers have the split validation"),
        (["--out", "none/learnt.pth"], "no folder"),
    ],
)
def test_what_cannot_be_learnt_from_is_said(
    photos: Path, tmp_path: Path, arguments: list[str], words: str, capsys
) -> None:
    out = tmp_path / "learnt.pth"
    assert run(["learn-im2gps", str(photos), "--out", str(out), *arguments]) == 2
    assert words in capsys.readouterr().err
    assert not out.exists()
