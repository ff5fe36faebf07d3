"""Im2GPS's features as an embedder.

Hays and Efros, "IM2GPS: estimating geographic information from a single image" (CVPR 2008),
section 3, without geometric context, which needs a trained classifier of surfaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch

from geo_core.embedding.network import Network
from geo_core.errors import WeightsError
from geo_core.photo.preprocessing import Preprocessing

WEIGHTS = Path(__file__).parents[3] / "assets" / "im2gps.pth"
"""The textons and the features' weights, learnt from references by `offline.building.handmade`.

Whoever changes a feature learns them anew: their hash tells the old embeddings from the new."""

CHANNELS = {"tiny image": 768, "colours": 784, "textons": 512, "lines": 34, "gist": 600}
"""Numbers of each feature, in the embedding's order."""

SIDE_PX = 240
"""A multiple of 16 and of 5, for the tiny image and for the parts of gist."""


def network() -> Network:
    """The description of Im2GPS's features."""
    return Network(
        name="im2gps",
        build=_build,
        published_weights=lambda: (WEIGHTS,),
        preprocessing=Preprocessing(SIDE_PX, scale=(255.0, 255.0, 255.0)),
        pooling="own",
        channels=sum(CHANNELS.values()),
        whitening=None,  # the features' distances are what Im2GPS compares
    )


def _build(state: Mapping[str, torch.Tensor]) -> torch.nn.Module:
    from geo_core.embedding.handmade.trunk import Im2GPSTrunk  # scikit-image, only for those who ask

    trunk = Im2GPSTrunk()
    try:
        trunk.load_state_dict(state)
    except RuntimeError as error:
        raise WeightsError(f"These weights are not the textons of im2gps: {error}") from error
    return trunk.eval()
