"""Which photo of one list is which of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from geo_core.settings import PHOTO_SUFFIXES


def match(ids: Sequence[str], others: Sequence[str]) -> tuple[list[tuple[int, int]], list[str]]:
    """Pairs of positions of the same photo, in the order of ``ids``, and notes on how they were found.

    Parameters
    ----------
    ids, others
        Names of photos, each unique in its list.

    Notes
    -----
    Names are compared as text; where that finds none, without folders; then also without the suffix
    of a photo. A shortened name only counts if it stands for one photo on either side.
    """
    found: dict[int, int] = {}
    taken: set[int] = set()
    notes = []
    for shorten, how in ((str, ""), (_file, "folders"), (_stem, "folders and suffix")):
        left, right = _unique(ids, shorten), _unique(others, shorten)
        pairs = [(i, right[name]) for name, i in left.items() if name in right]
        new = [(i, j) for i, j in pairs if i not in found and j not in taken]
        found.update(new)
        taken.update(j for _, j in new)
        if new and how:
            notes.append(f"photos matched by their names without {how}: {len(new)} of {len(ids)}.")
    stems = {_stem(name) for j, name in enumerate(others) if j not in taken}
    unclear = [name for i, name in enumerate(ids) if i not in found and _stem(name) in stems]
    if unclear:
        notes.append(f"photos not matched, because their names could stand for several: {len(unclear)}.")
    return sorted(found.items()), notes


def _unique(names: Sequence[str], shorten: Callable[[str], str]) -> dict[str, int]:
    short = [shorten(name) for name in names]
    count = Counter(short)
    return {name: i for i, name in enumerate(short) if count[name] == 1}


def _file(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]


def _stem(name: str) -> str:
    file = PurePosixPath(_file(name))
    return file.stem if file.suffix.lower() in PHOTO_SUFFIXES else file.name
