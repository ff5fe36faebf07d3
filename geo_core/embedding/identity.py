"""Who made an embedding: two embeddings are comparable only if this is equal."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class EmbedderIdentity:
    """Everything that decides the numbers of an embedding.

    Attributes
    ----------
    network
        Name of the embedder, such as ``efficientnet-lite2``.
    weights_sha256
        Of the checkpoint file, hexadecimal.
    preprocessing
        Size, crop, interpolation and scaling, as JSON.
    pooling
        How feature maps become one vector.
    projection
        SHA-256 of the projection's numbers, or ``none``.
    dimension
        Length of the embedding.
    """

    network: str
    weights_sha256: str
    preprocessing: str
    pooling: str
    projection: str
    dimension: int

    @property
    def digest(self) -> str:
        """A short name for all of it: equal exactly when every field is equal."""
        canonical = json.dumps(asdict(self), sort_keys=True).encode()
        return hashlib.sha256(canonical).hexdigest()[:16]

    def describe(self) -> str:
        """One line for messages; hashes stand for what is long."""
        preprocessing = hashlib.sha256(self.preprocessing.encode()).hexdigest()
        return (
            f"{self.network} (weights {self.weights_sha256[:8]}, preprocessing {preprocessing[:8]}, "
            f"{self.pooling} pooling, projection {self.projection[:8]}, {self.dimension}-d)"
        )
