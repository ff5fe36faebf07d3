"""Pooled features of many photos, kept in shards so that a killed build goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from geo_core.embedding.embedder import Embedder
from geo_core.embedding.weights import file_sha256
from geo_core.errors import PhotoError
from geo_core.offline.data.catalogue import CatalogueEntry
from geo_core.photo.preprocessing import photo_to_tensor
from geo_core.photo.reading import read_photo
from geo_core.photo.thumbnail import thumbhash, thumbnail_webp

SHARD = 128
"""Photos a shard: what a kill can lose."""


@dataclass(frozen=True)
class Features:
    """What is computed from each photo.

    Attributes
    ----------
    pooled
        (N, C) float32, before projection; a row of NaN marks a photo that could not be read.
    thumbhash
        N ThumbHashes; empty where the photo could not be read.
    thumbnail
        N WebP thumbnails; empty where none may be kept.
    errors
        Position → why it could not be read.
    """

    pooled: npt.NDArray[np.float32]
    thumbhash: tuple[bytes, ...]
    thumbnail: tuple[bytes, ...]
    errors: dict[int, str]


def compute_features(
    entries: Sequence[CatalogueEntry],
    embedder: Embedder,
    scratch: Path,
    progress: Callable[[int], object] = lambda count: None,
) -> Features:
    """Pooled features, ThumbHashes and thumbnails of the entries, in their order.

    Parameters
    ----------
    entries
        The photos.
    embedder
        Its network; the projection is not used.
    scratch
        A folder for finished shards; a shard of the same photos and network is reused.
    progress
        Called with the number of photos just finished.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    shards = []
    for start in range(0, len(entries), SHARD):
        part = entries[start : start + SHARD]
        path = scratch / f"{_shard_key(part, embedder)}.npz"
        if not path.is_file():
            _write_shard(path, _compute_shard(part, embedder))
        shards.append(_read_shard(path))
        progress(len(part))
    errors = {n * SHARD + i: text for n, shard in enumerate(shards) for i, text in shard.errors.items()}
    return Features(
        pooled=np.concatenate([shard.pooled for shard in shards]),
        thumbhash=tuple(t for shard in shards for t in shard.thumbhash),
        thumbnail=tuple(t for shard in shards for t in shard.thumbnail),
        errors=errors,
    )


def _shard_key(entries: Sequence[CatalogueEntry], embedder: Embedder) -> str:
    digest = hashlib.sha256(repr((embedder.network.name, embedder.weights_sha256)).encode())
    digest.update(
        repr((embedder.preprocessing.identity(), embedder.network.pooling, embedder.dtype)).encode()
    )
    for entry in entries:
        # By content: a photo that has moved, or was copied, is not embedded again.
        digest.update(repr((file_sha256(entry.path), entry.may_keep_thumbnail)).encode())
    return digest.hexdigest()[:32]


def _compute_shard(entries: Sequence[CatalogueEntry], embedder: Embedder) -> Features:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        read = list(pool.map(lambda entry: _read_one(entry, embedder), entries))
    images = [image for image, *_ in read if image is not None]
    rows = iter(embedder.pool(torch.stack(images)) if images else ())
    blank = np.full(embedder.network.channels, np.nan, np.float32)
    return Features(
        pooled=np.stack([next(rows) if image is not None else blank for image, *_ in read]),
        thumbhash=tuple(r[1] for r in read),
        thumbnail=tuple(r[2] for r in read),
        errors={i: r[3] for i, r in enumerate(read) if r[3]},
    )


def _read_one(entry: CatalogueEntry, embedder: Embedder) -> tuple[torch.Tensor | None, bytes, bytes, str]:
    try:
        photo = read_photo(entry.path.read_bytes(), target_px=embedder.preprocessing.side_px)
    except PhotoError as error:
        return None, b"", b"", str(error)
    thumbnail = thumbnail_webp(photo) if entry.may_keep_thumbnail else b""
    return photo_to_tensor(photo, embedder.preprocessing), thumbhash(photo), thumbnail, ""


def _write_shard(path: Path, shard: Features) -> None:
    partial = path.with_suffix(".partial")
    text = json.dumps(
        {
            "thumbhash": [t.hex() for t in shard.thumbhash],
            "thumbnail": [t.hex() for t in shard.thumbnail],
            "errors": shard.errors,
        }
    )
    with partial.open("wb") as stream:
        np.savez(stream, pooled=shard.pooled, text=np.frombuffer(text.encode(), np.uint8))
    partial.replace(path)


def _read_shard(path: Path) -> Features:
    with np.load(path, allow_pickle=False) as arrays:
        text = json.loads(arrays["text"].tobytes())
        return Features(
            pooled=arrays["pooled"],
            thumbhash=tuple(map(bytes.fromhex, text["thumbhash"])),
            thumbnail=tuple(map(bytes.fromhex, text["thumbnail"])),
            errors={int(k): v for k, v in text["errors"].items()},
        )
