"""A study as `evaluate --out` writes it, read for the page that shows it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo_core.errors import GeoCoreError
from geo_core.records import Reference
from geo_core.settings import RADII_KM

STUDY = Path(__file__).parents[2] / "assets" / "study"
"""The starter atlas's own study, in the repository."""

_FORMATS = {
    "table.json": "geo_core table",
    "photos.json": "geo_core evaluation",
    "databases.json": "geo_core databases",
    "sweep.json": "geo_core sweep",
}
_VERSION = 1


@dataclass(frozen=True)
class Row:
    """How often a method is right.

    Attributes
    ----------
    name, system
        The method; the paper's system that it stands for, or empty.
    n
        Photos.
    within_km
        Radius → percent; None where a published table has no number.
    interval
        Radius → the 95 % interval of the percent; empty for published rows.
    median_km
        Of the errors; None for published rows.
    geoscore
        Mean of 5000·exp(-d / 1492.7 km); None for published rows.
    data_set
        What it was measured on, for published rows.
    """

    name: str
    system: str
    n: int | None
    within_km: Mapping[float, float | None]
    interval: Mapping[float, tuple[float, float]]
    median_km: float | None
    geoscore: float | None
    data_set: str = ""


@dataclass(frozen=True)
class Given:
    """An answer to one photo: (lat, lon) in degrees and the error in kilometres."""

    lat: float
    lon: float
    error_km: float


@dataclass(frozen=True)
class StudyPhoto:
    """One query, and what every method answered.

    Attributes
    ----------
    reference
        Its place, credit and preview; no row of an atlas.
    answers
        Method → one answer, or one for each radius in the order of `RADII_KM`.
    """

    reference: Reference
    answers: Mapping[str, tuple[Given, ...]]

    def answer(self, method: str, radius_km: float) -> Given:
        """What the method answers when it is judged at a radius."""
        given = self.answers[method]
        return given[RADII_KM.index(radius_km)] if len(given) > 1 else given[0]


@dataclass(frozen=True)
class Database:
    """What a part of the references can do alone.

    Attributes
    ----------
    name, references
        The part, and how many photos are in it.
    share
        Rank → its share, in percent, of the first so many neighbours.
    rows
        How often each method is right with it.
    """

    name: str
    references: int
    share: Mapping[int, float]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Sweep:
    """Percent located by kNN over σ, k and m on held-out references.

    Attributes
    ----------
    about
        What was measured, in words.
    sigma_deg, k, m
        The values tried.
    percent
        [σ][k][m][radius], radii as `RADII_KM`.
    """

    about: str
    sigma_deg: tuple[float, ...]
    k: tuple[int, ...]
    m: tuple[float, ...]
    percent: list[list[list[list[float]]]]


@dataclass(frozen=True)
class Study:
    """All of it; ``databases`` and ``sweep`` are empty and None where they were not measured."""

    about: str
    rows: tuple[Row, ...]
    published: tuple[Row, ...]
    notes: tuple[str, ...]
    absent: tuple[str, ...]
    photos: tuple[StudyPhoto, ...]
    databases: tuple[Database, ...]
    sweep: Sweep | None


def read_study(folder: Path = STUDY) -> Study:
    """Read what ``python -m geo_core evaluate PHOTOS --out FOLDER`` has written.

    Raises
    ------
    GeoCoreError
        If the folder holds no study, or one that is damaged or newer than this program.
    """
    try:
        table, photos = _load(folder, "table.json"), _load(folder, "photos.json")
        databases = _load(folder, "databases.json") if (folder / "databases.json").exists() else {}
        sweep = _load(folder, "sweep.json") if (folder / "sweep.json").exists() else None
        return Study(
            about=str(table["about"]),
            rows=tuple(_row(name, row) for name, row in table["methods"].items()),
            published=tuple(_row(row["name"], row) for row in table.get("published", ())),
            notes=tuple(map(str, table.get("notes", ()))),
            absent=tuple(f"{a['system']}: {a['reason']}" for a in table.get("absent", ())),
            photos=tuple(_photo(one) for one in photos["photos"]),
            databases=tuple(_database(one) for one in databases.get("databases", ())),
            sweep=_sweep(sweep) if sweep else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise GeoCoreError(
            f"The study in {folder} is damaged ({error!r}); write it again with "
            "python -m geo_core evaluate PHOTOS --out FOLDER."
        ) from error


def _load(folder: Path, name: str) -> dict[str, Any]:
    try:
        data = json.loads((folder / name).read_text(encoding="utf-8"))
    except OSError as error:
        raise GeoCoreError(
            f"There is no study in {folder}: {name} cannot be read. Write one with "
            "python -m geo_core evaluate PHOTOS --out FOLDER."
        ) from error
    if data["format"] != _FORMATS[name] or data["format_version"] != _VERSION:
        raise GeoCoreError(
            f"{folder / name} is {data['format']!r}, version {data['format_version']}; this program reads "
            f"{_FORMATS[name]!r}, version {_VERSION}. Write it again with python -m geo_core evaluate."
        )
    return dict(data)


def _row(name: str, row: Mapping[str, Any]) -> Row:
    return Row(
        name=name,
        system=str(row.get("system", "")),
        n=row.get("n"),
        within_km={float(r): None if p is None else float(p) for r, p in row["within_km"].items()},
        interval={float(r): (float(i[0]), float(i[1])) for r, i in row.get("interval_95", {}).items()},
        median_km=row.get("median_km"),
        geoscore=row.get("geoscore"),
        data_set=", ".join(filter(None, (row.get("data_set", ""), row.get("source", "")))),
    )


def _photo(one: Mapping[str, Any]) -> StudyPhoto:
    try:
        thumbhash = base64.b64decode(one.get("thumbhash", ""), validate=True)
    except binascii.Error as error:
        raise ValueError(f"the ThumbHash of {one['id']}") from error
    return StudyPhoto(
        Reference(
            row=-1,
            id=str(one["id"]),
            lat=float(one["lat"]),
            lon=float(one["lon"]),
            coord_source="",
            place=str(one["place"]),
            country=str(one["country"]),
            author=str(one["author"]),
            licence=str(one["licence"]),
            source=str(one["source"]),
            group="",
            source_photo="",
            thumbnail_url=str(one.get("thumbnail_url", "")),
            thumbhash=thumbhash,
            has_thumbnail=False,
        ),
        {
            method: tuple(Given(float(lat), float(lon), float(km)) for lat, lon, km in given)
            for method, given in one["answers"].items()
        },
    )


def _database(one: Mapping[str, Any]) -> Database:
    return Database(
        name=str(one["name"]),
        references=int(one["references"]),
        share={int(rank): 100 * float(share) for rank, share in one["share_of_neighbours"].items()},
        rows=tuple(_row(name, row) for name, row in one["methods"].items()),
    )


def _sweep(data: Mapping[str, Any]) -> Sweep:
    return Sweep(
        about=str(data["about"]),
        sigma_deg=tuple(map(float, data["sigma_deg"])),
        k=tuple(map(int, data["k"])),
        m=tuple(map(float, data["m"])),
        percent=data["percent"],
    )
