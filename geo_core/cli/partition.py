"""`partition`: places to cells of about as many photos each."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def register(subparsers: Any) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser("partition", help="cut the Earth into cells by where photos were taken")
    parser.add_argument("source", type=Path, metavar="SOURCE.csv", help="a table with the columns lat, lon")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="for the files and the picture"
    )
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--cells", type=int, nargs="+", metavar="N", help="one partition each; default: the paper's six"
    )
    size.add_argument("--t-img", type=int, metavar="N", help="cells with fewer photos stay whole")
    parser.add_argument("--t-area", type=float, default=1.0, metavar="KM2", help="smaller cells stay whole")
    parser.add_argument(
        "--split", choices=("even", "random"), default="even", help="where the longer side is cut"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the random cuts")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the files and the picture, and print the table."""
    from geo_core.offline.building.partitions import (
        PartitionSettings,
        build_partitions,
        partitions_table,
        read_places,
        write_partitions,
    )

    settings = PartitionSettings(
        cells=tuple(options.cells or PartitionSettings.cells),
        t_img=options.t_img,
        t_area_km2=options.t_area,
        mode=options.split,
        seed=options.seed,
    )
    partitions = build_partitions(read_places(options.source), settings)
    write_partitions(partitions, options.out)
    print(partitions_table(partitions))
    return 0
