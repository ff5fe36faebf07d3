"""A figure as a file."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from geo_core.errors import SettingsError

FORMATS = {".png": "PNG", ".webp": "WEBP"}

QUALITY = 70
"""Of a WebP: text stays clean, and a figure of four photos below 250 kB."""


def check_name(path: Path) -> None:
    """Refuse a file's name whose format cannot be written.

    Raises
    ------
    SettingsError
        If it ends otherwise than in one of `FORMATS`.
    """
    if path.suffix.lower() not in FORMATS:
        raise SettingsError(
            f"A figure cannot be written to {path}; let its name end in {' or '.join(FORMATS)}."
        )


def write_figure(figure: Image.Image, path: Path) -> None:
    """Write it in one step; the folder is made where it is missing."""
    check_name(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    figure.save(partial, FORMATS[path.suffix.lower()], quality=QUALITY, method=6)
    partial.replace(path)
