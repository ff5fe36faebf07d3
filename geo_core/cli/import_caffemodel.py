"""`import-caffemodel`: the authors' Caffe model to weights for `--embedder im2gps-vgg16`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def register(subparsers: Any) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "import-caffemodel", help="convert the paper's published network (.caffemodel) to weights"
    )
    parser.add_argument("model", type=Path, metavar="FILE", help="a .caffemodel of VGG-16")
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="WEIGHTS",
        help="the checkpoint to write, such as weights.pt",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Convert, and say how to use it."""
    from geo_core.offline.data.caffemodel import import_caffemodel

    count = import_caffemodel(options.model, options.out)
    print(f"{options.out}: {count} weights; use them with --embedder im2gps-vgg16 --weights {options.out}")
    return 0
