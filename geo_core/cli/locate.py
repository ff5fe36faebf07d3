"""`locate`: photos to places, as JSON, CSV or GeoJSON."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from geo_core.cli.options import add_embedder_options, embedder_settings
from geo_core.errors import GeoCoreError, PhotoError
from geo_core.settings import KERNELS, PHOTO_SUFFIXES, WEIGHTINGS, DensitySettings

if TYPE_CHECKING:
    from geo_core.localizer import Localizer
    from geo_core.view.reports import Report


def register(subparsers: Any) -> None:
    """Add the subcommand."""
    defaults = DensitySettings()
    parser = subparsers.add_parser("locate", help="say where photos were taken, and why")
    parser.add_argument("photos", nargs="+", type=Path, metavar="PHOTO", help="files or folders")
    parser.add_argument("--atlas", type=Path, metavar="DIR", help="default: the starter atlas")
    parser.add_argument(
        "--method", default="knn", metavar="NAME", help="nn, knn, cells, fused …; default: knn"
    )
    parser.add_argument(
        "--sigma", type=float, default=defaults.sigma_deg, metavar="DEG", help="bandwidth, 0.25 to 32"
    )
    parser.add_argument(
        "--k", type=int, default=defaults.k, metavar="N", help="neighbours that vote, 1 to 200"
    )
    parser.add_argument(
        "--m", type=float, default=defaults.m, metavar="N", help="exponent of the weights s^m"
    )
    parser.add_argument("--weighting", choices=WEIGHTINGS, default=defaults.weighting)
    parser.add_argument(
        "--temperature", type=float, default=defaults.temperature, metavar="T", help="of softmax"
    )
    parser.add_argument("--kernel", choices=KERNELS, default=defaults.kernel)
    parser.add_argument(
        "--snap", type=float, metavar="KM", help="move to the best neighbour within (authors: 100)"
    )
    parser.add_argument(
        "--fitted",
        action="store_true",
        help="best_within from the settings fitted for each radius, with its confidence",
    )
    parser.add_argument("--format", choices=("json", "csv", "geojson"), default="json")
    add_embedder_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Locate each photo; a bad one costs a line, not the others."""
    settings = DensitySettings(
        k=options.k,
        m=options.m,
        sigma_deg=options.sigma,
        weighting=options.weighting,
        temperature=options.temperature,
        kernel=options.kernel,
        snap_km=options.snap,
    )
    paths = list(_files(options.photos))
    if not paths:
        raise GeoCoreError(
            f"There is no photo in {', '.join(map(str, options.photos))}; give files or folders."
        )
    # Imported here: --help and a wrong option answer without loading torch.
    from geo_core.api import STARTER_ATLAS, method_named, open_localizer, write_reports

    localizer = open_localizer(options.atlas or STARTER_ATLAS, embedder_settings(options))
    method_named(options.method)  # a wrong name is refused before any photo is read
    settings = replace(settings, cells_exponent=localizer.defaults.cells_exponent)
    failed: list[Path] = []
    write_reports(_reports(localizer, paths, (settings, options), failed), options.format, sys.stdout)
    return 1 if failed else 0


def _reports(
    localizer: Localizer,
    paths: list[Path],
    how: tuple[DensitySettings, argparse.Namespace],
    failed: list[Path],
) -> Iterator[Report]:
    from geo_core.api import report

    settings, options = how
    for path in tqdm(paths, desc="locating", unit="photo", disable=not sys.stderr.isatty()):
        try:
            prediction, evidence = localizer.locate(path.read_bytes(), settings, options.method)
        except (PhotoError, OSError) as error:
            failed.append(path)
            tqdm.write(f"{path}: {error}", file=sys.stderr)
            continue
        if options.fitted:
            prediction = replace(prediction, best_within=localizer.decide(evidence, options.method))
        neighbours, weight = evidence.neighbours, localizer.weights(evidence, settings, options.method)
        yield report(str(path), prediction, neighbours, localizer.references(neighbours), weight)


def _files(given: list[Path]) -> Iterator[Path]:
    for path in given:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix.lower() in PHOTO_SUFFIXES)
        else:
            yield path
