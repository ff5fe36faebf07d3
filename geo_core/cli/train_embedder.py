"""`train-embedder`: photos to the weights of a ranking network, a Siamac or a NetVLAD."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo_core.cli.options import PHOTOS_HELP, add_embedder_options, add_split_and_out, embedder_settings
from geo_core.errors import SettingsError

if TYPE_CHECKING:
    from geo_core.offline.metric.settings import MetricSettings

SETTINGS: tuple[tuple[str, type, str], ...] = (
    ("near-km", float, "similar are photos at most this far apart"),
    ("far-km", float, "different are photos farther apart than this"),
    ("cells", int, "cells of the partition, with --pairs cell"),
    ("margin", float, "of the loss; with contrastive 0.7"),
    ("epochs", int, "at most"),
    ("patience", int, "epochs without a better one before it stops"),
    ("batch-size", int, "photos a step"),
    ("lr", float, "of AdamW, for the layers"),
    ("seed", int, "of all that is random"),
)
TUNING: tuple[tuple[str, type, str], ...] = (
    ("trunk-lr", float, "of AdamW, for the trunk"),
    ("workers", int, "processes that decode"),
)


def register(subparsers: Any) -> None:
    """Add the subcommand."""
    # It holds names and defaults, and loads nothing.
    from geo_core.offline.metric.settings import LOSS_NAMES, MININGS, PAIR_RULES, RECIPES, metric_settings
    from geo_core.offline.training.tuning_settings import TuningSettings

    parser = subparsers.add_parser(
        "train-embedder",
        help="train an embedder by metric learning",
        description="Train what stands behind a trunk, or the trunk too, to bring photos of one place "
        "together. --embedder names the trunk, efficientnet-lite2 or vgg16; --weights what it begins with.",
    )
    parser.add_argument("--recipe", choices=RECIPES, required=True)
    parser.add_argument(
        "--photos", type=Path, nargs="+", required=True, metavar="SOURCE",
        help=PHOTOS_HELP,
    )  # fmt: skip
    add_split_and_out(parser)
    for name, choices, what in (
        ("pairs", PAIR_RULES, "what makes two photos similar"),
        ("loss", LOSS_NAMES, "of their distances"),
        ("mining", MININGS, "which different photos are learned from"),
    ):
        parser.add_argument(f"--{name}", choices=choices, help=f"{what}; default: the recipe's")
    parser.add_argument(
        "--tune", choices=("layers", "last", "all"), default="layers",
        help="what learns: the layers behind the trunk, its last stages too, or all; default: %(default)s",
    )  # fmt: skip
    for default, options in ((metric_settings("ranking"), SETTINGS), (TuningSettings(), TUNING)):
        for name, type_, what in options:
            usual = getattr(default, name.replace("-", "_"))
            parser.add_argument(f"--{name}", type=type_, metavar="N", help=f"{what}; default: {usual}")
    parser.add_argument(
        "--augment", nargs="+", metavar="WORD",
        help="of a tuning: none, or some of crop=SHARE flip=PROBABILITY colour=CHANGE",
    )  # fmt: skip
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out")
    add_embedder_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Train, and print what the validation photos say; 1 if a photo had to be left out."""
    from geo_core.offline.evaluation.tables import markdown
    from geo_core.offline.metric.train import WEIGHTS, EmbedderTraining, train_embedder

    wanted = EmbedderTraining(
        sources=tuple(options.photos),
        settings=_settings(options),
        splits=tuple(options.split) or ("reference",),
        trunk=embedder_settings(options, precision="float32"),
    )
    outcome = train_embedder(wanted, options.out, resume=options.resume)
    for line in outcome.unreadable:
        print(line, file=sys.stderr)
    found = outcome.run
    print(
        f"{options.out / WEIGHTS}: for --embedder {outcome.embedder}, trained on {outcome.train} photos, "
        f"epoch {found.best_epoch} of {found.history[-1].epoch}. The nearest of them to {found.after.n} "
        f"photos of {found.after.groups} other photographers, which chose the epoch; percent within each "
        "distance, with 95 % intervals."
    )
    print()
    print(markdown({"before training": found.before, "after training": found.after}))
    return 1 if outcome.unreadable else 0


def _settings(options: argparse.Namespace) -> MetricSettings:
    """The recipe's settings, but for what was given."""
    from geo_core.offline.metric.settings import metric_settings
    from geo_core.offline.training.tuning_settings import TuningSettings, parse_augmentation

    given = _given(options, ("pairs", "loss", "mining", *(name for name, _, _ in SETTINGS)))
    tuning = _given(options, [name for name, _, _ in TUNING])
    if options.augment is not None:
        tuning["augmentation"] = parse_augmentation(options.augment)
    if options.tune == "layers" and tuning:
        raise SettingsError(f"{', '.join(tuning)} is set for a frozen trunk; add --tune last or --tune all.")
    if options.tune != "layers":
        given["tuning"] = TuningSettings(tune=options.tune, precision=options.precision or "auto", **tuning)
    return metric_settings(options.recipe, **given)


def _given(options: argparse.Namespace, names: Iterable[str]) -> dict[str, Any]:
    keys = [name.replace("-", "_") for name in names]
    return {key: getattr(options, key) for key in keys if getattr(options, key) is not None}
