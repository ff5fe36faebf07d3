"""The subcommands, and the one place where an error becomes a line and an exit status."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from geo_core.cli import (
    add_heads,
    bench,
    build_atlas,
    calibrate,
    evaluate,
    explain,
    figures,
    import_caffemodel,
    import_references,
    learn_im2gps,
    locate,
    partition,
    train,
    train_embedder,
)
from geo_core.errors import GeoCoreError


def build_parser() -> argparse.ArgumentParser:
    """The parser of ``python -m geo_core``."""
    parser = argparse.ArgumentParser(prog="python -m geo_core", description="Where was this photo taken?")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands = (locate, explain, build_atlas, add_heads, calibrate, import_caffemodel, import_references)
    for command in (*commands, learn_im2gps, partition, train, train_embedder, evaluate, figures, bench):
        command.register(subparsers)
    return parser


def run(arguments: Sequence[str]) -> int:
    """Run a subcommand; 0 if all went well, 1 if a photo failed, 2 if nothing could be done."""
    options = build_parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except GeoCoreError as error:
        print(f"geo_core: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("geo_core: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output, such as head, has gone: nothing is wrong.
        sys.stderr.close()
        return 0
