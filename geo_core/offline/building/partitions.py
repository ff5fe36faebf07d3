"""A table of places to partition files and their picture."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from geo_core.errors import GeoCoreError
from geo_core.offline.figures.partitions import draw_partitions
from geo_core.partition.files import save_partition
from geo_core.partition.making import PAPER_CELLS, make_partition, partition_of_size
from geo_core.partition.partition import Partition
from geo_core.partition.places import Places
from geo_core.partition.splitting import SplitMode, SplitRule

PICTURE = "partitions.png"


@dataclass(frozen=True)
class PartitionSettings:
    """Which partitions to make.

    Attributes
    ----------
    cells
        Numbers of cells, one partition each; the paper's six by default.
    t_img
        One partition by this threshold instead; None reads ``cells``.
    t_area_km2, mode, seed
        As in `partition.splitting.SplitRule`.
    """

    cells: tuple[int, ...] = PAPER_CELLS
    t_img: int | None = None
    t_area_km2: float = 1.0
    mode: SplitMode = "even"
    seed: int = 0


def read_places(table: Path) -> Places:
    """The places in a CSV with the columns lat and lon, in capitals or not.

    Raises
    ------
    GeoCoreError
        If the file or a column is missing, or a row is wrong; the message names the line.
    """
    try:
        with table.open(encoding="utf-8-sig", newline="") as stream:  # -sig: spreadsheets write such a mark
            rows = csv.reader(stream)
            names = [name.strip().lower() for name in next(rows, [])]
            if not {"lat", "lon"} <= set(names):
                raise GeoCoreError(f"{table} has the columns {', '.join(names)}; needed are lat and lon.")
            lat, lon = _columns(rows, (names.index("lat"), names.index("lon")), table)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise GeoCoreError(f"{table} cannot be read ({error}); give a CSV with lat and lon.") from error
    if not lat:
        raise GeoCoreError(f"{table} has no row; a partition is made from at least one photo's place.")
    return Places(np.array(lat), np.array(lon))


def _columns(rows: Any, at: tuple[int, int], table: Path) -> tuple[list[float], list[float]]:
    lat: list[float] = []
    lon: list[float] = []
    for row in rows:
        if row:
            place = _place(row, at, f"{table}, line {rows.line_num}")
            lat.append(place[0])
            lon.append(place[1])
    return lat, lon


def _place(row: list[str], at: tuple[int, int], where: str) -> tuple[float, float]:
    try:
        lat, lon = float(row[at[0]]), float(row[at[1]])
    except (ValueError, IndexError) as error:
        raise GeoCoreError(
            f"{where}: {','.join(row)!r} has no lat and lon in decimal degrees; correct it or leave it out."
        ) from error
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        hint = " They would fit the other way round." if abs(lon) <= 90 and abs(lat) <= 180 else ""
        raise GeoCoreError(f"{where}: ({lat}, {lon}) lies outside ±90°, ±180°.{hint}")
    return lat, lon


def build_partitions(places: Places, settings: PartitionSettings) -> list[Partition]:
    """The partitions that the settings ask for."""
    area, mode, seed = settings.t_area_km2, settings.mode, settings.seed
    if settings.t_img is not None:
        return [make_partition(places, SplitRule(settings.t_img, area, mode, seed))]
    return [
        partition_of_size(places, cells, t_area_km2=area, mode=mode, seed=seed) for cells in settings.cells
    ]


def write_partitions(partitions: Sequence[Partition], folder: Path) -> None:
    """One file a partition, named by its cells, and one picture of them all."""
    folder.mkdir(parents=True, exist_ok=True)
    for partition in partitions:
        save_partition(partition, folder / file_name(partition))
    draw_partitions(partitions).save(folder / PICTURE)


def file_name(partition: Partition) -> str:
    """The name of a partition's file, such as ``cells-00359.npz``."""
    return f"cells-{len(partition):05d}.npz"


def partitions_table(partitions: Sequence[Partition]) -> str:
    """Cells, threshold, areas and photos of each, as Markdown."""
    lines = [
        "| cells | t_img | smallest km² | median km² | largest km² | photos | empty cells |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for one in partitions:
        area = one.area_km2
        lines.append(
            f"| {len(one)} | {one.t_img} | {area.min():.3g} | {np.median(area):.6g} | {area.max():.6g} "
            f"| {one.count.sum()} | {int((one.count == 0).sum())} |"
        )
    return "\n".join(lines)
