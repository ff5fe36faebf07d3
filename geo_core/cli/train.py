"""`train`: an atlas's references to classifier heads."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def register(subparsers: Any) -> None:
    """Add the subcommand."""
    # The one part of offline that a parser may import: it holds the defaults, and loads nothing.
    from geo_core.offline.training.settings import RECIPES, TrainingSettings

    default = TrainingSettings()
    parser = subparsers.add_parser("train", help="train classifier heads on an atlas's embeddings")
    parser.add_argument(
        "--recipe", choices=RECIPES, default=default.recipe,
        help="L: the finest partition; L2: a middle one; M: all; default: %(default)s",
    )  # fmt: skip
    parser.add_argument("--atlas", type=Path, metavar="DIR", help="default: the starter atlas")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="where the results are written"
    )
    parser.add_argument(
        "--cells", nargs="+", type=int, default=default.cells, metavar="N",
        help="cells of each partition, about; default: those chosen for the starter atlas",
    )  # fmt: skip
    parser.add_argument("--epochs", type=int, default=default.epochs, help="at most; default: %(default)s")
    parser.add_argument("--lr", type=float, default=default.lr, help="of AdamW; default: %(default)s")
    parser.add_argument(
        "--weight-decay", type=float, default=default.weight_decay, help="default: %(default)s"
    )
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
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Train, and print what the validation photos say."""
    from geo_core.localizer import STARTER_ATLAS
    from geo_core.offline.evaluation.tables import markdown
    from geo_core.offline.training.settings import TrainingSettings
    from geo_core.offline.training.training import HEADS, train_classifier

    settings = TrainingSettings(
        recipe=options.recipe,
        cells=tuple(options.cells),
        epochs=options.epochs,
        lr=options.lr,
        weight_decay=options.weight_decay,
        dropout=options.dropout,
        smoothing_km=options.smoothing_km,
        class_weights=options.class_weights,
        seed=options.seed,
    )
    trained = train_classifier(options.atlas or STARTER_ATLAS, options.out, settings, resume=options.resume)
    problem = trained.problem
    print(
        f"{options.out / HEADS}: {len(problem.partitions)} heads, trained on {len(problem.train)} photos. "
        f"Validation: n = {len(problem.validation)} of {len(set(problem.validation.groups))} other "
        "photographers; percent located within each distance, with 95 % intervals."
    )
    print()
    print(markdown(trained.accuracies))
    print()
    print("| cells | temperature | ECE before | ECE after |\n|---|---|---|---|")
    for name, one in trained.calibration.items():
        print(f"| {name} | {one.temperature:.3f} | {one.ece_before:.3f} | {one.ece_after:.3f} |")
    return 0
