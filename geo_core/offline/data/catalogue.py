"""Photos with their places and credits, out of a folder or a table.

Three kinds of source are read: a manifest CSV beside its pictures (the columns
that are there are used), a CSV with ``file,lat,lon``, and photos, or a plain
folder of them, that carry GPS tags, or the JPEG comments of the Im2GPS test set.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from geo_core.errors import GeoCoreError, PhotoError
from geo_core.offline.data.commons import source_page, thumbnail_url
from geo_core.offline.data.photographers import photographer
from geo_core.photo.comments import read_comment_place
from geo_core.photo.gps import read_gps
from geo_core.settings import PHOTO_SUFFIXES

UNKNOWN = "not stated"
SEE_PAGE = "see file page"


@dataclass(frozen=True)
class CatalogueEntry:
    """One photo on disk, its place and its credit.

    Attributes
    ----------
    path
        The file.
    id
        Stable name; unique in an atlas.
    lat, lon
        Degrees.
    split
        ``reference``, ``test``, ``example`` …, as the source says.
    may_keep_thumbnail
        Whether a thumbnail may enter the atlas.
    coord_source, place, country, author, licence, source, group, source_photo, thumbnail_url
        As in `records.Reference`.
    """

    path: Path
    id: str
    lat: float
    lon: float
    split: str
    may_keep_thumbnail: bool
    coord_source: str
    place: str
    country: str
    author: str
    licence: str
    source: str
    group: str
    source_photo: str
    thumbnail_url: str


def read_catalogue(source: Path, *, keep_thumbnails: bool) -> list[CatalogueEntry]:
    """Entries of a CSV file, of a folder with a ``manifest.csv``, or of geotagged photos.

    Parameters
    ----------
    source
        A CSV file, a folder or a photo.
    keep_thumbnails
        Whether the pictures' licence lets thumbnails enter the atlas.

    Raises
    ------
    GeoCoreError
        If nothing usable is there, or a row is wrong; the message names the row.
    """
    table = source / "manifest.csv" if source.is_dir() else source
    if table.suffix.lower() == ".csv" and table.is_file():
        entries = list(_from_table(table, keep_thumbnails))
    elif source.is_dir():
        entries = list(_from_photos(photos_in(source), source, keep_thumbnails))
    elif source.is_file() and source.suffix.lower() in PHOTO_SUFFIXES:
        entries = list(_from_photos([source], source.parent, keep_thumbnails))
    else:
        raise GeoCoreError(
            f"{source} is no folder, no CSV file and no photo; give one with photos or file,lat,lon rows."
        )
    if not entries:
        raise GeoCoreError(
            f"{source} holds no photo with a place; allowed are photos with GPS tags, "
            "or a CSV with the columns file, lat and lon."
        )
    return entries


def _from_table(table: Path, keep_thumbnails: bool) -> Iterator[CatalogueEntry]:
    try:
        text = table.read_text(encoding="utf-8-sig")  # -sig: spreadsheets write a byte order mark
    except UnicodeDecodeError as error:
        raise GeoCoreError(
            f"{table} is not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8."
        ) from error
    listed: dict[Path, int] = {}
    with io.StringIO(text, newline="") as stream:
        rows = csv.DictReader(stream)
        missing = {"file", "lat", "lon"} - set(rows.fieldnames or ())
        if missing:
            raise GeoCoreError(
                f"{table} lacks the column {', '.join(sorted(missing))}; needed are file,lat,lon."
            )
        for row in rows:
            number = rows.line_num
            if not row["file"]:
                raise GeoCoreError(f"{table}, line {number}: the file is missing; needed are file,lat,lon.")
            path = _find(table.parent, row["file"])
            if path in listed:
                raise GeoCoreError(
                    f"{table}, line {number}: {row['file']} is in line {listed[path]} already; remove one."
                )
            listed[path] = number
            yield entry_of(row, path, (table, number), keep_thumbnails)


def entry_of(
    row: Mapping[str, str], path: Path, where: tuple[Path, int], keep_thumbnails: bool
) -> CatalogueEntry:
    """A photo and a row about it; ``where`` the row stands (file, line) is for messages."""
    lat, lon = _coordinates(row, where)
    place = row.get("place") or ""
    page = source_page(row)
    author = row.get("author") or (SEE_PAGE if page else UNKNOWN)
    return CatalogueEntry(
        path=path,
        id=path.stem,
        lat=lat,
        lon=lon,
        split=row.get("split") or row.get("role") or "reference",
        may_keep_thumbnail=keep_thumbnails,
        coord_source=row.get("coord_source") or row.get("coord_note") or "given",
        place=place,
        country=row.get("country") or (place.rpartition(", ")[2] if ", " in place else ""),
        author=author,
        licence=row.get("licence") or UNKNOWN,
        source=page or row.get("source") or UNKNOWN,
        # Without a group, photos of one author stay together; without an author, each stands alone.
        group=row.get("group")
        or (f"author:{author}" if author not in (UNKNOWN, SEE_PAGE) else f"photo:{path.stem}"),
        source_photo=row.get("source_photo") or path.name,
        thumbnail_url=thumbnail_url(page),
    )


def _coordinates(row: Mapping[str, str], where: tuple[Path, int]) -> tuple[float, float]:
    table, number = where
    try:
        lat, lon = float(row["lat"]), float(row["lon"])
    except (TypeError, ValueError) as error:
        raise GeoCoreError(
            f"{table}, line {number}: lat {row['lat']!r} and lon {row['lon']!r} are no decimal degrees "
            "(a point, not a comma)."
        ) from error
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        hint = " They would fit the other way round." if abs(lon) <= 90 and abs(lat) <= 180 else ""
        raise GeoCoreError(f"{table}, line {number}: ({lat}, {lon}) lies outside ±90°, ±180°.{hint}")
    return lat, lon


def _find(folder: Path, name: str) -> Path:
    for candidate in (folder / name, folder / "images" / name, folder / "photos" / name):
        if candidate.is_file():
            return candidate
    raise GeoCoreError(f"{folder / name} is missing; paths in the CSV are relative to it.")


def _from_photos(paths: Iterable[Path], folder: Path, keep_thumbnails: bool) -> Iterator[CatalogueEntry]:
    for path in paths:
        try:
            row = _place_inside(path, folder)
        except PhotoError:
            continue
        if row is None:
            continue
        name = str(path.relative_to(folder).with_suffix(""))
        entry = entry_of(row | {"file": path.name, "source_photo": name}, path, (path, 1), keep_thumbnails)
        yield CatalogueEntry(**{**vars(entry), "id": name})


def photos_in(folder: Path) -> list[Path]:
    """The files that are named like photos, in order of their names."""
    return sorted(p for p in folder.rglob("*") if p.suffix.lower() in PHOTO_SUFFIXES and p.is_file())


def _place_inside(path: Path, folder: Path) -> dict[str, str] | None:
    """What a photo itself says of its place and group, as a table's row would."""
    data = path.read_bytes()
    if gps := read_gps(data):
        # The folder is the sequence: its photos are often shots of one scene. With the name of the whole,
        # or every folder's own photos would share one group.
        group = f"folder:{folder.resolve().name}/{path.parent.relative_to(folder)}"
        return {"lat": repr(gps[0]), "lon": repr(gps[1]), "coord_source": "exif", "group": group}
    if said := read_comment_place(data):
        author = photographer(said.owner, path.name)
        return {"lat": repr(said.lat), "lon": repr(said.lon), "coord_source": "comment", "author": author}
    return None
