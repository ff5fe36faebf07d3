"""Options that several subcommands share."""

from __future__ import annotations

import argparse
from pathlib import Path

from geo_core.settings import DEVICES, PRECISIONS, EmbedderSettings, Precision


def add_embedder_options(parser: argparse.ArgumentParser) -> None:
    """--embedder, --weights, --device, --precision."""
    parser.add_argument("--embedder", metavar="NAME", help="the network; the atlas's own by default")
    parser.add_argument(
        "--weights", type=Path, metavar="FILE", help="a checkpoint instead of the published weights"
    )
    parser.add_argument(
        "--device", choices=DEVICES, default="auto", help="default: cuda, mps or cpu, in this order"
    )
    parser.add_argument("--precision", choices=PRECISIONS, help="default: bfloat16 where the hardware has it")


PHOTOS_HELP = "a folder with manifest.csv, a CSV with file,lat,lon, or a folder of photos with GPS tags"


def add_split_and_out(parser: argparse.ArgumentParser) -> None:
    """--split of photos to learn from, and --out for what was learnt."""
    parser.add_argument(
        "--split", action="append", default=[], metavar="NAME",
        help="rows of the photos with this split or role only; may be repeated; default: reference",
    )  # fmt: skip
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="where the results are written"
    )


def embedder_settings(options: argparse.Namespace, *, precision: Precision = "auto") -> EmbedderSettings:
    """The settings that those options say."""
    return EmbedderSettings(
        name=options.embedder,
        weights=options.weights,
        device=options.device,
        precision=options.precision or precision,
    )
