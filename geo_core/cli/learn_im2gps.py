"""`learn-im2gps`: photos to the dictionary of textures that the embedder im2gps needs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from geo_core.cli.options import PHOTOS_HELP
from geo_core.errors import GeoCoreError, SettingsError


def register(subparsers: Any) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "learn-im2gps",
        help="learn the textures and weights of Im2GPS's hand-made features",
        description="Learn what the embedder im2gps looks for: 512 textons, and how much each of its five "
        "features counts. The result is a file for --weights; assets/im2gps.pth was made this way.",
    )
    parser.add_argument("photos", nargs="+", type=Path, metavar="SOURCE", help=PHOTOS_HELP)
    parser.add_argument(
        "--split", action="append", default=[], metavar="NAME",
        help="photos with this split or role only, test never; may be repeated; default: reference",
    )  # fmt: skip
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="the file to make or replace, such as im2gps.pth",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Learn, and say from how many photos."""
    from geo_core.embedding.handmade.textons import TEXTONS
    from geo_core.offline.building.handmade import PHOTOS, PIXELS, learn_im2gps
    from geo_core.offline.data.catalogue import read_catalogue

    splits = set(options.split) or {"reference"}
    if "test" in splits:
        raise SettingsError("Nothing may be learnt from test photos; name another --split.")
    if not options.out.absolute().parent.is_dir():
        raise SettingsError(f"There is no folder {options.out.absolute().parent}; make it or name another.")
    entries = [
        entry
        for source in options.photos
        for entry in read_catalogue(source, keep_thumbnails=False)
        if entry.split in splits
    ]
    groups = len({entry.group for entry in entries})
    least = -(-TEXTONS // PIXELS)
    if len(entries) < least or groups < 2:
        raise GeoCoreError(
            f"{len(entries)} photos of {groups} photographers have the split {', '.join(sorted(splits))}; "
            f"needed are {least} photos or more of 2 or more photographers."
        )
    learn_im2gps(entries, options.out)
    print(
        f"{options.out}: {TEXTONS} textons and the features' weights, learnt from "
        f"{min(len(entries), PHOTOS)} of {len(entries)} photos of {groups} photographers. "
        f"Use it with --embedder im2gps --weights {options.out}."
    )
    return 0
