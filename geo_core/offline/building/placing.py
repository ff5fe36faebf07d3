"""A finished folder put where an older one lies."""

from __future__ import annotations

import shutil
from pathlib import Path


def put_in_place(partial: Path, folder: Path) -> None:
    """Swap a finished folder in; between the two renames the old one lies beside as ``.old``."""
    old = folder.with_name(folder.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    partial.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
