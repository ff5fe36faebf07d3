"""The authors' own VGG-16: their weights, their preprocessing, the maximum before the last ReLU.

Their released `deploy.prototxt` rectifies conv5_3 in place before it takes the maximum, so features
made with it have no negative number. An atlas of such features says pooling ``rectified max``, and
its queries are pooled alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import torch

from geo_core.embedding import vgg
from geo_core.embedding.network import Network
from geo_core.errors import WeightsError
from geo_core.photo.preprocessing import AUTHORS

NAME = "im2gps-vgg16"


def network() -> Network:
    """VGG-16 as the authors released it; its weights are a file that `import-caffemodel` wrote."""
    plain = vgg.network()

    def build(state: Mapping[str, torch.Tensor]) -> torch.nn.Module:
        return torch.nn.Sequential(*list(plain.build(state).children())[:-1]).eval()

    return replace(
        plain, name=NAME, build=build, published_weights=_not_published_here, preprocessing=AUTHORS
    )


def _not_published_here() -> tuple[Path, ...]:
    raise WeightsError(
        f"{NAME} needs the authors' weights: convert their .caffemodel once with "
        "python -m geo_core import-caffemodel FILE --out weights.pt, and name weights.pt with --weights."
    )
