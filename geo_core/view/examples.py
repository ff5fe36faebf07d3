"""The example photos that the repository carries, with their credits."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from geo_core.errors import GeoCoreError

EXAMPLES = Path(__file__).parents[2] / "assets" / "examples"


@dataclass(frozen=True)
class Example:
    """A photo to try the app with; never a reference.

    Attributes
    ----------
    id
        Its name in a link.
    path
        The file.
    place
        In words.
    lat, lon
        Where it was taken, degrees.
    author, licence, source
        The credit.
    """

    id: str
    path: Path
    place: str
    lat: float
    lon: float
    author: str
    licence: str
    source: str

    @property
    def short(self) -> str:
        """The place without its country and without remarks in brackets."""
        plain = re.sub(r" \([^)]*\)", "", self.place)
        return plain.rpartition(", ")[0] or plain

    @property
    def credit(self) -> str:
        """One line."""
        return f"{self.place} – {self.author}, {self.licence}"


@cache
def list_examples(folder: Path = EXAMPLES) -> tuple[Example, ...]:
    """The examples of ``credits.csv``, in its order.

    Raises
    ------
    GeoCoreError
        If the file or a photo is missing.
    """
    table = folder / "credits.csv"
    if not table.is_file():
        raise GeoCoreError(f"{table} is missing; fetch the repository's assets folder anew.")
    with table.open(encoding="utf-8", newline="") as stream:
        return tuple(_example(folder, row) for row in csv.DictReader(stream))


def _example(folder: Path, row: dict[str, str]) -> Example:
    path = folder / row["file"]
    if not path.is_file():
        raise GeoCoreError(f"{path} is missing; fetch the repository's assets folder anew.")
    return Example(
        id=path.stem,
        path=path,
        place=row["place"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        author=row["author"],
        licence=row["licence"],
        source=row["source"],
    )
