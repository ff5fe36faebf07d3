"""`explain`: which parts of a photo speak for a neighbour, or for a cell, drawn over it."""

from __future__ import annotations

import argparse
import math
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo_core.cli.options import add_embedder_options, embedder_settings
from geo_core.errors import GeoCoreError, PhotoError, SettingsError
from geo_core.settings import check_range

if TYPE_CHECKING:
    from geo_core.localizer import Localizer
    from geo_core.records import Photo


def register(subparsers: Any) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser("explain", help="draw over a photo which parts of it count")
    parser.add_argument("photos", nargs="+", type=Path, metavar="PHOTO", help="files")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--neighbour",
        type=int,
        default=1,
        metavar="RANK",
        help="similarity to that neighbour; default: 1",
    )
    what.add_argument(
        "--cell",
        metavar="PARTITION[:N]",
        help="Grad-CAM of a cell, such as 129:7; without N the best one",
    )
    parser.add_argument(
        "--signed", action="store_true", help="draw also what makes a neighbour less similar, in violet"
    )
    parser.add_argument("--atlas", type=Path, metavar="DIR", help="default: the starter atlas")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE.png", help="for several photos: a folder"
    )
    add_embedder_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Explain each photo; a bad one costs a line, not the others."""
    cell = _cell(options.cell) if options.cell else None
    if cell and options.signed:
        raise SettingsError("--signed goes with --neighbour: what speaks against a cell is not computed.")
    targets = _targets(options.photos, options.out)
    # Imported here: --help and a wrong option answer without loading torch.
    from geo_core.localizer import STARTER_ATLAS, open_localizer

    localizer = open_localizer(options.atlas or STARTER_ATLAS, embedder_settings(options))
    failed = 0
    for path, target in zip(options.photos, targets, strict=True):
        try:
            photo = localizer.read(path.read_bytes())
        except (PhotoError, OSError) as error:
            failed += 1
            print(f"{path}: {error}", file=sys.stderr)
            continue
        if cell:
            words = _explain_cell(localizer, photo, cell, target)
        else:
            words = _explain_neighbour(localizer, photo, options, target)
        print(f"{path}: {words} → {target}")
    return 1 if failed else 0


def _explain_neighbour(localizer: Localizer, photo: Photo, options: argparse.Namespace, target: Path) -> str:
    from geo_core.explanation.similarity_map import similarity_map
    from geo_core.view.heat_over_photo import heat_over_photo

    rows = localizer.neighbours(localizer.embed([photo])[0]).rows
    check_range("neighbour", options.neighbour, 1, len(rows))
    row = int(rows[options.neighbour - 1])
    found = similarity_map(photo, localizer.embedder, localizer.atlas.embedding(row))
    _write(heat_over_photo(photo.pixels, found.values, found.seen, signed=options.signed), target)
    reference = localizer.reference(row)
    place = ", ".join(filter(None, (reference.place, reference.country))) or reference.id
    return f"neighbour {options.neighbour}, {place}, cosine {found.cosine:.3f}"


def _explain_cell(localizer: Localizer, photo: Photo, cell: tuple[str, int | None], target: Path) -> str:
    from geo_core.explanation.grad_cam import cell_map
    from geo_core.view.heat_over_photo import heat_over_photo

    found = cell_map(photo, localizer.embedder, localizer.atlas.classifier, *cell)
    _write(heat_over_photo(photo.pixels, found.values, found.seen), target)
    return f"cell {found.cell} of {found.partition}, probability {math.exp(found.log_probability):.3f}"


def _cell(text: str) -> tuple[str, int | None]:
    """``129:7`` as ("129", 7), ``129`` as ("129", None)."""
    if not (parts := re.fullmatch(r"([^:]+)(?::(\d+))?", text)):
        raise SettingsError(f"--cell is {text!r}; allowed is PARTITION:N, such as 129:7, or PARTITION alone.")
    return parts[1], int(parts[2]) if parts[2] else None


def _targets(photos: list[Path], out: Path) -> list[Path]:
    """Where each photo's picture goes."""
    if len(photos) == 1:
        if out.suffix.lower() != ".png":
            raise GeoCoreError(f"--out is {out}; a picture is written as .png.")
        return [out]
    if out.suffix:
        raise GeoCoreError(f"--out is {out}; for {len(photos)} photos name a folder.")
    targets = [out / f"{photo.stem}.png" for photo in photos]
    if len(set(targets)) < len(targets):
        raise GeoCoreError("Two photos have the same name, and so would their pictures; explain them apart.")
    return targets


def _write(pixels: Any, target: Path) -> None:
    from geo_core.view.heat_over_photo import png_bytes

    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    partial.write_bytes(png_bytes(pixels))
    partial.replace(target)
