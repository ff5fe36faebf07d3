"""A folder made beside an older one, and put where that lies when it is finished."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path


def copied(folder: Path, names: Iterable[str]) -> Path:
    """A folder ``.partial`` beside another, with copies of these of its files, to be changed."""
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    for name in names:
        shutil.copyfile(folder / name, partial / name)
    return partial


def put_in_place(partial: Path, folder: Path) -> None:
    """Swap a finished folder in; between the two renames the old one lies beside as ``.old``."""
    old = folder.with_name(folder.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    partial.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
