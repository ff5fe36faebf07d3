"""One linear head per partition on the embedding: the output layers of the paper's [L], [L2] and [M].

The trunk is the embedder; it stays as it is, so an atlas's stored embeddings are all that
training needs.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from geo_core.errors import GeoCoreError, WeightsError
from geo_core.partition.partition import Partition

Floats = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True)
class HeadsIdentity:
    """What heads belong to: numbers from elsewhere mean nothing to them.

    Attributes
    ----------
    embedder
        Digest of the embedder whose embeddings they were trained on.
    embedder_text
        The same in words, for messages.
    dimension
        D, length of an embedding.
    partitions
        Names of the P partitions, coarse to fine.
    cells
        How many cells each has.
    partition_digests
        `partition_digest` of each.
    """

    embedder: str
    embedder_text: str
    dimension: int
    partitions: tuple[str, ...]
    cells: tuple[int, ...]
    partition_digests: tuple[str, ...]

    def __post_init__(self) -> None:
        if not 0 < len(self.partitions) == len(self.cells) == len(self.partition_digests):
            raise GeoCoreError(
                f"Heads need one name, count and digest for each partition, and at least one; given are "
                f"{len(self.partitions)}, {len(self.cells)} and {len(self.partition_digests)}."
            )
        if self.dimension < 1 or min(self.cells) < 1:
            raise GeoCoreError(
                f"Heads of {self.dimension} dimensions and {self.cells} cells; give 1 or more."
            )

    def check_embedder(self, digest: str) -> None:
        """Refuse embeddings of another embedder.

        Raises
        ------
        WeightsError
            Naming both.
        """
        if digest != self.embedder:
            raise WeightsError(
                f"The heads were trained on embeddings of {self.embedder_text}, digest {self.embedder}; the "
                f"embeddings given have the digest {digest}. Use that embedder, or train heads on these."
            )

    def check_partitions(self, partitions: Sequence[Partition]) -> None:
        """Refuse partitions other than those that the heads were trained for, or in another order.

        Raises
        ------
        WeightsError
            Naming the first that differs.
        """
        if len(partitions) != len(self.partitions):
            raise WeightsError(
                f"The heads belong to the {len(self.partitions)} partitions {', '.join(self.partitions)}; "
                f"given are {len(partitions)}. Give those that were written beside the heads."
            )
        for name, digest, partition in zip(self.partitions, self.partition_digests, partitions, strict=True):
            if (found := partition_digest(partition)) != digest:
                raise WeightsError(
                    f"The head {name!r} was trained on the partition {digest}; the one given is {found} with "
                    f"{len(partition)} cells. Give the partitions written beside the heads, in their order."
                )


def partition_digest(partition: Partition) -> str:
    """A short name for the borders of its cells: equal exactly when every cell is equal."""
    borders = np.stack([partition.south, partition.north, partition.west, partition.east])
    return hashlib.sha256(borders.astype("<f8").tobytes()).hexdigest()[:16]


class Heads(torch.nn.Module):
    """P linear layers, (D,) → (C_p,) each, and a temperature for each.

    Parameters
    ----------
    identity
        What they belong to.
    dropout
        Share of the embedding's numbers set to 0 in training; serving never drops any.

    Attributes
    ----------
    temperature
        (P,) float64; calibrated logits are logits divided by it. 1 until calibrated.
    combined_temperature
        () float64; the same for the sum of the heads' calibrated log-probabilities.
    """

    temperature: torch.Tensor
    combined_temperature: torch.Tensor

    def __init__(self, identity: HeadsIdentity, dropout: float = 0.0) -> None:
        super().__init__()
        self.identity = identity
        self.dropout = torch.nn.Dropout(dropout)
        self.layers = torch.nn.ModuleList(torch.nn.Linear(identity.dimension, c) for c in identity.cells)
        self.register_buffer("temperature", torch.ones(len(identity.cells), dtype=torch.float64))
        self.register_buffer("combined_temperature", torch.ones((), dtype=torch.float64))
        # A vector of norm 1 has tiny coordinates; at this scale their mean square is 1, which
        # the usual initial weights and learning rates are made for.
        self.scale = math.sqrt(identity.dimension)

    def forward(self, embeddings: torch.Tensor) -> list[torch.Tensor]:
        """Uncalibrated logits: (N, D) → P tensors (N, C_p)."""
        inputs = self.dropout(embeddings * self.scale)
        return [layer(inputs) for layer in self.layers]

    def logits(self, vectors: Vectors) -> list[Floats]:
        """Calibrated logits, nothing dropped; whether the module trains is left as it is.

        Parameters
        ----------
        vectors
            (N, D) float32, embeddings of `HeadsIdentity.embedder`.

        Returns
        -------
        P arrays (N, C_p) float64, coarse to fine.

        Raises
        ------
        GeoCoreError
            If the shape is another one, or a number is not finite.
        """
        if vectors.ndim != 2 or vectors.shape[1] != self.identity.dimension:
            raise GeoCoreError(
                f"Embeddings have the shape {vectors.shape}; give (N, {self.identity.dimension})."
            )
        if not np.isfinite(vectors).all():
            raise GeoCoreError("An embedding holds a number that is not finite; embed the photo anew.")
        with torch.no_grad():
            inputs = torch.from_numpy(np.ascontiguousarray(vectors, np.float32)) * self.scale
            raw = [layer(inputs).double() for layer in self.layers]
        return [np.asarray((one / t).numpy()) for one, t in zip(raw, self.temperature.unbind(), strict=True)]
