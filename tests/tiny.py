"""A tiny atlas of made-up embeddings at real places, and an embedder that needs no network."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from geo_core.atlas.fitted import Fitted, FittedCells
from geo_core.atlas.manifest import FILES, MANIFEST, read_manifest
from geo_core.atlas.reading import Atlas, open_atlas
from geo_core.classifier.classifier import HEADS, partition_file
from geo_core.classifier.heads import Heads, HeadsIdentity, partition_digest
from geo_core.classifier.storage import save_heads
from geo_core.embedding.embedder import Embedder
from geo_core.embedding.network import Network
from geo_core.embedding.weights import file_sha256
from geo_core.localizer import Localizer
from geo_core.offline.building.writing import Contents, write_atlas
from geo_core.partition.files import save_partition
from geo_core.photo.preprocessing import Preprocessing
from geo_core.photo.reading import read_photo
from geo_core.photo.thumbnail import thumbhash, thumbnail_webp
from geo_core.records import Reference
from geo_core.settings import RADII_KM
from tests.classifier.worlds import world

PLACES = [
    ("Agra", "India", 27.1751, 78.0421),
    ("Paris", "France", 48.8584, 2.2945),
    ("Sydney", "Australia", -33.8568, 151.2153),
    ("Suva", "Fiji", -18.1248, 178.4501),
    ("South Pole", "Antarctica", -90.0, 0.0),
    ("Rio de Janeiro", "Brazil", -22.9519, -43.2105),
]
PER_PLACE = 5
SIDE_PX = 32


class MeanColour(torch.nn.Module):
    """A trunk that only looks at colours on an 8 × 8 grid: (N, 3, S, S) → (N, 192, 1, 1)."""

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        small = torch.nn.functional.adaptive_avg_pool2d(images, 8)
        return small.flatten(1)[:, :, None, None]


def tiny_embedder() -> Embedder:
    """A real Embedder over that trunk."""
    network = Network(
        name="mean-colour",
        build=lambda state: MeanColour(),
        published_weights=lambda: (Path("none"),),
        preprocessing=Preprocessing(side_px=SIDE_PX, scale=(255.0, 255.0, 255.0)),
        pooling="mean",
        channels=192,
    )
    return Embedder(
        network=network,
        trunk=MeanColour().eval(),
        projection=None,
        device=torch.device("cpu"),
        dtype=torch.float32,
        weights_sha256="0" * 64,
        batch_size=4,
    )


def picture(seed: int, variation: int = 0, size: tuple[int, int] = (96, 64)) -> bytes:
    """A JPEG whose colours depend on the seed, and a little on the variation."""
    base = np.random.default_rng(seed).uniform(20, 235, (4, 6, 3))
    wobble = np.random.default_rng((seed, variation, 1)).normal(0, 6, (4, 6, 3)) * (variation > 0)
    pixels = np.clip(base + wobble, 0, 255).astype(np.uint8)
    stream = io.BytesIO()
    Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC).save(stream, "JPEG", quality=95)
    return stream.getvalue()


def tiny_contents() -> Contents:
    """30 references: five photos that look alike at each of six places."""
    embedder = tiny_embedder()
    from geo_core.photo.preprocessing import photo_to_tensor

    photos = [read_photo(picture(p, v)) for p in range(len(PLACES)) for v in range(PER_PLACE)]
    vectors = embedder.embed(torch.stack([photo_to_tensor(p, embedder.preprocessing) for p in photos]))
    references = [_reference(row, thumbhash(photo)) for row, photo in enumerate(photos)]
    return Contents(
        name="tiny",
        embedder=embedder.identity,
        projection=None,
        embeddings=vectors.astype(np.float16),
        references=references,
        thumbnails=[thumbnail_webp(p) if row % 2 else b"" for row, p in enumerate(photos)],
    )


def _reference(row: int, hash_: bytes) -> Reference:
    place, country, lat, lon = PLACES[row // PER_PLACE]
    return Reference(
        row=row,
        id=f"photo-{row:02d}",
        lat=lat,
        lon=lon,
        coord_source="given",
        place=place,
        country=country,
        author=f"<b>Author {row % 4}</b>",
        licence="CC0",
        source=f"https://example.org/{row}",
        group=f"group-{row % 4}",
        source_photo=f"photo-{row:02d}",
        thumbnail_url="",
        thumbhash=hash_,
        has_thumbnail=bool(row % 2),
    )


def tiny_localizer(folder: Path) -> Localizer:
    """The tiny atlas, opened, with its embedder."""
    atlas: Atlas = open_atlas(folder)
    return Localizer(atlas, tiny_embedder())


def write_tiny_atlas(folder: Path) -> Path:
    """Write it; well under a second."""
    write_atlas(tiny_contents(), folder)
    return folder


def write_tiny_heads(folder: Path) -> Path:
    """Put heads that were never trained, always the same, and two partitions into a tiny atlas."""
    partitions = {str(len(partition)): partition for partition in (world(8), world(32))}
    manifest = read_manifest(folder)
    identity = HeadsIdentity(
        embedder=manifest.embedder.digest,
        embedder_text="mean-colour",
        dimension=manifest.embedder.dimension,
        partitions=tuple(partitions),
        cells=tuple(len(p) for p in partitions.values()),
        partition_digests=tuple(partition_digest(p) for p in partitions.values()),
    )
    with torch.random.fork_rng():
        torch.manual_seed(0)
        files = {HEADS: save_heads(Heads(identity), folder / HEADS)}
    for name, partition in partitions.items():
        save_partition(partition, folder / partition_file(name))
        files[partition_file(name)] = file_sha256(folder / partition_file(name))
    one = {str(radius): 1.0 for radius in RADII_KM}
    cells = FittedCells(one, Fitted(one, one, queries=0), one, exponent_shown=0.5, queries=0)
    kept = {name: manifest.files[name] for name in FILES}
    text = replace(manifest, files=kept | files, cells=cells).to_json()
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return folder
