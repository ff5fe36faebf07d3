"""The authors' reference files turned into shards, so that a killed import goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from geo_core.errors import GeoCoreError
from geo_core.offline.data.im2gps_references import ROWS, ReferenceRows, count_rows, read_rows

_IN_TEXT = ("ids", "read", "left_out", "negative")


def write_shards(files: Sequence[Path], dimension: int, scratch: Path) -> list[Path]:
    """Checked rows of all files, `ROWS` of a file to a shard; finished shards are not made again.

    Parameters
    ----------
    files
        MATLAB files.
    dimension
        D of their features.
    scratch
        A folder for the shards.

    Returns
    -------
    The shards in the order of the rows.

    Raises
    ------
    GeoCoreError
        If a file is damaged, or given twice.
    """
    if len({file.resolve() for file in files}) < len(files):
        raise GeoCoreError("A file is given twice; its photos would vote twice. Name each file once.")
    scratch.mkdir(parents=True, exist_ok=True)
    counts = [count_rows(file) for file in files]
    shards = []
    with tqdm(total=sum(counts), desc="importing", unit="row", disable=None) as bar:
        for file, count in zip(files, counts, strict=True):
            key = _key(file, dimension)
            wanted = [scratch / f"{key}-{start:09d}.npz" for start in range(0, count, ROWS)]
            # Made in order: what is missing is a file's end.
            made = next((i for i, shard in enumerate(wanted) if not shard.is_file()), len(wanted))
            bar.update(min(made * ROWS, count))
            blocks = read_rows(file, dimension, start=made * ROWS)
            for shard, rows in zip(wanted[made:], blocks, strict=True):
                _write(shard, rows)
                bar.update(rows.read)
            shards += wanted
    return shards


def read_shard(path: Path) -> ReferenceRows:
    """What `write_shards` wrote."""
    with np.load(path, allow_pickle=False) as arrays:
        text = json.loads(arrays["text"].tobytes())
        return ReferenceRows(
            vectors=arrays["vectors"],
            lat=arrays["lat"],
            lon=arrays["lon"],
            **text | {"ids": tuple(text["ids"])},
        )


def _write(path: Path, rows: ReferenceRows) -> None:
    text = json.dumps({name: getattr(rows, name) for name in _IN_TEXT})
    partial = path.with_suffix(".partial")
    with partial.open("wb") as stream:
        np.savez(
            stream,
            vectors=rows.vectors,
            lat=rows.lat,
            lon=rows.lon,
            text=np.frombuffer(text.encode(), np.uint8),
        )
    partial.replace(path)


def _key(file: Path, dimension: int) -> str:
    stat = file.stat()
    told = (str(file.resolve()), stat.st_size, stat.st_mtime_ns, dimension, ROWS)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]
