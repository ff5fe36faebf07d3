"""What Im2GPS's features learn, on made-up photos."""

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from geo_core.embedding.embedder import load_embedder
from geo_core.offline.building.handmade import PIXELS, feature_weights, learn_im2gps, learn_textons
from geo_core.offline.data.catalogue import read_catalogue
from geo_core.settings import EmbedderSettings
from tests.embedding.handmade.pictures import scene


def test_it_writes_what_the_embedder_loads_and_always_the_same(tmp_path: Path) -> None:
    with (tmp_path / "photos.csv").open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["file", "lat", "lon", "group"])
        for seed in range(5):
            Image.fromarray((scene(seed) * 255).astype(np.uint8)).save(tmp_path / f"{seed}.png")
            rows.writerow([f"{seed}.png", 10.0 * seed, 0.0, f"person-{seed % 3}"])
    entries = read_catalogue(tmp_path / "photos.csv", keep_thumbnails=False)
    written = []
    for _ in range(2):
        learn_im2gps(entries, tmp_path / "learnt.pth")
        written.append((tmp_path / "learnt.pth").read_bytes())
    assert written[0] == written[1]
    assert not (tmp_path / "learnt.partial").exists()
    embedder = load_embedder(EmbedderSettings(name="im2gps", weights=tmp_path / "learnt.pth", device="cpu"))
    assert embedder.trunk.get_buffer("weights").sum() == pytest.approx(1)


def test_textons_are_means_of_what_is_nearest_to_them() -> None:
    """As many pixels of three pictures as are drawn are split into 512 groups without an empty one."""
    textons = learn_textons([scene(seed) for seed in range(3)], np.random.default_rng(0))
    assert textons.shape == (512, 64)
    assert 3 * PIXELS >= 512
    assert len(np.unique(textons, axis=0)) == 512


def test_every_feature_s_distances_deviate_alike() -> None:
    rng = np.random.default_rng(0)
    features = [[3 * rng.normal(size=5), rng.normal(size=50), 0.1 * rng.normal(size=2)] for _ in range(40)]
    groups = np.arange(40) // 4
    weights = feature_weights(features, groups.astype(str), np.random.default_rng(1))
    assert weights.sum() == pytest.approx(1)
    deviations = []
    for number, weight in enumerate(weights):
        pairs = [(a, b) for a in range(40) for b in range(40) if groups[a] != groups[b]]
        squares = [np.square(features[a][number] - features[b][number]).sum() for a, b in pairs]
        deviations.append(weight * np.std(squares))
    np.testing.assert_allclose(deviations, deviations[0], rtol=0.03)
