"""Every setting of the training of a trunk, its default and where the default comes from."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from geo_core.errors import SettingsError
from geo_core.settings import PRECISIONS, Precision, check_choice, check_range

Tune = Literal["heads", "last", "all"]
TUNES: tuple[Tune, ...] = ("heads", "last", "all")


@dataclass(frozen=True)
class Augmentation:
    """How a training picture is varied; 1, 0, 0 leaves it as it is.

    Attributes
    ----------
    crop
        Least share of the picture's area that a random crop keeps. Mild, because the whole scene
        tells of the place: the centre square of a 3 : 2 picture has 0.67 of it.
    flip
        Probability of a mirror image.
    colour
        Largest relative change of brightness, contrast and saturation; the hue, which soil and
        plants have their own of, stays.
    """

    crop: float = 0.5
    flip: float = 0.5
    colour: float = 0.2

    def __post_init__(self) -> None:
        check_range("crop", self.crop, 0.01, 1)
        check_range("flip", self.flip, 0, 1)
        check_range("colour", self.colour, 0, 1)


NO_AUGMENTATION = Augmentation(crop=1.0, flip=0.0, colour=0.0)


def parse_augmentation(words: Sequence[str]) -> Augmentation:
    """``none``, or ``name=number`` for each of `Augmentation` that is not to be the default.

    Raises
    ------
    SettingsError
        For another word, name or number.
    """
    if list(words) == ["none"]:
        return NO_AUGMENTATION
    names = [one.name for one in fields(Augmentation)]
    values: dict[str, float] = {}
    for word in words:
        name, _, number = word.partition("=")
        try:
            values[name] = float(number)
        except ValueError:
            name = ""
        if name not in names:
            raise SettingsError(
                f"augment is {word!r}; allowed is none, or {', '.join(f'{n}=NUMBER' for n in names)}."
            )
    return Augmentation(**values)


@dataclass(frozen=True)
class TuningSettings:
    """How a trunk is trained together with its heads.

    Attributes
    ----------
    tune
        ``last`` the stages that the network names, ``all`` the whole trunk.
    epochs, patience
        At most so many rounds; stop when the validation loss, summed over the heads, did not fall
        in the last `patience`.
    batch_size
        Photos a step, of all processes together.
    lr, trunk_lr
        Of AdamW at its highest, for the heads and for the trunk, which knows much already.
    warmup
        Share of the steps in which the rates rise from 0; then they fall along a cosine to 0.
    augmentation
        Of the training pictures.
    precision
        Of the trunk: ``auto`` is bfloat16 on CUDA that has it, float16 on older, float32 on the CPU.
    workers
        Processes that decode pictures, for each training process; 0 decodes in it. Half of the
        cores, 8 at most: a picture takes 4 ms, and two cores train on it for 100 ms and more.
    checkpoint_steps
        Steps between checkpoints, beside one after every epoch.
    """

    tune: Tune = "last"
    epochs: int = 10
    patience: int = 3
    batch_size: int = 32
    lr: float = 3e-4
    trunk_lr: float = 1e-4
    warmup: float = 0.1
    augmentation: Augmentation = field(default_factory=Augmentation)
    precision: Precision = "auto"
    workers: int = field(default_factory=lambda: min(8, max(1, (os.cpu_count() or 1) // 2)))
    checkpoint_steps: int = 100

    def __post_init__(self) -> None:
        check_choice("tune", self.tune, TUNES[1:])
        check_range("epochs", self.epochs, 1, 100_000)
        check_range("patience", self.patience, 1, 100_000)
        check_range("batch_size", self.batch_size, 1, 1_000_000)
        check_range("lr", self.lr, 1e-8, 10)
        check_range("trunk_lr", self.trunk_lr, 1e-8, 10)
        check_range("warmup", self.warmup, 0, 1)
        check_choice("precision", self.precision, PRECISIONS)
        check_range("workers", self.workers, 0, 1024)
        check_range("checkpoint_steps", self.checkpoint_steps, 1, 1_000_000)

    def deciding(self) -> dict[str, Any]:
        """The settings that decide the result: a run may go on with other ones of the rest."""
        return {k: v for k, v in asdict(self).items() if k not in ("workers", "checkpoint_steps")}
