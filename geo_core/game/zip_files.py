"""The files of a ZIP archive that somebody uploaded: looked at with suspicion, read in memory one by one."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import PurePosixPath

from geo_core.game.class_table import ClassSetError, Problem
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
        raise ClassSetError("The file is no ZIP archive, or a damaged one; pack the folder again.") from error
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MOST_FILES:
        raise ClassSetError(f"It holds {len(members)} files; allowed are up to {MOST_FILES}. Pack fewer.")
    total = sum(member.file_size for member in members)
    if total > MOST_BYTES:
        raise ClassSetError(
            f"It would unpack to {total / 2**20:.0f} MiB; allowed are up to {MOST_BYTES / 2**20:.0f} MiB. "
            "Pack fewer or smaller photos."
        )
    files: dict[str, Callable[[], bytes]] = {}
    problems: list[Problem] = []
    for member in members:
        fault = _fault(member, files)
        if fault:
            problems.append(Problem(member.filename, fault))
        else:
            files[member.filename.replace("\\", "/")] = partial(_read, archive, member)
    return files, problems


def _fault(member: zipfile.ZipInfo, before: dict[str, Callable[[], bytes]]) -> str | None:
    name = member.filename.replace("\\", "/")
    path = PurePosixPath(name)
    if not path.parts or path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return "Its name leads out of the archive; pack the folder again."
    if name in before:
        return "The archive holds two files of this name; the first counts."
    if member.flag_bits & ENCRYPTED:
        return "It is protected by a password; pack it without one."
    if member.file_size > FILE_BYTES:
        return (
            f"It has {member.file_size / 2**20:.0f} MiB; allowed are up to {FILE_BYTES / 2**20:.0f} MiB. "
            "Save it smaller."
        )
    return None


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(member) as stream:
            # Not more than was declared, whatever the member holds.
            return stream.read(FILE_BYTES)
    except _BROKEN as error:
        raise ClassSetError("It cannot be unpacked: the archive is damaged there. Pack it again.") from error
