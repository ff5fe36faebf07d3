"""`build-atlas`: photos to an atlas."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from geo_core.cli.options import PHOTOS_HELP, add_embedder_options, embedder_settings
from geo_core.errors import GeoCoreError


def register(subparsers: Any) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser("build-atlas", help="make an atlas of geotagged photos")
    parser.add_argument(
        "sources", nargs="+", type=Path, metavar="SOURCE",
        help=PHOTOS_HELP,
    )  # fmt: skip
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the atlas to make or replace")
    parser.add_argument("--name", help="written into its manifest; default: the folder's name")
    parser.add_argument(
        "--split", action="append", default=[], metavar="NAME",
        help="rows with this split or role only; may be repeated; default: reference",
    )  # fmt: skip
    parser.add_argument(
        "--no-thumbnails", action="append", type=Path, default=[], metavar="SOURCE",
        help="keep ThumbHashes only for this source, whose pictures may not be copied; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--projection-from", type=Path, metavar="ATLAS", help="take its whitening, do not fit one"
    )
    parser.add_argument("--index", metavar="FACTORY", help="a faiss factory string; default: by size")
    parser.add_argument("--no-fit", action="store_true", help="skip fitting temperature and bandwidths")
    parser.add_argument("--no-heads", action="store_true", help="skip training a classifier")
    add_embedder_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Build it, and say what was left out."""
    from geo_core.embedding.registry import DEFAULT_EMBEDDER
    from geo_core.localizer import STARTER_ATLAS
    from geo_core.offline.building.atlas import BuildSettings, build_atlas
    from geo_core.offline.building.whitening import MIN_PHOTOS
    from geo_core.offline.data.catalogue import read_catalogue

    splits = set(options.split) or {"reference"}
    shy = {path.resolve() for path in options.no_thumbnails}
    entries = []
    for source in options.sources:
        found = read_catalogue(source, keep_thumbnails=source.resolve() not in shy)
        entries += [entry for entry in found if entry.split in splits]
    if not entries:
        raise GeoCoreError(f"No photo has the split {', '.join(sorted(splits))}; name another with --split.")
    embedder = embedder_settings(options, precision="float32")
    donor = options.projection_from
    if donor is None and len(entries) < MIN_PHOTOS and embedder.name in (None, DEFAULT_EMBEDDER):
        donor = STARTER_ATLAS
        print(f"{len(entries)} photos are too few to fit a whitening: the starter atlas's is taken.")
    manifest, problems = build_atlas(
        entries,
        options.out,
        BuildSettings(
            name=options.name or options.out.name,
            embedder=embedder,
            projection_from=donor,
            index_factory=options.index,
            fit=not options.no_fit,
            heads=not options.no_heads,
        ),
    )
    for line in problems:
        print(line, file=sys.stderr)
    size = sum(path.stat().st_size for path in options.out.iterdir()) / 1e6
    print(
        f"{options.out}: {manifest.references} references of {manifest.groups} groups, {size:.1f} MB, "
        f"{manifest.embedder.describe()}, index {manifest.index_factory} (recall@100 {manifest.index_recall})"
    )
    return 1 if problems else 0
