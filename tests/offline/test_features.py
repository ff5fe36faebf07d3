"""Features of photos are kept by what is in the files, not by where these lie."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np

from geo_core.offline.building.features import compute_features
from geo_core.offline.data.catalogue import CatalogueEntry
from tests.tiny import picture, tiny_embedder


def entries(folder: Path) -> list[CatalogueEntry]:
    return [
        CatalogueEntry(
            path=path, id=path.stem, lat=0.0, lon=0.0, split="", may_keep_thumbnail=False,
            coord_source="given", place="", country="", author="A", licence="CC0-1.0", source="a test",
            group="g", source_photo=path.stem, thumbnail_url="",
        )
        for path in sorted(folder.iterdir())
    ]  # fmt: skip


def test_moved_photos_are_not_embedded_again_and_changed_ones_are(tmp_path: Path) -> None:
    here, scratch = tmp_path / "here", tmp_path / "scratch"
    here.mkdir()
    scratch.mkdir()
    for i in range(3):
        (here / f"{i}.jpg").write_bytes(picture(i))
    embedder = tiny_embedder()
    first = compute_features(entries(here), embedder, scratch)
    there = Path(shutil.copytree(here, tmp_path / "there"))
    os.utime(there / "0.jpg", (1, 1))
    moved = compute_features(entries(there), embedder, scratch)
    assert len(list(scratch.glob("*.npz"))) == 1
    np.testing.assert_array_equal(first.pooled, moved.pooled)
    (there / "0.jpg").write_bytes(picture(7))
    changed = compute_features(entries(there), embedder, scratch)
    assert len(list(scratch.glob("*.npz"))) == 2
    assert not np.array_equal(first.pooled[0], changed.pooled[0])
    np.testing.assert_array_equal(first.pooled[1:], changed.pooled[1:])
