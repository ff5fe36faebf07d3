"""`add-heads`: a classifier for an atlas that has none, or a new one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def register(subparsers: Any) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser("add-heads", help="train an atlas's classifier and put it in")
    parser.add_argument("--atlas", type=Path, required=True, metavar="DIR", help="the atlas to add to")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Train, put in, and print what the held-out references say."""
    from geo_core.offline.building.heads import add_heads
    from geo_core.offline.evaluation.confidence import held_out_table

    made = add_heads(options.atlas)
    heads, queries = len(made.calibration) - 1, made.cells.queries
    print(f"{options.atlas}: {heads} heads, fitted on {queries} held-out references.")
    print("| cells | temperature | ECE before | ECE after |\n|---|---|---|---|")
    for name, one in made.calibration.items():
        print(f"| {name} | {one.temperature:.3f} | {one.ece_before:.3f} | {one.ece_after:.3f} |")
    if made.manifest.confidence:
        print(f"\n{held_out_table(options.atlas)}")
    return 0
