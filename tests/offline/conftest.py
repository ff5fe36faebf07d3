"""The tiny network, its photos and its weights; photos of the tiny atlas's places as queries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from geo_core.embedding.registry import EMBEDDERS
from geo_core.offline.data.catalogue import read_catalogue
from geo_core.offline.evaluation.protocol import Queries, search_all
from tests.offline.tiny_training import NAME, network, write_photos, write_weights
from tests.tiny import PLACES, picture, tiny_localizer


@pytest.fixture
def tiny_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An embedder of a few thousand numbers, on one thread so that results repeat."""
    monkeypatch.setitem(EMBEDDERS, NAME, network)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return write_photos(tmp_path / "photos")


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    return write_weights(tmp_path / "weights.pt")


@pytest.fixture(scope="session")
def tiny_queries(tiny_atlas: Path, tmp_path_factory: pytest.TempPathFactory) -> Queries:
    """One photo of each place of the tiny atlas, by strangers."""
    folder = tmp_path_factory.mktemp("queries")
    lines = ["file,lat,lon,author,place"]
    for number, (_, _, lat, lon) in enumerate(PLACES):
        (folder / f"{number}.jpg").write_bytes(picture(number, 60))
        lines.append(f"{number}.jpg,{lat},{lon},stranger {number},<b>{number}</b>")
    (folder / "q.csv").write_text("\n".join(lines))
    entries = read_catalogue(folder / "q.csv", keep_thumbnails=False)
    return search_all(tiny_localizer(tiny_atlas), entries, folder / "cache")
