"""`train`: photos, or an atlas's references, to classifier heads and, if asked for, a tuned trunk."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo_core.cli.options import PHOTOS_HELP, add_embedder_options, add_split_and_out, embedder_settings
from geo_core.errors import SettingsError

if TYPE_CHECKING:
    from geo_core.offline.training.settings import TrainingSettings
    from geo_core.offline.training.training import Trained
    from geo_core.offline.training.tuning_settings import TuningSettings

PHOTOS_ONLY = ("split", "embedder", "weights", "precision")
"""Options without a meaning for an atlas, whose embeddings are there already."""


def register(subparsers: Any) -> None:
    """Add the subcommand."""
    # The one part of offline that a parser may import: it holds the defaults, and loads nothing.
    from geo_core.offline.training.settings import RECIPES, TrainingSettings

    default = TrainingSettings()
    parser = subparsers.add_parser("train", help="train the classifier, from photos or on an atlas")
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--atlas", type=Path, metavar="DIR", help="default: the starter atlas")
    source.add_argument(
        "--photos", type=Path, nargs="+", metavar="SOURCE",
        help=PHOTOS_HELP,
    )  # fmt: skip
    add_split_and_out(parser)
    parser.add_argument(
        "--recipe", choices=RECIPES, default=default.recipe,
        help="L: the finest partition; L2: a middle one; M: all; default: %(default)s",
    )  # fmt: skip
    parser.add_argument(
        "--cells", nargs="+", type=int, default=default.cells, metavar="N",
        help="cells of each partition, about; default: those chosen for the starter atlas",
    )  # fmt: skip
    parser.add_argument(
        "--weight-decay", type=float, default=default.weight_decay,
        help="of the heads; default: %(default)s",
    )  # fmt: skip
    parser.add_argument("--dropout", type=float, default=default.dropout, help="default: %(default)s")
    parser.add_argument(
        "--smoothing-km", type=float, default=default.smoothing_km,
        help="of the great-circle label smoothing, 0 for none; default: %(default)s",
    )  # fmt: skip
    parser.add_argument(
        "--class-weights", action="store_true", help="photos of a cell with n photos count 1/sqrt(n)"
    )
    parser.add_argument("--seed", type=int, default=default.seed, help="of all that is random; default: 0")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out")
    add_embedder_options(parser)
    _add_tuning_options(parser)
    parser.set_defaults(run=run)


def _add_tuning_options(parser: argparse.ArgumentParser) -> None:
    from geo_core.offline.training.settings import TrainingSettings
    from geo_core.offline.training.tuning_settings import TUNES, TuningSettings

    frozen, tuned = TrainingSettings(), TuningSettings()
    parser.add_argument(
        "--tune", choices=TUNES, default="heads",
        help="what learns beside the heads: nothing, the trunk's last stages or all; default: %(default)s",
    )  # fmt: skip
    for name, type_, what in (
        ("epochs", int, "at most"),
        ("patience", int, "epochs without a better one before it stops"),
        ("batch-size", int, "photos a step, of all processes together"),
        ("lr", float, "of AdamW, for the heads"),
    ):
        field = name.replace("-", "_")
        both = f"default: {getattr(frozen, field)}; of a tuning {getattr(tuned, field)}"
        parser.add_argument(f"--{name}", type=type_, metavar="N", help=f"{what}; {both}")
    tuning = parser.add_argument_group("tuning", "with --tune last or all")
    tuning.add_argument("--trunk-lr", type=float, metavar="N", help=f"default: {tuned.trunk_lr}")
    tuning.add_argument(
        "--augment", nargs="+", metavar="WORD",
        help="none, or some of crop=SHARE flip=PROBABILITY colour=CHANGE; default: "
        f"crop={tuned.augmentation.crop} flip={tuned.augmentation.flip} colour={tuned.augmentation.colour}",
    )  # fmt: skip
    tuning.add_argument("--workers", type=int, metavar="N", help=f"that decode; default: {tuned.workers}")
    tuning.add_argument(
        "--checkpoint-steps", type=int, metavar="N",
        help=f"between checkpoints, beside one an epoch; default: {tuned.checkpoint_steps}",
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Train, and print what the validation photos say; 1 if a photo had to be left out."""
    from geo_core.localizer import STARTER_ATLAS
    from geo_core.offline.training.photo_training import PhotoTraining, train_on_photos
    from geo_core.offline.training.processes import joined
    from geo_core.offline.training.training import train_classifier

    settings, tuning = _settings(options)
    if options.photos is None:
        _check_atlas_options(options)
    with joined(options.device) as processes:
        if options.photos is None:
            if processes.leads:  # moments: there is nothing to share
                trained = train_classifier(
                    options.atlas or STARTER_ATLAS, options.out, settings, resume=options.resume
                )
                _print(trained, options.out)
            return 0
        wanted = PhotoTraining(
            sources=tuple(options.photos),
            splits=tuple(options.split) or ("reference",),
            settings=settings,
            tuning=tuning,
            embedder=embedder_settings(options, precision="float32"),
        )
        outcome = train_on_photos(wanted, options.out, resume=options.resume, processes=processes)
    if outcome is None:
        return 0
    for line in outcome.unreadable:
        print(line, file=sys.stderr)
    if outcome.before is not None:
        _print(outcome.before, options.out, "before the tuning")
        print()
    _print(outcome.trained, options.out)
    return 1 if outcome.unreadable else 0


def _settings(options: argparse.Namespace) -> tuple[TrainingSettings, TuningSettings | None]:
    """How the heads are trained, and how the trunk, if at all: the rounds are those of the longer part."""
    from geo_core.offline.training.settings import TrainingSettings
    from geo_core.offline.training.tuning_settings import TuningSettings, parse_augmentation

    rounds = _given(options, "epochs", "patience", "batch_size", "lr")
    tuned = _given(options, "trunk_lr", "workers", "checkpoint_steps")
    if options.augment is not None:
        tuned["augmentation"] = parse_augmentation(options.augment)
    frozen = options.tune == "heads"
    if frozen and tuned:
        raise SettingsError(f"{', '.join(tuned)} is set for a frozen trunk; add --tune last or --tune all.")
    settings = TrainingSettings(
        recipe=options.recipe,
        cells=tuple(options.cells),
        weight_decay=options.weight_decay,
        dropout=options.dropout,
        smoothing_km=options.smoothing_km,
        class_weights=options.class_weights,
        seed=options.seed,
        **(rounds if frozen else {}),
    )
    if frozen:
        return settings, None
    return settings, TuningSettings(
        tune=options.tune, precision=options.precision or "auto", **rounds, **tuned
    )


def _given(options: argparse.Namespace, *names: str) -> dict[str, Any]:
    """The options that were given: the rest have their defaults elsewhere."""
    return {name: getattr(options, name) for name in names if getattr(options, name) is not None}


def _check_atlas_options(options: argparse.Namespace) -> None:
    wrong = [name for name in PHOTOS_ONLY if getattr(options, name)]
    wrong += ["tune"] if options.tune != "heads" else []
    if wrong:
        raise SettingsError(
            f"--{', --'.join(wrong)} is given for an atlas, whose embeddings stay; name photos with --photos."
        )


def _print(trained: Trained, out: Path, when: str = "") -> None:
    from geo_core.offline.evaluation.tables import markdown
    from geo_core.offline.training.training import HEADS

    problem = trained.problem
    print(
        f"{out / HEADS}: {len(problem.partitions)} heads, trained on {len(problem.train)} photos. "
        f"Validation{' ' + when if when else ''}: n = {len(problem.validation)} of "
        f"{len(set(problem.validation.groups))} other photographers; percent located within each distance, "
        "with 95 % intervals."
    )
    print()
    print(markdown(trained.accuracies))
    print()
    print("| cells | temperature | ECE before | ECE after |\n|---|---|---|---|")
    for name, one in trained.calibration.items():
        print(f"| {name} | {one.temperature:.3f} | {one.ece_before:.3f} | {one.ece_after:.3f} |")
