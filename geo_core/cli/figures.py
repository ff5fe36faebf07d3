"""`figures`: photos and what is made of them, as pictures like the paper's Figures 6 and 7."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tqdm import tqdm

from geo_core.cli.options import add_embedder_options, embedder_settings
from geo_core.errors import PhotoError
from geo_core.settings import DensitySettings

if TYPE_CHECKING:
    from geo_core.localizer import Localizer
    from geo_core.offline.data.catalogue import CatalogueEntry

Row = TypeVar("Row")

_NAMES = {"nn": "NN", "knn": "kNN"}
"""As the paper writes them."""


def register(subparsers: Any) -> None:
    """Add the subcommand."""
    defaults = DensitySettings()
    parser = subparsers.add_parser("figures", help="draw photos, their neighbours or cells, and the answers")
    parser.add_argument(
        "figure", choices=tuple(_FIGURES), help="the cells' probabilities, or neighbours and density"
    )
    parser.add_argument(
        "sources", nargs="+", type=Path, metavar="SOURCE",
        help="photos that carry their place or stand in a manifest.csv or credits.csv beside them; folders; "
        "tables with file,lat,lon",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="ending in .png or .webp")
    parser.add_argument("--atlas", type=Path, metavar="DIR", help="default: the starter atlas")
    parser.add_argument(
        "--split", help="of a folder or table; default: test where there is one, else every row"
    )
    parser.add_argument(
        "--count", type=int, default=4, metavar="N",
        help="photos of each folder or table, evenly spread; default: %(default)s",
    )  # fmt: skip
    parser.add_argument(
        "--method", default="knn", metavar="NAME", help="for retrieval: nn, knn or fused; default: knn"
    )
    parser.add_argument(
        "--sigma", type=float, default=defaults.sigma_deg, metavar="DEG",
        help="for retrieval: bandwidth, 0.25 to 32; default: %(default)g, as in the paper",
    )  # fmt: skip
    add_embedder_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the figure; a bad photo costs a line, not the others."""
    from geo_core.localizer import STARTER_ATLAS, open_localizer
    from geo_core.offline.figures.choosing import chosen
    from geo_core.offline.figures.writing import check_name

    check_name(options.out)
    entries = chosen(options.sources, options.split, options.count)
    # In float32 by default, as the atlas was built: the figure then does not depend on the machine.
    how = embedder_settings(options, precision="float32")
    localizer = open_localizer(options.atlas or STARTER_ATLAS, how)
    failed: list[Path] = []
    _FIGURES[options.figure](localizer, entries, options, failed)
    return 1 if failed else 0


def _classification(
    localizer: Localizer, entries: list[CatalogueEntry], options: argparse.Namespace, failed: list[Path]
) -> None:
    from geo_core.offline.figures.classification import draw_classification
    from geo_core.offline.figures.queries import classified, three_of
    from geo_core.offline.figures.writing import write_figure

    partitions = [localizer.partitions[number] for number in three_of(localizer.partitions)]
    rows = _rows(entries, lambda entry: classified(localizer, entry), failed)
    write_figure(draw_classification(list(rows), partitions), options.out)


def _retrieval(
    localizer: Localizer, entries: list[CatalogueEntry], options: argparse.Namespace, failed: list[Path]
) -> None:
    from geo_core.offline.figures.queries import retrieved
    from geo_core.offline.figures.retrieval import draw_retrieval
    from geo_core.offline.figures.writing import write_figure

    name = _NAMES.get(options.method, options.method)
    settings = replace(localizer.defaults, sigma_deg=options.sigma)
    rows = _rows(entries, lambda entry: retrieved(localizer, entry, settings, options.method), failed)
    figure = draw_retrieval(list(rows), f"density: {name}, σ = {options.sigma:g}°")
    write_figure(figure, options.out)


def _rows(
    entries: Iterable[CatalogueEntry], ask: Callable[[CatalogueEntry], Row], failed: list[Path]
) -> Iterator[Row]:
    for entry in tqdm(entries, desc="locating", unit="photo", disable=None):
        try:
            yield ask(entry)
        except (PhotoError, OSError) as error:
            failed.append(entry.path)
            tqdm.write(f"{entry.path}: {error}", file=sys.stderr)


_FIGURES = {"classification": _classification, "retrieval": _retrieval}
