"""`import-references`: the authors' reference features to an atlas."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from geo_core.errors import GeoCoreError


def register(subparsers: Any) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "import-references", help="make an atlas of the paper's published reference features (.mat)"
    )
    parser.add_argument(
        "sources", nargs="+", type=Path, metavar="FILE",
        help="MATLAB files with file_ids, file_features and file_gps, or folders of them",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the atlas to make or replace")
    parser.add_argument(
        "--weights", type=Path, required=True, metavar="FILE",
        help="what import-caffemodel wrote: it embeds the photos to be located",
    )  # fmt: skip
    parser.add_argument("--name", help="written into its manifest; default: the folder's name")
    parser.add_argument("--index", metavar="FACTORY", help="a faiss factory string; default: by size")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Import, and say what was left out."""
    from geo_core.offline.building.importing import ImportSettings, import_references

    files = [file for source in options.sources for file in _files(source)]
    settings = ImportSettings(
        name=options.name or options.out.name, weights=options.weights, index_factory=options.index
    )
    manifest, notes = import_references(files, options.out, settings)
    for line in notes:
        print(f"note: {line}", file=sys.stderr)
    print(
        f"{options.out}: {manifest.references} references of {manifest.groups} groups, "
        f"{manifest.embedder.describe()}, index {manifest.index_factory} (recall@100 {manifest.index_recall})"
    )
    return 0


def _files(source: Path) -> list[Path]:
    if not source.is_dir():
        return [source]
    found = sorted(path for path in source.iterdir() if path.suffix.lower() == ".mat")
    if not found:
        raise GeoCoreError(f"{source} holds no .mat file; name the folder of the reference files.")
    return found
