"""A class set: photos of a ZIP file or a folder, placed by their one CSV. Nothing is unpacked to disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from geo_core.errors import GeoCoreError
from geo_core.game.class_table import (
    REFUSALS,
    ClassSetError,
    Problem,
    Row,
    by_file,
    plain_name,
    read_table,
)
from geo_core.game.entry import Entry, entry_id
from geo_core.game.zip_files import zip_files
from geo_core.settings import PHOTO_SUFFIXES

MOST_PHOTOS = 100

Reading = Callable[[], bytes]
"""Gives a file's bytes; raises `ClassSetError` or OSError."""


@dataclass(frozen=True)
class Taking:
    """What is done with each photo of a set.

    Attributes
    ----------
    picture
        File → the small picture without metadata that is played; raises a `GeoCoreError` if it is no photo.
    place
        File → the (lat, lon) that its own GPS tag says, or None; None itself where tags are not to be read.
    most
        Photos allowed.
    """

    picture: Callable[[bytes], bytes]
    place: Callable[[bytes], tuple[float, float] | None] | None = None
    most: int = MOST_PHOTOS


@dataclass(frozen=True)
class ClassSet:
    """The photos that can be played, in the order of their file names, and what was left out and why."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def read_zip(data: bytes, taking: Taking) -> ClassSet:
    """The set in a ZIP file.

    Parameters
    ----------
    data
        The archive, in memory.
    taking
        What is done with each photo.

    Raises
    ------
    ClassSetError
        If it is no archive, too large, holds too many photos, no table or several, or nothing to play.
    """
    files, problems = zip_files(data)
    return _collected(files, problems, taking)


def read_folder(folder: Path, taking: Taking) -> ClassSet:
    """The set in a folder and the folders within it; links that lead out of it are not followed.

    Raises
    ------
    ClassSetError
        If there is no such folder, or as for `read_zip`.
    """
    if not folder.is_dir():
        raise ClassSetError.of("set_folder", REFUSALS, given=str(folder))
    home = folder.resolve()
    files: dict[str, Reading] = {
        path.relative_to(folder).as_posix(): path.read_bytes
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.resolve().is_relative_to(home)
    }
    return _collected(files, [], taking)


def _collected(files: Mapping[str, Reading], problems: Sequence[Problem], taking: Taking) -> ClassSet:
    kept = {name: read for name, read in files.items() if not _hidden(name)}
    photos = [name for name in sorted(kept) if PurePosixPath(name).suffix.lower() in PHOTO_SUFFIXES]
    if len(photos) > taking.most:
        raise ClassSetError.of("set_photos", REFUSALS, given=len(photos), allowed=taking.most)
    rows, folder, found = _table(kept, needed=taking.place is None)
    found = [*problems, *found]
    told = {_bare(problem.file) for problem in found}
    entries: dict[str, Entry] = {}
    used: set[str] = set()
    for name in photos:
        key = _key(name, folder, rows)
        used |= {key} if key else set()
        entry = _entry(name, kept[name], rows[key] if key else None, taking)
        if isinstance(entry, Problem):
            found += [] if _bare(name) in told else [entry]
        elif entry.id in entries:
            found.append(Problem.of(name, "set_twin"))
        else:
            entries[entry.id] = entry
    told = {_bare(problem.file) for problem in found}
    unused = [row.file for key, row in rows.items() if key not in used and _bare(key) not in told]
    found += [Problem.of(file, "set_missing") for file in unused]
    if not entries:
        raise _empty(found[:3])
    return ClassSet(tuple(entries.values()), tuple(found))


def _empty(problems: Sequence[Problem]) -> ClassSetError:
    """The refusal of a set without a photo to play."""
    if not problems:
        return ClassSetError.of("set_bare", REFUSALS)
    reasons = "; ".join(f"{problem.file}: {problem.message}" for problem in problems)
    error = ClassSetError.of("set_empty", REFUSALS, reasons=reasons)
    error.problems = tuple(problems)
    return error


def _bare(file: str) -> str:
    """A file's mere name: one problem a file is enough."""
    return PurePosixPath(plain_name(file)).name


def _hidden(name: str) -> bool:
    """What systems leave in archives: resource forks, thumbnails, dot files."""
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def _table(
    files: Mapping[str, Reading], *, needed: bool
) -> tuple[dict[str, Row], PurePosixPath, list[Problem]]:
    """Rows by file name, the folder that the table lies in, and the rows that cannot be used."""
    tables = [name for name in files if name.lower().endswith((".csv", ".tsv"))]
    if len(tables) > 1:
        some = ", ".join(sorted(tables)[:3])
        raise ClassSetError.of("set_tables", REFUSALS, given=len(tables), some=some)
    if not tables:
        if needed:
            raise ClassSetError.of("set_table", REFUSALS)
        return {}, PurePosixPath(), []
    rows, problems = read_table(_read(files[tables[0]]), tables[0])
    named, twice = by_file(rows)
    return named, PurePosixPath(plain_name(tables[0])).parent, [*problems, *twice]


def _key(name: str, folder: PurePosixPath, rows: Mapping[str, Row]) -> str | None:
    """How the table writes a file: from its own folder, from the set's, or by its mere name."""
    path = PurePosixPath(plain_name(name))
    beside = path.relative_to(folder) if path.is_relative_to(folder) else path
    return next((key for key in (str(beside), str(path), path.name) if key in rows), None)


def _entry(name: str, read: Reading, row: Row | None, taking: Taking) -> Entry | Problem:
    try:
        data = _read(read)
        picture = taking.picture(data)
        truth = row.truth if row else taking.place(data) if taking.place else None
    except GeoCoreError as error:
        return Problem(name, error)
    if truth is None:
        return Problem.of(name, "set_unnamed" if taking.place is None else "set_unplaced")
    title, author, licence = (row.title, row.author, row.licence) if row else ("", "", "")
    return Entry(entry_id(data), picture, truth, title, author, licence)


def _read(read: Reading) -> bytes:
    try:
        return read()
    except OSError as error:
        raise ClassSetError.of("set_file", REFUSALS, reason=error.strerror or "") from error
