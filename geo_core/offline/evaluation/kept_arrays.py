"""Arrays kept on disk as they are made, so that a killed evaluation goes on where it stopped."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt


class KeptArrays:
    """One file an array, named by what it is of.

    Parameters
    ----------
    folder
        Made if need be.
    *basis
        All that the arrays depend on, besides their names.
    """

    def __init__(self, folder: Path, *basis: str | bytes) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        parts = [part.encode() if isinstance(part, str) else part for part in basis]
        # Hashed one by one, or what ends one part and begins the next would not count.
        self._fingerprint = b"".join(hashlib.sha256(part).digest() for part in parts)

    def of(self, name: str, compute: Callable[[], npt.NDArray[Any]]) -> npt.NDArray[Any]:
        """The array of that name, computed once."""
        key = hashlib.sha256(self._fingerprint + name.encode()).hexdigest()[:24]
        path = self._folder / f"{key}.npy"
        if path.is_file():
            return np.asarray(np.load(path, allow_pickle=False))
        made = compute()
        partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
        with partial.open("wb") as stream:
            np.save(stream, made, allow_pickle=False)
        partial.replace(path)
        return made
