"""MATLAB files with cell arrays, as `save` writes them: version 5 to 7 by scipy, 7.3 by h5py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import h5py
import numpy as np
import scipy.io

Cells = Mapping[str, Sequence[object]]


def save_5(path: Path, cells: Cells, *, compressed: bool = True, **others: object) -> Path:
    """Rows of cells: 1 × n, as MATLAB grows them with ``end + 1``."""
    arrays = {}
    for name, items in cells.items():
        arrays[name] = np.empty((1, len(items)), object)
        for i, item in enumerate(items):
            arrays[name][0, i] = item
    scipy.io.savemat(path, {**others, **arrays}, do_compression=compressed)
    return path


def save_73(path: Path, cells: Cells) -> Path:
    """The layout of ``save -v7.3``: arrays transposed, text as codes, of empty ones the shape."""
    with h5py.File(path, "w", userblock_size=512) as file:
        store = file.create_group("#refs#")
        for name, items in cells.items():
            references = np.empty((len(items), 1), h5py.ref_dtype)
            for i, item in enumerate(items):
                references[i, 0] = _stored(store, f"{name}{i}", item).ref
            if not items:
                array = file.create_dataset(name, data=np.array([1, 0], np.uint64))
                array.attrs["MATLAB_empty"] = np.int32(1)
            else:
                array = file.create_dataset(name, data=references, dtype=h5py.ref_dtype)
            array.attrs["MATLAB_class"] = np.bytes_(b"cell")
    with path.open("r+b") as stream:
        stream.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + b"\x00\x02IM")
    return path


def _stored(store: h5py.Group, name: str, item: object) -> h5py.Dataset:
    if isinstance(item, str):
        codes = np.frombuffer(item.encode("utf-16-le"), np.uint16)[:, None]
        kind, content = b"char", codes
    else:
        content = np.atleast_2d(np.asarray(item)).T
        kind = {"f4": b"single", "f8": b"double"}.get(content.dtype.str[1:], b"int32")
    if not content.size:
        stored = store.create_dataset(name, data=np.array(content.shape[::-1], np.uint64))
        stored.attrs["MATLAB_empty"] = np.int32(1)
    else:
        stored = store.create_dataset(name, data=content)
    stored.attrs["MATLAB_class"] = np.bytes_(kind)
    return stored
