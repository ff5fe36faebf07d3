"""Embedders trained on made-up photos: what training raises, what a kill costs, and what serving gets."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from geo_core.cli.parser import run as run_command
from geo_core.embedding import netvlad, ranking, siamac, systems
from geo_core.embedding.embedder import load_embedder
from geo_core.embedding.network import Network
from geo_core.embedding.registry import EMBEDDERS
from geo_core.errors import GeoCoreError, SettingsError, WeightsError
from geo_core.offline.data.catalogue import read_catalogue
from geo_core.offline.evaluation.accuracy import accuracy
from geo_core.offline.metric.settings import metric_settings
from geo_core.offline.metric.train import (
    CHECKPOINT,
    CURVES,
    FEATURES,
    REPORT,
    WEIGHTS,
    EmbedderTraining,
    train_embedder,
)
from geo_core.offline.training.splits import split_rows
from geo_core.offline.training.tuning_settings import Augmentation, TuningSettings
from geo_core.photo.preprocessing import Preprocessing, photo_to_tensor
from geo_core.photo.reading import read_photo
from geo_core.settings import EmbedderSettings
from geo_core.sphere.distance import great_circle_km

PLACES, PER_PLACE, SIDE_PX = 8, 14, 32
SMALL = {"batch_size": 32, "lr": 0.1, "epochs": 6, "patience": 6, "mining": "random", "margin": 0.5}


class Tiles(torch.nn.Module):
    """Colours of an 8 × 8 grid in four tiles, each channel with a gain: (N, 3, S, S) → (N, 48, 2, 2)."""

    def __init__(self) -> None:
        super().__init__()
        self.gain = torch.nn.Conv2d(48, 48, 1, groups=48, bias=False)
        torch.nn.init.ones_(self.gain.weight)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        small = torch.nn.functional.adaptive_avg_pool2d(images, 8)
        return torch.relu(self.gain(torch.nn.functional.pixel_unshuffle(small, 4)))


def tiny_network(weights: Path) -> Network:
    def build(state) -> torch.nn.Module:
        trunk = Tiles()
        trunk.load_state_dict(state)
        return trunk.eval()

    return Network(
        name="tiny",
        build=build,
        published_weights=lambda: (weights,),
        preprocessing=Preprocessing(side_px=SIDE_PX, scale=(255.0, 255.0, 255.0)),
        pooling="mean",
        channels=48,
        last_stages=("gain",),
    )


@pytest.fixture(scope="module")
def photos(tmp_path_factory) -> Path:
    """Pictures whose upper tile halves faintly tell the place, and whose lower ones are loud noise."""
    folder = tmp_path_factory.mktemp("photos")
    draw = np.random.default_rng(0)
    signs = draw.choice([-1.0, 1.0], (PLACES, 2, 4, 3))
    rows = []
    for place in range(PLACES):
        lat, lon = -70 + 20 * place, -175 + 50 * place
        for number in range(PER_PLACE):
            upper = 0.5 + 0.1 * signs[place] + draw.normal(0, 0.03, (2, 4, 3))
            lower = 0.5 + draw.uniform(-0.4, 0.4, (2, 4, 3))
            tile = np.clip(np.concatenate([upper, lower]), 0, 1)
            pixels = np.kron(np.tile(tile, (2, 2, 1)), np.ones((4, 4, 1)))
            name = f"{place}-{number}.png"
            Image.fromarray(np.round(255 * pixels).astype(np.uint8)).save(folder / name)
            rows.append((name, lat + 0.01 * number, lon, f"photographer {number}", "reference"))
    with (folder / "manifest.csv").open("w", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["file", "lat", "lon", "group", "split"])
        table.writerows(rows)
    return folder


@pytest.fixture(autouse=True)
def tiny(tmp_path: Path, monkeypatch) -> None:
    """A trunk ``tiny`` with all systems on it, whose embeddings are short."""
    weights = tmp_path / "trunk.pt"
    torch.save(Tiles().state_dict(), weights)
    factory = partial(tiny_network, weights)
    monkeypatch.setitem(systems.TRUNKS, "tiny", factory)
    monkeypatch.setitem(EMBEDDERS, "tiny", factory)
    for system, network in systems.SYSTEMS.items():
        name = systems.embedder_name(system, "tiny")
        monkeypatch.setitem(EMBEDDERS, name, lambda n=network, name=name: n(factory(), name))
    for module in (ranking, siamac):
        monkeypatch.setattr(module, "DIMENSION", 8)
    monkeypatch.setattr(netvlad, "SIZE", 4 * 48)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory) -> Path:
    """Where the photos' frozen outputs are kept for all runs of this module."""
    return tmp_path_factory.mktemp("features")


@pytest.fixture
def out(tmp_path: Path, outputs: Path) -> Path:
    return folder(tmp_path / "out", outputs)


def folder(path: Path, outputs: Path) -> Path:
    path.mkdir()
    (path / FEATURES).symlink_to(outputs)
    return path


def wanted(photos: Path, recipe: str, **given) -> EmbedderTraining:
    return EmbedderTraining(
        sources=(photos,),
        settings=metric_settings(recipe, **{**SMALL, **given}),
        trunk=EmbedderSettings(name="tiny", device="cpu", precision="float32"),
    )


TUNED = {
    "tuning": TuningSettings(
        trunk_lr=0.02, augmentation=Augmentation(crop=1, flip=0, colour=0.05), workers=0, precision="float32"
    )
}


def test_training_finds_what_tells_the_place(photos: Path, out: Path) -> None:
    outcome = train_embedder(wanted(photos, "ranking"), out)
    assert outcome.embedder == "ranking-tiny"
    assert outcome.run.before.within_km[25] < 50
    assert outcome.run.after.within_km[25] > 85
    assert outcome.run.best_epoch > 0


def test_a_trunk_learns_too(photos: Path, out: Path) -> None:
    outcome = train_embedder(wanted(photos, "ranking", **TUNED), out)
    assert outcome.run.after.within_km[25] > outcome.run.before.within_km[25] + 20
    gain = torch.load(out / WEIGHTS)["trunk.gain.weight"].flatten()
    # What is noise at all places has come to count less than what tells the place.
    channel = torch.arange(48).reshape(3, 4, 4)
    assert gain[channel[:, :2].flatten()].mean() > gain[channel[:, 2:].flatten()].mean() + 0.02


@pytest.mark.parametrize("recipe", ["ranking", "siamac", "netvlad"])
def test_what_is_served_is_what_was_judged(photos: Path, out: Path, recipe: str) -> None:
    """Embeddings of the loaded weights give the accuracy that the report tells."""
    training = wanted(photos, recipe)
    outcome = train_embedder(training, out)
    settings = EmbedderSettings(
        name=outcome.embedder, weights=out / WEIGHTS, device="cpu", precision="float32"
    )
    embedder = load_embedder(settings)
    entries = read_catalogue(photos, keep_thumbnails=False)
    images = [
        photo_to_tensor(read_photo(e.path.read_bytes(), target_px=SIDE_PX), embedder.preprocessing)
        for e in entries
    ]
    vectors = embedder.embed(torch.stack(images))
    groups = np.array([e.group for e in entries], dtype=object)
    lat, lon = (np.array([getattr(e, name) for e in entries]) for name in ("lat", "lon"))
    train, validation = split_rows(groups, training.settings.validation_share, training.settings.seed)
    assert not set(groups[train]) & set(groups[validation])
    nearest = train[(vectors[validation] @ vectors[train].T).argmax(axis=1)]
    error = great_circle_km(lat[nearest], lon[nearest], lat[validation], lon[validation])
    assert accuracy(error, groups[validation]).within_km == outcome.run.after.within_km
    report = json.loads((out / REPORT).read_text())
    assert report["after"]["within_km"]["25"] == outcome.run.after.within_km[25]
    assert report["embedder"] == outcome.embedder


@pytest.mark.parametrize(
    ("recipe", "given"),
    [
        ("ranking", {"mining": "random"}),
        ("siamac", {"mining": "hard"}),
        ("netvlad", {}),
        ("ranking", {"pairs": "cell", "cells": 8}),
        ("ranking", TUNED),
    ],
    ids=["ranking", "siamac", "netvlad", "cells", "tuned"],
)
def test_an_interrupted_run_ends_as_an_uninterrupted_one(
    photos: Path, tmp_path: Path, outputs: Path, monkeypatch, recipe: str, given: dict
) -> None:
    settings = {**given, "epochs": 3}
    one, two = (folder(tmp_path / name, outputs) for name in ("whole", "halves"))
    whole = train_embedder(wanted(photos, recipe, **settings), one)
    _killed_after(1, monkeypatch, wanted(photos, recipe, **settings), two)
    resumed = train_embedder(wanted(photos, recipe, **settings), two, resume=True)
    assert len(resumed.run.history) == len(whole.run.history) == 4
    for name in (WEIGHTS, CURVES):
        assert (two / name).read_bytes() == (one / name).read_bytes()


def _killed_after(epochs: int, monkeypatch, training: EmbedderTraining, out: Path) -> None:
    from geo_core.offline.metric import loop

    learn: Callable = loop._learn

    def dying(task, epoch, vectors):
        if epoch > epochs:
            raise KeyboardInterrupt
        return learn(task, epoch, vectors)

    with monkeypatch.context() as patch:
        patch.setattr(loop, "_learn", dying)
        with pytest.raises(KeyboardInterrupt):
            train_embedder(training, out)


def test_training_stops_when_nothing_becomes_better(photos: Path, out: Path) -> None:
    """A rate too small to change any order of neighbours: the first weights are kept."""
    outcome = train_embedder(wanted(photos, "ranking", lr=1e-8, patience=2), out)
    assert outcome.run.best_epoch == 0
    assert len(outcome.run.history) == 3
    assert outcome.run.after == outcome.run.before


def test_another_runs_checkpoint_is_refused(photos: Path, out: Path) -> None:
    train_embedder(wanted(photos, "ranking", epochs=1), out)
    with pytest.raises(WeightsError, match="other settings"):
        train_embedder(wanted(photos, "ranking", epochs=1, seed=1), out, resume=True)
    with pytest.raises(WeightsError, match="no checkpoint"):
        train_embedder(wanted(photos, "siamac"), out / "none", resume=True)
    assert (out / CHECKPOINT).is_file()


def test_photos_without_company_are_refused(photos: Path, out: Path) -> None:
    with pytest.raises(GeoCoreError, match="near-km"):
        train_embedder(wanted(photos, "ranking", near_km=0.001), out)


def test_a_trunk_that_no_system_stands_on_is_refused(photos: Path, out: Path) -> None:
    training = replace(wanted(photos, "ranking"), trunk=EmbedderSettings(name="im2gps-vgg16"))
    with pytest.raises(SettingsError, match="efficientnet-lite2"):
        train_embedder(training, out)


def test_a_photo_that_cannot_be_read_is_left_out_and_named(photos: Path, out: Path, tmp_path: Path) -> None:
    import shutil

    folder = shutil.copytree(photos, tmp_path / "photos")
    (folder / "3-3.png").write_bytes(b"no picture")
    outcome = train_embedder(wanted(folder, "ranking", epochs=1), out)
    assert len(outcome.unreadable) == 1
    assert "3-3.png" in outcome.unreadable[0]


def test_from_the_command_line_to_an_answer(photos: Path, out: Path, tmp_path: Path, capsys) -> None:
    atlas, on_cpu = tmp_path / "atlas", "--device cpu --precision float32"
    start = f"--embedder tiny --weights {tmp_path / 'trunk.pt'} {on_cpu}"
    how = "--mining random --margin 0.5 --epochs 4 --lr 0.1 --batch-size 32"
    command = f"train-embedder --recipe ranking --photos {photos} --out {out} {start} {how}"
    assert run_command(command.split()) == 0
    said = capsys.readouterr().out
    assert "--embedder ranking-tiny" in said
    assert "| before training | " in said
    trained = f"--embedder ranking-tiny --weights {out / WEIGHTS} {on_cpu}"
    assert run_command(f"build-atlas {photos} --out {atlas} --no-fit --no-heads {trained}".split()) == 0
    capsys.readouterr()
    assert run_command(f"locate {photos / '5-0.png'} --atlas {atlas} --method nn {trained}".split()) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["lat"], answer["lon"]) == pytest.approx((30.0, 75.0), abs=0.2)


def test_a_tuning_option_without_a_tuning_is_refused(photos: Path, out: Path, capsys) -> None:
    command = f"train-embedder --recipe ranking --photos {photos} --out {out} --trunk-lr 0.1"
    assert run_command(command.split()) == 2
    assert "--tune last" in capsys.readouterr().err
