"""VGG-16 convolutions and global max pooling: the paper's network (section 3, Figure 3)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch

from geo_core.embedding.network import Network
from geo_core.errors import WeightsError
from geo_core.photo.preprocessing import TORCHVISION

_CHECKPOINT = "vgg16-397923af.pth"  # torchvision's IMAGENET1K_V1


def network() -> Network:
    """The description of VGG-16 with torchvision's weights and transform."""
    return Network(
        name="vgg16",
        build=_build,
        published_weights=lambda: (_torchvision_file(),),
        preprocessing=TORCHVISION,
        pooling="max",
        channels=512,
        last_stages=("24", "26", "28"),  # the convolutions after the fourth pooling
    )


def _build(state: Mapping[str, torch.Tensor]) -> torch.nn.Module:
    from torchvision.models import vgg16

    # Built without storage: the checkpoint's tensors become the parameters, so the
    # 400 MB of classifier layers that are not used are never allocated.
    with torch.device("meta"):
        features: torch.nn.Module = vgg16(weights=None).features
    convolutions = {k.removeprefix("features."): v for k, v in state.items() if k.startswith("features.")}
    try:
        features.load_state_dict(convolutions or dict(state), assign=True)
    except RuntimeError as error:
        raise WeightsError(f"These weights are not those of VGG-16's convolutions: {error}") from error
    # The last max pooling of VGG-16 changes nothing before a global maximum but its cost.
    return torch.nn.Sequential(*list(features.children())[:-1]).eval()


def _torchvision_file() -> Path:
    path = Path(torch.hub.get_dir()) / "checkpoints" / _CHECKPOINT
    if not path.is_file():
        raise WeightsError(
            f"VGG-16's weights are not at {path} and nothing is downloaded unasked. Fetch them once with "
            "python -c 'import torchvision; torchvision.models.vgg16(weights=\"IMAGENET1K_V1\")', "
            "or name a checkpoint file with --weights."
        )
    return path
