"""A trunk and its heads as one model, of which some stages learn and the rest stands still."""

from __future__ import annotations

import torch

from geo_core.classifier.heads import Heads
from geo_core.embedding.embedder import Embedder
from geo_core.embedding.pooling import POOLINGS
from geo_core.errors import SettingsError
from geo_core.offline.training.tuning_settings import TuningSettings

TRUNK_WEIGHT_DECAY = 0.01
"""AdamW's own; the heads' is much larger, and would drive the trunk away from what it knows."""


class Learner(torch.nn.Module):
    """Pictures to logits, through the embedding that serving computes.

    Parameters
    ----------
    embedder
        Its trunk is trained in place; without projection.
    heads
        On its embeddings.
    tune
        ``last`` or ``all``.
    dtype
        Of the trunk's arithmetic; pooling and heads compute in float32, as in serving.

    Raises
    ------
    SettingsError
        If the network has no such weights, or names no last stages.
    """

    def __init__(self, embedder: Embedder, heads: Heads, tune: str, dtype: torch.dtype) -> None:
        super().__init__()
        self.trunk, self.heads = embedder.trunk, heads.to(embedder.device)
        self._pool, self._dtype = POOLINGS[embedder.network.pooling], dtype
        names = ("",) if tune == "all" else embedder.network.last_stages
        self._tuned = tuple(self.trunk.get_submodule(name) for name in names)
        # What asks for no gradient from the beginning takes no part in the maps.
        learning = {p for module in self._tuned for p in module.parameters() if p.requires_grad}
        if not learning:
            other = "heads" if tune == "all" else "all"
            raise SettingsError(
                f"{embedder.network.name} has nothing that --tune {tune} could train; give --tune {other}."
            )
        for parameter in self.trunk.parameters():
            parameter.requires_grad_(parameter in learning)

    def forward(self, images: torch.Tensor) -> list[torch.Tensor]:
        """Uncalibrated logits: (N, 3, S, S) → P tensors (N, C_p)."""
        reduced = self._dtype != torch.float32
        with torch.autocast(images.device.type, dtype=self._dtype if reduced else None, enabled=reduced):
            maps = self.trunk(images)
        vectors = torch.nn.functional.normalize(self._pool(maps.float()))
        logits: list[torch.Tensor] = self.heads(vectors)
        return logits

    def train(self, mode: bool = True) -> Learner:
        """Training for the heads and the tuned stages alone, and for no BatchNorm.

        The statistics of a few dozen photos are worse than those of ImageNet, and would differ
        between processes that share a batch.
        """
        super().train(mode)
        self.trunk.eval()
        for module in self._tuned:
            module.train(mode)
        for module in self.trunk.modules():
            if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
                module.eval()
        return self

    def optimizer(self, settings: TuningSettings, weight_decay: float) -> torch.optim.AdamW:
        """AdamW with a rate for the trunk and one for the heads; ``initial_lr`` is the highest."""
        trunk = [p for p in self.trunk.parameters() if p.requires_grad]
        groups = (
            (trunk, settings.trunk_lr, TRUNK_WEIGHT_DECAY),
            (list(self.heads.parameters()), settings.lr, weight_decay),
        )
        return torch.optim.AdamW(
            {"params": parameters, "lr": lr, "initial_lr": lr, "weight_decay": decay}
            for parameters, lr, decay in groups
        )
