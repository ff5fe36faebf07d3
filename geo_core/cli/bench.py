"""`bench`: what each stage costs, beside what others cost in the same run."""

from __future__ import annotations

import argparse
from itertools import chain
from pathlib import Path
from typing import Any


def register(subparsers: Any) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser("bench", help="time every stage against the authors' and naive ways")
    parser.add_argument("--atlas", type=Path, metavar="DIR", help="default: the starter atlas")
    parser.add_argument(
        "--repeats", type=int, default=7, metavar="N", help="timed runs of each, after a warm-up"
    )
    parser.add_argument(
        "--references", type=int, metavar="N",
        help="time an evaluation of 3,000 photos against so many made-up references instead, once; "
        "1,000,000 take a few minutes and 4 GB",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the table."""
    if options.references is not None:
        return _at_scale(options.references)
    from geo_core.localizer import STARTER_ATLAS, open_localizer
    from geo_core.offline.bench.partitions import measure_partitions
    from geo_core.offline.bench.stages import measure_stages
    from geo_core.offline.bench.table import markdown

    localizer = open_localizer(options.atlas or STARTER_ATLAS)
    stages = measure_stages(localizer, options.repeats)
    print(markdown(chain(stages, measure_partitions(options.repeats))))
    return 0


def _at_scale(references: int) -> int:
    from geo_core.offline.bench import scale

    print(scale.HEAD)
    for stage in scale.measure_scale(references):
        print(scale.row(stage), flush=True)
    return 0
