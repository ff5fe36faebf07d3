"""The linear map after pooling, learnt from an atlas's references and stored in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from geo_core.errors import GeoCoreError

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Projection:
    """x ↦ (x − mean) · matrix.

    Attributes
    ----------
    mean
        (C,) float32.
    matrix
        (C, D) float32.
    """

    mean: Vectors
    matrix: Vectors

    def __post_init__(self) -> None:
        if self.matrix.ndim != 2 or self.mean.shape != self.matrix.shape[:1]:
            raise GeoCoreError(
                f"A projection needs mean (C,) and matrix (C, D); given {self.mean.shape} "
                f"and {self.matrix.shape}."
            )

    @cached_property
    def sha256(self) -> str:
        """Of the numbers, in hexadecimal; hashed once, for every embedding asks for it."""
        digest = hashlib.sha256(np.ascontiguousarray(self.mean, "<f4").tobytes())
        digest.update(np.ascontiguousarray(self.matrix, "<f4").tobytes())
        return digest.hexdigest()

    def apply(self, pooled: Vectors) -> Vectors:
        """(N, C) → (N, D)."""
        return np.asarray((pooled - self.mean) @ self.matrix, np.float32)


def normalise(vectors: Vectors) -> Vectors:
    """Rows of L2 norm 1: (N, D) → (N, D). A row of zeros stays zeros."""
    norm = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(norm > 0, norm, 1), np.float32)
