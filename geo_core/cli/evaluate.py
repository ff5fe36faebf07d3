"""`evaluate`: the accuracy of every method on photos whose place is known, or of anybody's predictions."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo_core.cli.options import add_embedder_options, embedder_settings
from geo_core.errors import GeoCoreError, SettingsError

if TYPE_CHECKING:
    from geo_core.offline.evaluation.accuracy import Accuracy
    from geo_core.offline.evaluation.systems import Standing

_OF_PHOTOS = (
    "atlas", "split", "cache", "method", "heads", "beside", "out", "embedder", "weights", "device",
    "precision",
)  # fmt: skip
"""Options that mean nothing to predictions."""

_PREDICTIONS_HELP = (
    "evaluate a CSV file of predictions instead: columns id (or img_id, file), lat and lon (or pred_lat …, "
    "predicted_lat …), and without --truth also gt_lat and gt_long (or true_lat, true_lon), in any order"
)


def register(subparsers: Any) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser("evaluate", help="accuracy within 1, 25, 200, 750 and 2500 km")
    parser.add_argument(
        "photos", nargs="?", type=Path, metavar="SOURCE",
        help="a folder with manifest.csv, a CSV, or a folder of photos that carry their place",
    )  # fmt: skip
    parser.add_argument("--predictions", type=Path, metavar="FILE", help=_PREDICTIONS_HELP)
    parser.add_argument(
        "--truth", type=Path, metavar="SOURCE",
        help="true places, of predictions or of a folder of photos: a CSV (*_places365.csv), a YFCC4k list, "
        "or a folder of photos that carry them",
    )  # fmt: skip
    parser.add_argument(
        "--format", choices=("markdown", "csv", "json"), default="markdown", help="default: %(default)s"
    )
    parser.add_argument("--atlas", type=Path, metavar="DIR", help="default: the starter atlas")
    parser.add_argument(
        "--split", help="rows with this split or role; default: test where there is one, else all"
    )
    parser.add_argument("--cache", type=Path, metavar="DIR", help="of embeddings; default: out/evaluation")
    parser.add_argument(
        "--method", action="append", default=[], metavar="NAME",
        help="a row of this method alone, named as for locate; may be repeated; default: every row",
    )  # fmt: skip
    parser.add_argument(
        "--heads", action="append", type=Path, default=[], metavar="DIR",
        help="the classifiers that train wrote there, not the atlas's; may be repeated, a recipe each",
    )  # fmt: skip
    parser.add_argument(
        "--beside", action="append", default=[], metavar="[NAME=]ATLAS[,WEIGHTS]",
        help="also retrieval with another atlas of the same references, and the checkpoint of its embedder; "
        "NAME is L, L2, M, R, Siamac, NetVLAD or what else its rows shall begin with; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--out", type=Path, metavar="DIR",
        help="also write tables, figures, a sweep of σ, k and m, calibration curves and each photo's answers",
    )  # fmt: skip
    parser.add_argument(
        "--databases", default="coord_source", metavar="COLUMN",
        help="for --out: compare the parts of the atlas by this column; default: %(default)s",
    )  # fmt: skip
    add_embedder_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print a table with n and intervals."""
    if options.predictions is None and options.photos is None:
        raise SettingsError("Nothing to evaluate; give a source of photos, or --predictions FILE.")
    if options.predictions is None:
        return _evaluate_photos(options)
    given = [f"--{name}" for name in _OF_PHOTOS if getattr(options, name) not in (None, "auto", [])]
    given += [str(options.photos)] if options.photos else []
    if given:
        raise SettingsError(
            f"{', '.join(given)} says nothing about --predictions; allowed beside it are --truth and "
            "--format. Leave out one or the other."
        )
    return _evaluate_predictions(options)


def _evaluate_predictions(options: argparse.Namespace) -> int:
    """No network, no atlas, no torch."""
    from geo_core.offline.evaluation.predictions import evaluate_predictions
    from geo_core.offline.evaluation.report import basis, complaints, report_as_json

    report = evaluate_predictions(options.predictions, options.truth)
    for line in complaints(report):
        print(f"note: {line}", file=sys.stderr)
    results = {options.predictions.stem: report.accuracy}
    _print_results(options.format, basis(report), (results, None), report_as_json(report))
    return 0


def _evaluate_photos(options: argparse.Namespace) -> int:
    from geo_core.api import method_named
    from geo_core.localizer import STARTER_ATLAS, open_localizer
    from geo_core.offline.evaluation.comparison import Comparison
    from geo_core.offline.evaluation.protocol import search_all
    from geo_core.offline.evaluation.tables import table_as_json

    for name in options.method:
        method_named(name)  # a wrong name is refused before any photo is read
    entries, chosen = _chosen_entries(options)
    # In float32 by default, as the atlas was built: the figures then do not depend on the machine.
    how = embedder_settings(options, precision="float32")
    localizer = open_localizer(options.atlas or STARTER_ATLAS, how)
    cache = options.cache or Path("out/evaluation")
    queries = search_all(localizer, entries, cache)
    for line in queries.problems:
        print(line, file=sys.stderr)
    groups = len({entry.group for entry in queries.entries})
    manifest = localizer.atlas.manifest
    about = (
        f"Atlas {manifest.name}: {manifest.references} references. Queries: n = {len(queries.entries)} "
        f"({chosen}) of {groups} photographers; percent located within each distance, with "
        "95 % intervals from a bootstrap clustered by photographer."
    )
    found = Comparison(queries, cache)
    found.add(localizer, options.heads, options.method)
    for name, folder, weights in map(_beside, options.beside):
        other = open_localizer(folder, replace(how, name=None, weights=weights))
        found.add_beside(other, entries, name)
    for line in found.warnings:
        print(f"note: {line}", file=sys.stderr)
    facts = {"atlas": manifest.name, "references": manifest.references, "queries": chosen}
    data = facts | table_as_json(found.results, found.standing)
    _print_results(options.format, about, (found.results, found.standing), data)
    if options.out:
        from geo_core.offline.evaluation.study import write_study

        write_study(localizer, found, about, options.out, divide_by=options.databases)
    return 0


def _beside(given: str) -> tuple[str, Path, Path | None]:
    """A name, which may be empty, an atlas, and a checkpoint or None."""
    if Path(given).exists():  # a folder's own name may hold both signs
        return "", Path(given), None
    name, _, rest = given.partition("=") if "=" in given else ("", "", given)
    folder, _, weights = rest.partition(",")
    if not folder:
        raise SettingsError(f"--beside {given!r} names no atlas; give [NAME=]ATLAS[,WEIGHTS].")
    return name, Path(folder), Path(weights) if weights else None


def _chosen_entries(options: argparse.Namespace) -> tuple[list[Any], str]:
    """The photos to locate, and in words which they are."""
    from geo_core.offline.data.catalogue import read_catalogue
    from geo_core.offline.data.truths import read_benchmark

    if options.truth:
        if options.split:
            raise SettingsError(
                "--truth knows no splits; leave out --split, or put a split into a manifest.csv."
            )
        entries, notes = read_benchmark(options.photos, options.truth)
        for line in notes:
            print(f"note: {line}", file=sys.stderr)
        return entries, f"places from {options.truth.name}"
    entries = read_catalogue(options.photos, keep_thumbnails=False)
    split = options.split or ("test" if any(entry.split == "test" for entry in entries) else None)
    if split is None:
        return entries, "every photo"
    entries = [entry for entry in entries if entry.split == split]
    if not entries:
        raise GeoCoreError(f"{options.photos} has no row with the split {split!r}; name another.")
    return entries, f"split {split!r}"


def _print_results(
    form: str,
    about: str,
    found: tuple[Mapping[str, Accuracy], Standing | None],
    as_data: Mapping[str, Any],
) -> None:
    from geo_core.offline.evaluation.tables import csv_text, markdown

    if form == "json":
        print(json.dumps(as_data, ensure_ascii=False, allow_nan=False))
    elif form == "csv":
        print(about, file=sys.stderr)
        print(csv_text(*found), end="")
    else:
        print(f"{about}\n\n{markdown(*found)}")
