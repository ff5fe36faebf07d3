"""Which parts of a photo speak for a cell of a partition.

Selvaraju, Cogswell, Das, Vedantam, Parikh and Batra, "Grad-CAM: Visual Explanations from Deep
Networks via Gradient-based Localization" (ICCV 2017), section 3.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from geo_core.classifier.classifier import Classifier
from geo_core.embedding.embedder import Embedder
from geo_core.embedding.layered import Layered
from geo_core.embedding.pooling import POOLINGS
from geo_core.errors import GeoCoreError, SettingsError
from geo_core.explanation.seen import Box, maps_of, seen_box
from geo_core.records import Photo


@dataclass(frozen=True, eq=False)
class CellMap:
    """How much each part of a photo speaks for one cell.

    Attributes
    ----------
    values
        (h, w) float32, not negative, row 0 the top; in no unit: compare values of one map only.
        All are 0 where no part speaks for the cell.
    partition, cell
        Name of the partition; number of the cell in it.
    log_probability
        Of the cell, natural logarithm, calibrated.
    seen
        The part of the photo that the map lies over, in even rows and columns.
    """

    values: npt.NDArray[np.float32]
    partition: str
    cell: int
    log_probability: float
    seen: Box

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or not np.all(self.values >= 0):
            raise GeoCoreError(f"A CellMap is (h, w) and not negative; given is {self.values.shape}.")


def cell_map(
    photo: Photo, embedder: Embedder, classifier: Classifier | None, partition: str, cell: int | None = None
) -> CellMap:
    """Grad-CAM of a cell's logit.

    Parameters
    ----------
    photo
        The query.
    embedder
        What embeds it.
    classifier
        The atlas's; None, where it has no heads, is refused.
    partition
        Its name, such as ``129``.
    cell
        Its number in the partition; None takes the most probable one.

    Raises
    ------
    SettingsError
        If there are no heads, no such partition or cell, or no feature maps.
    WeightsError
        If the heads belong to another embedder.

    Notes
    -----
    As in `similarity_map`, the norm that the embedding is divided by is held fixed: the gradient then
    says what adds to the embedding, not what turns it. When squares cover 27 photos part by part, what the
    cells of the partitions 32 and 492 lose correlates with this map by 0.38 and 0.59, with the one whose
    norm moves by 0.26 and 0.35 (EfficientNet-Lite2 alone; in the starter atlas, 20 photos, 0.33 and 0.54).
    """
    if classifier is None:
        raise SettingsError("This atlas has no heads, so no cell can be explained; add them with add-heads.")
    classifier.heads.identity.check_embedder(embedder.identity.digest)
    head = _head(classifier, partition)
    maps = maps_of(photo, embedder)
    with torch.no_grad():
        found = torch.log_softmax(head(_embedding(embedder, maps)), dim=0)
    chosen = int(found.argmax()) if cell is None else cell
    if not 0 <= chosen < len(found):
        raise SettingsError(f"cell is {cell}; allowed in the partition {partition} is 0 to {len(found) - 1}.")
    return CellMap(
        values=grad_cam(maps, lambda leaf: head(_embedding(embedder, leaf))[chosen]),
        partition=partition,
        cell=chosen,
        log_probability=float(found[chosen]),
        seen=seen_box(photo, embedder.preprocessing),
    )


def grad_cam(maps: torch.Tensor, score: Callable[[torch.Tensor], torch.Tensor]) -> npt.NDArray[np.float32]:
    """The maps' sum, each weighed by its mean gradient, where it is positive: equations 1 and 2.

    Parameters
    ----------
    maps
        (1, C, H, W).
    score
        Differentiable, such maps → a number.

    Returns
    -------
    (H, W) float32. For a score that is linear in the maps' means, it is the positive part of the
    class activation map (Zhou et al., CVPR 2016) divided by H W.
    """
    leaf = maps.detach().clone().requires_grad_()
    with torch.enable_grad():
        # Of the maps only: the network's own parameters, which all queries share, gain no gradient.
        (gradient,) = torch.autograd.grad(score(leaf), leaf)
    weight = gradient.mean(dim=(2, 3), keepdim=True)
    return np.asarray((weight * maps.detach()).sum(dim=1)[0].clamp(min=0).cpu().numpy(), np.float32)


def _embedding(embedder: Embedder, maps: torch.Tensor) -> torch.Tensor:
    """What the embedder makes of one photo's maps, its last norm held fixed: (D,) float32, on the CPU."""
    trunk, projection = embedder.trunk, embedder.projection
    pooling = trunk.layers if isinstance(trunk, Layered) else POOLINGS[embedder.network.pooling]
    vector: torch.Tensor = pooling(maps)[0].cpu()
    if projection:
        vector = (vector - torch.from_numpy(projection.mean)) @ torch.from_numpy(projection.matrix)
    norm = float(vector.detach().norm())
    return vector / norm if norm > 0 else vector


def _head(classifier: Classifier, partition: str) -> Callable[[torch.Tensor], torch.Tensor]:
    """Embedding (D,) to the calibrated logits (C_p,) of one partition, as `Heads.logits` computes them."""
    heads, names = classifier.heads, classifier.heads.identity.partitions
    if partition not in names:
        raise SettingsError(f"There is no partition {partition!r}; allowed is one of {', '.join(names)}.")
    layer, temperature = heads.layers[names.index(partition)], heads.temperature[names.index(partition)]
    return lambda vector: layer(vector * heads.scale).double() / temperature
