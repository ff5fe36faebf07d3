"""The files of a ZIP archive that somebody uploaded: looked at with suspicion, read in memory one by one."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import PurePosixPath

from geo_core.game.class_table import REFUSALS, ClassSetError, Problem
from geo_core.settings import PhotoSettings

MOST_FILES = 2000
MOST_BYTES = 500 * 2**20
"""Of all files unpacked: a few seconds' work. One by one they lie in memory."""

FILE_BYTES = PhotoSettings().max_bytes

ENCRYPTED = 1
"""Bit of a member's flags (PKWARE's APPNOTE, 4.4.4)."""

_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
"""What Python's reader raises on damaged, unknown or protected members."""


def zip_files(data: bytes) -> tuple[dict[str, Callable[[], bytes]], list[Problem]]:
    """What an archive holds.

    Parameters
    ----------
    data
        The archive, in memory.

    Returns
    -------
    Name → a function that reads the file (`ClassSetError` if it cannot), and the members that are
    left out. Names are only ever compared, never opened as paths.

    Raises
    ------
    ClassSetError
        If it is no archive, holds too many files, or would unpack to too much.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise ClassSetError.of("set_zip", REFUSALS) from error
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MOST_FILES:
        raise ClassSetError.of("set_files", REFUSALS, given=len(members), allowed=MOST_FILES)
    total = sum(member.file_size for member in members)
    if total > MOST_BYTES:
        raise ClassSetError.of("set_unpacked", REFUSALS, given_mib=_mib(total), allowed_mib=_mib(MOST_BYTES))
    files: dict[str, Callable[[], bytes]] = {}
    problems: list[Problem] = []
    for member in members:
        fault = _fault(member, files)
        if fault:
            problems.append(fault)
        else:
            files[member.filename.replace("\\", "/")] = partial(_read, archive, member)
    return files, problems


def _fault(member: zipfile.ZipInfo, before: dict[str, Callable[[], bytes]]) -> Problem | None:
    given = member.filename
    name = given.replace("\\", "/")
    path = PurePosixPath(name)
    if not path.parts or path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return Problem.of(given, "set_outside")
    if name in before:
        return Problem.of(given, "set_namesake")
    if member.flag_bits & ENCRYPTED:
        return Problem.of(given, "set_password")
    if member.file_size > FILE_BYTES:
        return Problem.of(given, "set_large", given_mib=_mib(member.file_size), allowed_mib=_mib(FILE_BYTES))
    return None


def _mib(size: int) -> int:
    return round(size / 2**20)


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(member) as stream:
            # Not more than was declared, whatever the member holds.
            return stream.read(FILE_BYTES)
    except _BROKEN as error:
        raise ClassSetError.of("set_member", REFUSALS) from error
