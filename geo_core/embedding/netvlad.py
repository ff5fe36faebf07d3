"""NetVLAD: residuals of local descriptors to learned cluster centres.

Arandjelović, Gronat, Torii, Pajdla and Sivic, "NetVLAD: CNN architecture for weakly supervised
place recognition" (CVPR 2016), the paper's [2], section 3.1.
"""

from __future__ import annotations

from functools import partial

import torch
from torch.nn.functional import normalize

from geo_core.embedding.layered import layered
from geo_core.embedding.network import FULL_WHITENING, Network

SIZE = 64 * 512
"""Length of the published descriptor at most: 64 clusters of VGG-16's 512 channels."""


class NetVLAD(torch.nn.Module):
    """The pooling layer: (N, C, H, W) → (N, K C), of L2 norm 1.

    Parameters
    ----------
    channels, clusters
        C and K. Assignment and centres are parameters apart, as in equation 4.
    """

    def __init__(self, channels: int, clusters: int) -> None:
        super().__init__()
        self.assignment = torch.nn.Linear(channels, clusters)
        self.centres = torch.nn.Parameter(torch.zeros(clusters, channels))

    @torch.no_grad()
    def begin_with(self, centres: torch.Tensor, sharpness: float) -> None:
        """Set all parameters such that a position is assigned by exp(−α |x − c|²).

        Parameters
        ----------
        centres
            (K, C).
        sharpness
            α.
        """
        self.centres.copy_(centres)
        self.assignment.weight.copy_(2 * sharpness * centres)
        self.assignment.bias.copy_(-sharpness * centres.square().sum(dim=1))

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        """Equation 4, each cluster's sum of norm 1 (intra-normalisation), then the whole."""
        descriptors = normalize(maps.flatten(2)).transpose(1, 2)  # (N, positions, C)
        shares = torch.softmax(self.assignment(descriptors), dim=2).transpose(1, 2)
        sums = shares @ descriptors - shares.sum(dim=2, keepdim=True) * self.centres
        return normalize(normalize(sums, dim=2).flatten(1))


def network(trunk: Network, name: str) -> Network:
    """NetVLAD on a trunk, whitened by the atlas."""
    clusters = SIZE // trunk.channels
    return layered(
        trunk, name, partial(layers, trunk), channels=clusters * trunk.channels, whitening=FULL_WHITENING
    )


def layers(trunk: Network) -> torch.nn.Sequential:
    """The layer with as many clusters as the published length allows."""
    return torch.nn.Sequential(NetVLAD(trunk.channels, SIZE // trunk.channels))
