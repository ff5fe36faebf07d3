"""Which parts of a photo make it similar to a reference: the similarity, told apart by position.

Stylianou, Souvenir and Pless, "Visualizing Deep Similarity Networks" (WACV 2019): as pooling sums
over positions and the similarity of two embeddings is linear in either, the similarity is a sum
over positions too; under a maximum, each channel counts where its maximum is. It is the class
activation map of Zhou, Khosla, Lapedriza, Oliva and Torralba, "Learning Deep Features for
Discriminative Localization" (CVPR 2016), with the neighbour in the place of a class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from geo_core.embedding.embedder import Embedder
from geo_core.embedding.layered import Layered, Project
from geo_core.embedding.projection import Projection
from geo_core.errors import AtlasError, GeoCoreError
from geo_core.explanation.seen import Box, maps_of, seen_box
from geo_core.explanation.weighted_sum import WeightedSum, of_layer, of_pooling
from geo_core.records import Embedding, Photo

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SimilarityMap:
    """How much each part of a photo adds to its similarity to one reference.

    Attributes
    ----------
    values
        (h, w) float32, signed, row 0 the top: their sum is `cosine` within 1e-5.
    cosine
        Of the two embeddings, −1 to 1.
    seen
        The part of the photo that the map lies over, in even rows and columns.
    """

    values: npt.NDArray[np.float32]
    cosine: float
    seen: Box

    def __post_init__(self) -> None:
        total = float(self.values.sum(dtype=np.float64))
        if self.values.ndim != 2 or not abs(total - self.cosine) <= 1e-5:
            raise GeoCoreError(
                f"A SimilarityMap is (h, w) and sums to the cosine {self.cosine:.6f}; given are "
                f"{self.values.shape} that sum to {total:.6f}."
            )


def similarity_map(photo: Photo, embedder: Embedder, reference: Embedding) -> SimilarityMap:
    """`similarity_maps` of one reference."""
    return similarity_maps(photo, embedder, [reference])[0]


def similarity_maps(photo: Photo, embedder: Embedder, references: Sequence[Embedding]) -> list[SimilarityMap]:
    """Tell the similarities of a photo to references apart by the photo's parts.

    Parameters
    ----------
    photo
        The query. The network looks at it once, for all of the references.
    embedder
        What embeds it.
    references
        The stored embeddings of neighbours; their pictures are not needed.

    Returns
    -------
    One map a reference, in their order. A position counts what it adds to the sums that make the
    embedding. Three steps are not linear and are attributed so: a norm that is divided by is held
    fixed, for it belongs to no position; of a maximum all goes to its position, shared by equal
    ones; a power mean and soft assignments weigh positions as they do for this photo. The
    projection's mean is taken off where the number that it corrects comes from, so that under a
    mean a part that looks like the average of the atlas counts nothing.

    Raises
    ------
    AtlasError
        If a reference was embedded by another embedder.
    SettingsError
        If the embedder has no feature maps.

    Notes
    -----
    A position is drawn over the square that it stands for, although it sees further: four fifths of
    what moves one of EfficientNet-Lite2's 9 × 9 positions lies in half of the photo's pixels. A map
    tells the side of the photo, not the outline of a thing. When squares of a third of the side cover the
    20 example photos one after another, what the cosine with a near neighbour loses correlates with its map
    by 0.62 in the starter atlas, on average (by 0.56 with Lite2 alone).
    """
    own = embedder.identity.digest
    if others := {one.embedder for one in references} - {own}:
        raise AtlasError(
            f"A reference was embedded by {others.pop()}, the photo by {own}; take references of an "
            "atlas that this embedder made."
        )
    if not references:
        return []
    pooled, projections = _stages(photo, embedder)
    vectors = np.stack([one.vector for one in references]).astype(np.float64)
    values, cosines = _decomposed(pooled, projections, vectors)
    seen = seen_box(photo, embedder.preprocessing)
    return [
        SimilarityMap(*one, seen) for one in zip(values.astype(np.float32), cosines.tolist(), strict=True)
    ]


def _stages(photo: Photo, embedder: Embedder) -> tuple[WeightedSum, list[Projection]]:
    """The pooled vector by positions, and the linear maps that follow it."""
    maps = maps_of(photo, embedder)
    last = [embedder.projection] if embedder.projection else []
    if not isinstance(embedder.trunk, Layered):
        return of_pooling(embedder.network.pooling, maps), last
    pooling, *projects = embedder.trunk.layers
    return of_layer(pooling, maps), [*(_projection(one) for one in projects), *last]


def _projection(layer: torch.nn.Module) -> Projection:
    if not isinstance(layer, Project):
        raise GeoCoreError(f"The layer {type(layer).__name__} is not linear; draw another network's map.")
    return Projection(layer.mean.cpu().numpy(), layer.matrix.detach().cpu().numpy())


def _decomposed(
    pooled: WeightedSum, projections: list[Projection], references: Floats
) -> tuple[Floats, Floats]:
    """Contributions (N, H, W) to the cosines with references (N, D), and the cosines (N,)."""
    vector = pooled.pooled
    readouts, mean, rest = references, np.zeros(vector.size), np.zeros(len(references))
    for one in projections:
        vector = (vector - one.mean) @ one.matrix
    for later in projections[:0:-1]:
        readouts = readouts @ later.matrix.T
        # The mean of a second projection corrects no number of one position: it is spread evenly.
        rest -= readouts @ later.mean
    if projections:
        readouts, mean = readouts @ projections[0].matrix.T, projections[0].mean.astype(np.float64)
    found = pooled.contributions(readouts, mean)
    found += rest[:, None, None] / found[0].size
    norm = float(np.linalg.norm(vector)) or 1.0
    return found / norm, references @ vector / norm
