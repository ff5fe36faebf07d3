"""`calibrate`: how far an atlas's decisions are to be believed, fitted anew."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def register(subparsers: Any) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "calibrate", help="fit an atlas's confidences on its references; its heads stay as they are"
    )
    parser.add_argument("--atlas", type=Path, required=True, metavar="DIR", help="the atlas to add to")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Fit, put in, and print how often the claims came true before and after."""
    from geo_core.offline.building.calibrating import calibrate_atlas
    from geo_core.offline.evaluation.confidence import held_out_table

    manifest = calibrate_atlas(options.atlas)
    queries = manifest.confidence.queries if manifest.confidence else 0
    print(f"{options.atlas}: confidences fitted on {queries} held-out references.\n")
    print(held_out_table(options.atlas))
    return 0
