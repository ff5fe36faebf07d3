"""Everything that decides the training of an embedder: model, photos, labels, settings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import torch

from geo_core.embedding.device import choose_dtype
from geo_core.embedding.embedder import Embedder
from geo_core.embedding.layered import Layered
from geo_core.embedding.network import Network
from geo_core.offline.data.catalogue import CatalogueEntry
from geo_core.offline.metric.inputs import Inputs, PictureInputs, StoredInputs, frozen_outputs
from geo_core.offline.metric.labels import CellLabels, DistanceLabels, Labels
from geo_core.offline.metric.photos import Photos
from geo_core.offline.metric.recipes import RECIPES, fixed, learning
from geo_core.offline.metric.settings import MetricSettings
from geo_core.offline.training.learner import TRUNK_WEIGHT_DECAY, Learner
from geo_core.offline.training.splits import split_rows
from geo_core.offline.training.tuning_settings import TuningSettings
from geo_core.partition.making import partition_of_size
from geo_core.partition.places import Places

if TYPE_CHECKING:
    from geo_core.classifier.heads import Heads


@dataclass(frozen=True, eq=False)
class Task:
    """What is trained on what.

    Attributes
    ----------
    network
        What the trained weights are for.
    module
        Of that network, to be trained.
    model
        Inputs → (N, D): the module, or the part of it behind what never changes.
    optimizer
        Of all that learns.
    train, validation
        No photographer in both.
    labels
        Of the training photos.
    settings
        How.
    unreadable
        One line for each photo that was left out.
    fingerprint
        Equal for runs of which one may go on where the other stopped: only `epochs` may differ.
    """

    network: Network
    module: Layered
    model: torch.nn.Module
    optimizer: torch.optim.Optimizer
    train: Photos
    validation: Photos
    labels: Labels
    settings: MetricSettings
    unreadable: tuple[str, ...]
    fingerprint: str


def pose_task(
    entries: Sequence[CatalogueEntry],
    base: Embedder,
    network: Network,
    settings: MetricSettings,
    scratch: Path,
) -> Task:
    """Split the photos by photographer, and give the layers their first values.

    Parameters
    ----------
    entries
        Photos; those that cannot be read are left out.
    base
        The trunk to begin with, without projection.
    network
        Of the recipe on that trunk.
    settings
        How.
    scratch
        A folder for the outputs of the frozen part.

    Raises
    ------
    GeoCoreError
        If there are too few photos or photographers.
    """
    recipe = RECIPES[settings.recipe]
    layers = recipe.layers(base.network)
    outputs, errors = frozen_outputs(entries, base, fixed(layers), scratch)
    kept = np.array([row for row in range(len(entries)) if row not in errors])
    readable = [entries[row] for row in kept]
    groups = np.array([entry.group for entry in readable], dtype=object)
    rows = split_rows(groups, settings.validation_share, settings.seed)
    stored = [torch.from_numpy(outputs[kept[part]]) for part in rows]
    recipe.begin(learning(layers), stored[0], settings.seed)
    module = Layered(base.trunk, layers.to(base.device))
    if settings.tuning is None:
        model, optimizer = _layers_alone(layers, settings.lr)
        inputs: list[Inputs] = [StoredInputs(part, base.device) for part in stored]
    else:
        embedder = replace(base, network=network, trunk=module)
        model, optimizer = _with_trunk(embedder, settings.tuning, settings.lr)
        pictures = partial(
            PictureInputs,
            preprocessing=base.preprocessing,
            tuning=settings.tuning,
            seed=settings.seed,
            device=base.device,
        )
        inputs = [pictures([readable[row].path for row in part]) for part in rows]
    train, validation = (
        _photos([readable[row] for row in part], one) for part, one in zip(rows, inputs, strict=True)
    )
    return Task(
        network=network,
        module=module,
        model=model,
        optimizer=optimizer,
        train=train,
        validation=validation,
        labels=_labels(train, settings),
        settings=settings,
        unreadable=tuple(f"{entries[row].path}: {text}" for row, text in errors.items()),
        fingerprint=_fingerprint(readable, base, settings),
    )


def _photos(entries: Sequence[CatalogueEntry], inputs: Inputs) -> Photos:
    lat, lon = (np.array([getattr(entry, name) for entry in entries]) for name in ("lat", "lon"))
    return Photos(lat, lon, np.array([entry.group for entry in entries], dtype=object), inputs)


def _labels(train: Photos, settings: MetricSettings) -> Labels:
    if settings.pairs != "cell":
        return DistanceLabels(train.lat, train.lon, settings.near_km, settings.far_km)
    partition = partition_of_size(Places(train.lat, train.lon), settings.cells)
    return CellLabels(partition.assign(train.lat, train.lon))


def _layers_alone(layers: torch.nn.Sequential, lr: float) -> tuple[torch.nn.Module, torch.optim.Optimizer]:
    model = learning(layers)
    # No decay: it would pull a whitening towards 0, and the norm of the vectors does not matter.
    return model, torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=0.0)


def _with_trunk(
    embedder: Embedder, tuning: TuningSettings, lr: float
) -> tuple[torch.nn.Module, torch.optim.Optimizer]:
    dtype = choose_dtype(embedder.device, tuning.precision)
    # Where a classifier has its heads, here nothing follows.
    model = Learner(embedder, cast("Heads", torch.nn.Identity()), tuning.tune, dtype)
    trunk, layers = (embedder.trunk.get_submodule(name) for name in ("trunk", "layers"))
    learned = [p for p in trunk.parameters() if p.requires_grad]
    return model, torch.optim.AdamW(
        [
            {"params": learned, "lr": tuning.trunk_lr, "weight_decay": TRUNK_WEIGHT_DECAY},
            {"params": list(layers.parameters()), "lr": lr, "weight_decay": 0.0},
        ]
    )


def _fingerprint(entries: Sequence[CatalogueEntry], base: Embedder, settings: MetricSettings) -> str:
    photos = [(entry.id, entry.lat, entry.lon, entry.group) for entry in entries]
    decisive = [settings.deciding(), base.identity.digest, str(base.dtype), photos]
    return hashlib.sha256(json.dumps(decisive).encode()).hexdigest()[:16]
