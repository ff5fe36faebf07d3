"""Every stage of one query, timed on a 12-megapixel photo made for it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from geo_core.density.authors import authors_mode
from geo_core.density.grid import density_map
from geo_core.density.mixture import density_of
from geo_core.density.mode_seeking import global_mode
from geo_core.embedding.embedder import Embedder
from geo_core.embedding.pooling import POOLINGS
from geo_core.localizer import Localizer
from geo_core.offline.bench.baselines import (
    decode_fully,
    map_naively,
    scikit_learn_map,
    scikit_learn_search,
    search_naively,
)
from geo_core.offline.bench.timing import Row, compare, median_ms
from geo_core.photo.preprocessing import photo_to_tensor
from geo_core.records import Density
from geo_core.retrieval.search import search
from geo_core.settings import MAX_NEIGHBOURS, DensitySettings


def twelve_megapixels() -> bytes:
    """A 4000 × 3000 JPEG: an example photo enlarged, with grain, so that it decodes like a camera's."""
    example = Path(__file__).parents[3] / "assets" / "examples" / "tajMahal.jpg"
    with Image.open(example) as small:
        large = small.convert("RGB").resize((4000, 3000), Image.Resampling.BICUBIC)
    grain = np.random.default_rng(0).normal(0, 6, (3000, 4000, 1)).astype(np.float32)
    pixels = np.clip(np.asarray(large, np.float32) + grain, 0, 255).astype(np.uint8)
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=90)
    return stream.getvalue()


def measure_stages(localizer: Localizer, repeats: int) -> Iterator[Row]:
    """One row after the other, as they are measured."""
    data = twelve_megapixels()
    embedder = localizer.embedder
    side = embedder.preprocessing.side_px
    photo = localizer.read(data)
    images = photo_to_tensor(photo, embedder.preprocessing)[None]
    yield compare(
        "decode 12 MP",
        lambda: localizer.read(data),
        ("full decode", lambda: decode_fully(data, side)),
        repeats,
        2,
    )
    yield compare(
        f"embed ({str(embedder.dtype).removeprefix('torch.')}, {embedder.device})",
        lambda: embedder.embed(images),
        ("float32, NCHW", lambda: _plain_forward(embedder, images)),
        repeats,
    )
    yield from _search_rows(localizer, embedder.embed(images)[0], repeats)
    evidence = localizer.evidence(localizer.embed([photo])[0])
    for sigma, target in ((1.0, None), (4.0, 20), (16.0, None)):
        density = density_of(evidence.neighbours, DensitySettings(sigma_deg=sigma))
        yield _mode_row(density, repeats, target)
    settings = localizer.defaults
    yield from _map_rows(density_of(evidence.neighbours, settings), repeats)
    yield Row(
        "masses, regions, modes, best points",
        median_ms(lambda: localizer.predict(evidence, settings), repeats),
    )
    yield Row(
        "film strip of 29 bandwidths", median_ms(lambda: localizer.film_strip(evidence, settings), repeats)
    )
    yield _whole_row(localizer, data, repeats)


def _plain_forward(embedder: Embedder, images: torch.Tensor) -> object:
    plain = replace(embedder, dtype=torch.float32)
    with torch.inference_mode():
        return POOLINGS[embedder.network.pooling](plain.trunk(images.contiguous().to(embedder.device)))


def _search_rows(localizer: Localizer, vector: np.ndarray, repeats: int) -> Iterator[Row]:
    table = localizer.atlas.references
    references = np.asarray(localizer.atlas.embeddings, np.float32)

    def ours() -> object:
        return search(localizer.atlas.index, vector, (table.lat, table.lon), k=MAX_NEIGHBOURS)

    name = f"search {len(table)}"
    naive = ("numpy argsort", lambda: search_naively(references, vector, MAX_NEIGHBOURS))
    yield compare(name, ours, naive, repeats)
    tree = scikit_learn_search(references, min(MAX_NEIGHBOURS, len(references)))
    if tree:
        yield compare(name, ours, ("scikit-learn BallTree", lambda: tree(vector)), repeats)


def _mode_row(density: Density, repeats: int, target: float | None) -> Row:
    stage = f"exact mode, σ = {density.sigma_deg:g}°"
    other = ("authors' histogram", lambda: authors_mode(density))
    return compare(stage, lambda: global_mode(density), other, repeats, target)


def _map_rows(density: Density, repeats: int) -> Iterator[Row]:
    def ours() -> object:
        return density_map(density, 1.0)

    yield compare("1° map", ours, ("numpy float64", lambda: map_naively(density)), repeats)
    theirs = scikit_learn_map(density)
    if theirs:
        yield compare("1° map", ours, ("scikit-learn haversine", theirs), min(repeats, 3))
    yield Row("0.5° map", median_ms(lambda: density_map(density, 0.5), repeats))


def _whole_row(localizer: Localizer, data: bytes, repeats: int) -> Row:
    """The whole query against its decoding and forward pass alone: the ratio to stay under is 1.6."""
    settings = DensitySettings()

    def whole() -> object:
        prediction, evidence = localizer.locate(data, settings)
        return prediction, density_map(density_of(evidence.neighbours, settings), 1.0)

    def floor() -> object:
        photo = localizer.read(data)
        images = photo_to_tensor(photo, localizer.embedder.preprocessing)[None]
        return localizer.embedder.pool(images)

    return compare("whole query", whole, ("decode + forward", floor), repeats, 1 / 1.6)
