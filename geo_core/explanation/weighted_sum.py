"""Each pooling as a weighted sum over positions: how much of the pooled vector is whose.

Every pooling here but NetVLAD's grows as its maps grow (it is homogeneous of degree 1), so that by
Euler's theorem it is the sum of its maps times its own gradient. Norms that a pooling divides by
are numbers of the whole photo, not of a position: they are held fixed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch.nn.functional import normalize

from geo_core.embedding.layered import Pool
from geo_core.embedding.netvlad import NetVLAD
from geo_core.embedding.pooling import GEM_POWER, LEAST, POOLINGS
from geo_core.embedding.regional_max import regions
from geo_core.embedding.siamac import GeneralisedMean
from geo_core.errors import SettingsError

Floats = npt.NDArray[np.float64]

LEAST_NORM = 1e-12
"""What `normalize` divides shorter vectors by."""


@dataclass(frozen=True, eq=False)
class WeightedSum:
    """One photo's pooled vector as Σ weight · value over the positions.

    Attributes
    ----------
    value
        (K, C, H, W) float64; K is 1 but for NetVLAD, which has a vector for each of K clusters.
    weight
        (K, C, H, W) or (K, 1, H, W) float64, not negative.
    """

    value: Floats
    weight: Floats

    @property
    def pooled(self) -> Floats:
        """The pooled vector: (K C,)."""
        return np.asarray((self.weight * self.value).sum(axis=(2, 3)).ravel())

    def contributions(self, readouts: Floats, mean: Floats) -> Floats:
        """What each position adds to (pooled − mean) · readout.

        Parameters
        ----------
        readouts
            (N, K C) float64.
        mean
            (K C,) float64.

        Returns
        -------
        (N, H, W) float64. The mean is taken off each number of the pooled vector where that number
        comes from, in proportion to the weights: off every position alike under a mean, off the
        position of the maximum under a maximum.
        """
        *clusters, height, width = self.value.shape
        total = self.weight.sum(axis=(2, 3), keepdims=True)
        share = np.where(total > 0, self.weight / np.where(total > 0, total, 1), 1 / (height * width))
        parts = self.weight * self.value - share * mean.reshape(*clusters, 1, 1)
        return np.asarray((readouts @ parts.reshape(mean.size, -1)).reshape(-1, height, width))


def of_pooling(name: str, maps: torch.Tensor) -> WeightedSum:
    """One of `pooling.POOLINGS` on one photo's maps.

    Parameters
    ----------
    name
        Its key.
    maps
        (1, C, H, W).

    Raises
    ------
    SettingsError
        If nobody wrote down how that pooling attributes.
    """
    if name not in _SUMS:
        raise SettingsError(f"Pooling {name!r} cannot be drawn on a photo; allowed is {', '.join(_SUMS)}.")
    return _SUMS[name](maps[0].double().cpu().numpy())


def of_layer(layer: torch.nn.Module, maps: torch.Tensor) -> WeightedSum:
    """The pooling layer of a `Layered` network on one photo's maps, (1, C, H, W).

    Raises
    ------
    SettingsError
        If nobody wrote down how that layer attributes.
    """
    if isinstance(layer, Pool):
        return _unit(of_pooling(_name_of(layer), maps))
    if isinstance(layer, GeneralisedMean):
        return _unit(_generalised_mean(maps[0].double().cpu().numpy(), layer.power.item()))
    if isinstance(layer, NetVLAD):
        return _netvlad(layer, maps)
    raise SettingsError(f"The layer {type(layer).__name__} cannot be drawn on a photo; add it here.")


def _name_of(layer: Pool) -> str:
    return next((name for name, pooling in POOLINGS.items() if pooling is layer.pooling), "?")


def _mean(maps: Floats) -> WeightedSum:
    return WeightedSum(maps[None], np.full_like(maps[None], 1 / maps[0].size))


def _max(maps: Floats) -> WeightedSum:
    return WeightedSum(maps[None], _winners(maps)[None])


def _rectified_max(maps: Floats) -> WeightedSum:
    return _max(np.maximum(maps, 0))


def _generalised_mean(maps: Floats, power: float = GEM_POWER) -> WeightedSum:
    """The power mean: a position weighs as much as its value to the power p − 1."""
    maps = np.maximum(maps, LEAST)
    top = maps.max(axis=(1, 2), keepdims=True)
    mean = top * ((maps / top) ** power).mean(axis=(1, 2), keepdims=True) ** (1 / power)
    return WeightedSum(maps[None], ((maps / mean) ** (power - 1) / maps[0].size)[None])


def _regional_max(maps: Floats) -> WeightedSum:
    """Maxima of regions, each region's vector of norm 1: a position weighs 1 / norm in each that it wins."""
    weight = np.zeros_like(maps)
    for top, left, side in regions(*maps.shape[1:]):
        part = (slice(None), slice(top, top + side), slice(left, left + side))
        norm = float(np.linalg.norm(maps[part].max(axis=(1, 2))))
        if norm > 0:
            weight[part] += _winners(maps[part]) / max(norm, LEAST_NORM)
    return WeightedSum(maps[None], weight[None])


def _netvlad(layer: NetVLAD, maps: torch.Tensor) -> WeightedSum:
    """Residuals to the centres, weighed by the soft assignment; what sets that is held fixed."""
    height, width = maps.shape[2:]
    with torch.no_grad():
        found = normalize(maps.flatten(2))[0]  # (C, positions)
        share = torch.softmax(layer.assignment(found.T), dim=1).T  # (K, positions)
        residual = (found[None] - layer.centres[:, :, None]).double().cpu().numpy()
    weight = share.double().cpu().numpy()[:, None]
    norm = np.linalg.norm((weight * residual).sum(axis=2), axis=1)
    weight = weight / np.maximum(norm, LEAST_NORM)[:, None, None]
    grid = (height, width)
    return _unit(
        WeightedSum(residual.reshape(*residual.shape[:2], *grid), weight.reshape(len(weight), 1, *grid))
    )


def _winners(maps: Floats) -> Floats:
    """1 where a channel has its maximum, shared by equal ones: (C, H, W)."""
    top = (maps == maps.max(axis=(1, 2), keepdims=True)).astype(np.float64)
    return np.asarray(top / top.sum(axis=(1, 2), keepdims=True))


def _unit(one: WeightedSum) -> WeightedSum:
    """The same of L2 norm 1."""
    norm = max(float(np.linalg.norm(one.pooled)), LEAST_NORM)
    return WeightedSum(one.value, one.weight / norm)


_SUMS: dict[str, Callable[[Floats], WeightedSum]] = {
    "mean": _mean,
    "max": _max,
    "rectified max": _rectified_max,
    "unit max": lambda maps: _unit(_max(maps)),
    "unit regional max": lambda maps: _unit(_regional_max(maps)),
    "unit generalised mean p=3": lambda maps: _unit(_generalised_mean(maps)),
}
