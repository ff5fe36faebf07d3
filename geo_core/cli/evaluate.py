"""`evaluate`: the accuracy of every method on photos whose place is known."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from geo_core.cli.options import add_embedder_options, embedder_settings
from geo_core.errors import GeoCoreError


def register(subparsers: Any) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser("evaluate", help="accuracy within 1, 25, 200, 750 and 2500 km")
    parser.add_argument("photos", type=Path, metavar="SOURCE", help="a folder with manifest.csv, or a CSV")
    parser.add_argument("--atlas", type=Path, metavar="DIR", help="default: the starter atlas")
    parser.add_argument("--split", default="test", help="rows with this split or role; default: test")
    parser.add_argument(
        "--cache", type=Path, default=Path("out/evaluation"), metavar="DIR", help="of embeddings"
    )
    parser.add_argument(
        "--heads", type=Path, metavar="DIR", help="also the classifiers that train wrote there"
    )
    add_embedder_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print a Markdown table with n and intervals."""
    from geo_core.localizer import STARTER_ATLAS, open_localizer
    from geo_core.offline.data.catalogue import read_catalogue
    from geo_core.offline.evaluation.cells import rules_of_heads
    from geo_core.offline.evaluation.methods import rules
    from geo_core.offline.evaluation.protocol import measure, search_all
    from geo_core.offline.evaluation.tables import markdown

    entries = [e for e in read_catalogue(options.photos, keep_thumbnails=False) if e.split == options.split]
    if not entries:
        raise GeoCoreError(f"{options.photos} has no row with the split {options.split!r}; name another.")
    localizer = open_localizer(
        options.atlas or STARTER_ATLAS, embedder_settings(options, precision="float32")
    )
    # In float32 by default, as the atlas was built: the figures then do not depend on the machine.
    queries = search_all(localizer, entries, options.cache)
    for line in queries.problems:
        print(line, file=sys.stderr)
    groups = len({entry.group for entry in queries.entries})
    manifest = localizer.atlas.manifest
    print(
        f"Atlas {manifest.name}: {manifest.references} references. Queries: n = {len(queries.entries)} "
        f"(split {options.split!r}) of {groups} photographers; percent located within each distance, with "
        "95 % intervals from a bootstrap clustered by photographer."
    )
    print()
    asked = list(rules(localizer))
    if options.heads:
        asked += rules_of_heads(options.heads, manifest.embedder.digest)
    print(markdown({rule.name: measure(queries, rule) for rule in asked}))
    return 0
