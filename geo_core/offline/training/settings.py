"""Every setting of a training run, its default and where the default comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from geo_core.errors import SettingsError
from geo_core.settings import check_choice, check_range

Recipe = Literal["L", "L2", "M"]
RECIPES: tuple[Recipe, ...] = ("L", "L2", "M")

CELLS = (8, 32, 128, 512, 1024, 2048)
"""Cells of the partitions wished for, coarse to fine; the paper has 10 to 7,011 for 6 million photos.

Chosen by the validation photos of the starter atlas's 3,646 references, four splits, among 8, 32, 64,
128, 256, 512, 1024 and 2048: with the finest come the street and the city, with the coarse ones the
country and the continent; which of the middle ones take part hardly matters."""


@dataclass(frozen=True)
class TrainingSettings:
    """How heads are trained.

    Attributes
    ----------
    recipe
        The paper's networks: ``L`` the finest partition alone, ``L2`` a middle one, ``M`` all.
    cells
        Cells wished for, one number a partition; the photos' places may give a few more or less.
    epochs, patience
        At most so many rounds; stop when no head's validation loss fell in the last `patience`.
    batch_size
        Photos a step.
    lr, weight_decay
        Of AdamW (Loshchilov and Hutter 2019), constant over the epochs.
    dropout
        Share of the embedding's numbers dropped in training. This much, because there are fewer
        photos than weights: the validation loss is least at 0.8 to 0.9.
    smoothing_km
        Temperature of the great-circle label smoothing, km; 0 trains on the true cell alone, which
        located the starter atlas's validation photos better than 50, 100, 300 and 1000 km did.
    group_weights
        Whether a photo counts 1/√(photos of its photographer).
    class_weights
        Whether a photo counts 1/√(photos of its cell), on top of that.
    validation_share
        Share of the photos held out, whole photographers.
    seed
        Of the split, the initial weights, the order of the photos and the dropout.
    """

    recipe: Recipe = "M"
    cells: tuple[int, ...] = CELLS
    epochs: int = 100
    patience: int = 8
    batch_size: int = 256
    lr: float = 3e-3
    weight_decay: float = 1.0
    dropout: float = 0.8
    smoothing_km: float = 0.0
    group_weights: bool = True
    class_weights: bool = False
    validation_share: float = 0.25
    seed: int = 0

    def __post_init__(self) -> None:
        check_choice("recipe", self.recipe, RECIPES)
        if not self.cells:
            raise SettingsError("cells is empty; give the wished number of cells of at least one partition.")
        for cells in self.cells:
            check_range("cells", cells, 2, 100_000)
        check_range("epochs", self.epochs, 1, 100_000)
        check_range("patience", self.patience, 1, 100_000)
        check_range("batch_size", self.batch_size, 1, 1_000_000)
        check_range("lr", self.lr, 1e-8, 10)
        check_range("weight_decay", self.weight_decay, 0, 100)
        check_range("dropout", self.dropout, 0, 0.99)
        check_range("smoothing_km", self.smoothing_km, 0, 20_015)
        check_range("validation_share", self.validation_share, 0.01, 0.9)
        check_range("seed", self.seed, 0, 2**63 - 1)

    @property
    def cells_of_recipe(self) -> tuple[int, ...]:
        """The wishes that the recipe keeps, coarse to fine, each once."""
        ascending = tuple(sorted(set(self.cells)))
        if self.recipe == "L":
            return ascending[-1:]
        if self.recipe == "L2":
            return ascending[(len(ascending) - 1) // 2 :][:1]
        return ascending
