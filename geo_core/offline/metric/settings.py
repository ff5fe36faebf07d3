"""Every setting of the training of an embedder, its default and where the default comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Literal

from geo_core.offline.training.tuning_settings import TuningSettings
from geo_core.settings import check_choice, check_range

RecipeName = Literal["ranking", "siamac", "netvlad"]
PairRule = Literal["distance", "cell", "feature"]
LossName = Literal["triplet", "contrastive"]
Mining = Literal["random", "semi-hard", "hard"]

RECIPES: tuple[RecipeName, ...] = ("ranking", "siamac", "netvlad")
PAIR_RULES: tuple[PairRule, ...] = ("distance", "cell", "feature")
LOSS_NAMES: tuple[LossName, ...] = ("triplet", "contrastive")
MININGS: tuple[Mining, ...] = ("random", "semi-hard", "hard")

OF_RECIPE: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "ranking": {},
        "siamac": {"loss": "contrastive", "mining": "hard"},
        "netvlad": {"pairs": "feature", "mining": "hard"},
    }
)
"""Where a recipe's defaults are not those of `MetricSettings`: what its authors trained with."""

MARGINS = MappingProxyType({"triplet": 0.1, "contrastive": 0.7})
"""Of NetVLAD's triplets, whose distances are squared, and of Siamac's pairs, whose are not."""


@dataclass(frozen=True)
class MetricSettings:
    """How an embedder is trained; `metric_settings` fills in what depends on the recipe.

    Attributes
    ----------
    recipe
        Which layers are trained.
    pairs
        Similar are photos of one place by ``distance``, of one ``cell``, or, by ``feature``, of one
        place by distance and nearest in feature space among these (section 3.2).
    near_km, far_km
        Great-circle distances: similar at most the one apart, different more than the other.
    cells
        Cells wished for, with ``cell``.
    loss, margin
        See `losses`.
    mining
        Which different photos a triplet gets.
    epochs, patience
        At most so many rounds; stop when the accuracy on the validation photos did not rise in the
        last `patience`.
    batch_size
        Photos a step, half of them anchors.
    lr
        Of AdamW, for the layers.
    validation_share
        Share of the photos held out, whole photographers.
    seed
        Of all that is random.
    tuning
        Of the trunk; None leaves it frozen.
    """

    recipe: RecipeName
    margin: float
    pairs: PairRule = "distance"
    near_km: float = 25.0
    far_km: float = 200.0
    cells: int = 512
    loss: LossName = "triplet"
    mining: Mining = "semi-hard"
    epochs: int = 30
    patience: int = 5
    batch_size: int = 128
    lr: float = 1e-3
    validation_share: float = 0.25
    seed: int = 0
    tuning: TuningSettings | None = None

    def __post_init__(self) -> None:
        check_choice("recipe", self.recipe, RECIPES)
        check_choice("pairs", self.pairs, PAIR_RULES)
        check_choice("loss", self.loss, LOSS_NAMES)
        check_choice("mining", self.mining, MININGS)
        check_range("margin", self.margin, 1e-6, 4)
        check_range("near_km", self.near_km, 0, 20_015)
        check_range("far_km", self.far_km, self.near_km, 20_015)
        check_range("cells", self.cells, 2, 100_000)
        check_range("epochs", self.epochs, 1, 100_000)
        check_range("patience", self.patience, 1, 100_000)
        check_range("batch_size", self.batch_size, 4, 1_000_000)
        check_range("lr", self.lr, 1e-8, 10)
        check_range("validation_share", self.validation_share, 0.01, 0.9)
        check_range("seed", self.seed, 0, 2**63 - 1)

    def deciding(self) -> dict[str, Any]:
        """The settings that a run must share with the one it goes on with."""
        kept = {k: v for k, v in asdict(self).items() if k not in ("epochs", "tuning")}
        return kept | {"tuning": self.tuning.deciding() if self.tuning else None}


def metric_settings(recipe: RecipeName, **given: Any) -> MetricSettings:
    """The recipe's settings, but for those given.

    Raises
    ------
    SettingsError
        For a value that is not allowed.
    """
    check_choice("recipe", recipe, RECIPES)
    chosen = {**OF_RECIPE[recipe], **given}
    check_choice("loss", loss := chosen.get("loss", MetricSettings.loss), LOSS_NAMES)
    return MetricSettings(recipe, **{"margin": MARGINS[loss], **chosen})
