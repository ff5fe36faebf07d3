"""Cell arrays of MATLAB files of version 7.3, which are HDF5: a dataset of references, one a cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import h5py
import numpy as np
import numpy.typing as npt

PIECE = 1024
"""Cells looked up at once."""

MAX_CELL_BYTES = 65_536
"""As for the older versions: a damaged file may claim any size."""


def cell_counts(path: Path) -> Mapping[str, int]:
    """The cell arrays of a file, by name, and how many cells each has.

    Raises
    ------
    ValueError
        If the bytes are no such file.
    """
    with _opened(path) as file:
        found = {name: item for name, item in file.items() if _class(item) == "cell"}
        return {name: 0 if _is_empty(item) else item.size for name, item in found.items()}


def cells(path: Path, name: str, start: int) -> Iterator[npt.NDArray[np.generic]]:
    """The cells of one array from one on, as `scipy.io.loadmat` gives those of older versions: text as text.

    Raises
    ------
    ValueError
        If the file is damaged, or a cell holds anything but numbers or text.
    """
    with _opened(path) as file:
        array = file[name]
        if array.ndim != 2 or min(array.shape) > 1:
            raise ValueError(f"{name} has the shape {array.shape}; a row or a column of cells is allowed")
        for first in range(start, array.size, PIECE):
            piece = slice(first, first + PIECE)
            references = array[piece, 0] if array.shape[1] == 1 else array[0, piece]
            yield from (_cell(file[reference]) for reference in references)


def _cell(item: h5py.Dataset) -> npt.NDArray[np.generic]:
    if not isinstance(item, h5py.Dataset) or item.dtype.kind not in "biuf":
        raise ValueError("a cell holds neither numbers nor text")
    if item.external or item.is_virtual:
        raise ValueError("a cell's content lies in another file")
    if item.nbytes > MAX_CELL_BYTES:
        raise ValueError(f"a cell has {item.nbytes} bytes; allowed are {MAX_CELL_BYTES}")
    content = np.empty(0, item.dtype) if _is_empty(item) else item[()].reshape(-1)
    if _class(item) == "char":
        return np.array([content.astype("<u2").tobytes().decode("utf-16-le", "replace")])
    return np.asarray(content)


def _is_empty(item: h5py.Dataset) -> bool:
    """Whether an array has no numbers: MATLAB then writes its shape in their place."""
    return bool(item.attrs.get("MATLAB_empty", 0))


def _class(item: h5py.Dataset | h5py.Group) -> str:
    name = item.attrs.get("MATLAB_class", b"") if isinstance(item, h5py.Dataset) else b""
    return name.decode("ascii", "replace") if isinstance(name, bytes) else str(name)


@contextmanager
def _opened(path: Path) -> Iterator[h5py.File]:
    """The file; what HDF5 finds wrong in it becomes a ValueError."""
    try:
        with h5py.File(path, "r") as file:
            yield file
    except (OSError, RuntimeError, KeyError, TypeError) as error:
        raise ValueError(f"HDF5 cannot read it: {error}") from error
