"""Where photos come from: examples, the server's folder, a ZIP, one's own; originals are not kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import streamlit as st

from geo_core.api import (
    ClassSet,
    ClassSetError,
    Entry,
    Localizer,
    PhotoError,
    Problem,
    Taking,
    entry_id,
    list_examples,
    pixels_to_webp,
    read_folder,
    read_zip,
    rounded,
)
from geo_core.ui.guess.table import Latlon, Table
from geo_core.ui.settings import settings
from geo_core.ui.texts.errors import told
from geo_core.ui.texts.language import texts

SIDE_PX, QUALITY = 960, 85
"""Of the picture that is played: sharp enough for a street sign, small enough for a classroom's network."""


def set_names() -> list[str]:
    """Those that can be chosen here."""
    return ["examples", *(["class"] if settings().class_set else []), "zip", "own"]


def set_entries(localizer: Localizer, table: Table) -> tuple[Entry, ...]:
    """The photos of the chosen set; none while none is uploaded.

    Raises
    ------
    ClassSetError
        If the server's folder is no set.
    """
    name = table.deal.set_name
    if name == "examples":
        return _examples()
    folder = settings().class_set
    if name == "class" and folder:
        return folder_set(localizer, folder).entries
    return table.sets[name].entries if name in table.sets else ()


@st.cache_data(show_spinner=False)
def _examples() -> tuple[Entry, ...]:
    return tuple(
        Entry(e.id, e.path, (e.lat, e.lon), e.place, e.author, e.licence, public=True)
        for e in list_examples()
    )


def folder_set(localizer: Localizer, folder: Path) -> ClassSet:
    """The server's set, read once for all sessions and anew when a file of it changes."""
    stamp = max((path.stat().st_mtime_ns for path in (folder, *folder.rglob("*"))), default=0)
    return _folder_set(localizer, folder, stamp)


@st.cache_resource(max_entries=1, show_spinner=False)
def _folder_set(_localizer: Localizer, folder: Path, stamp: int) -> ClassSet:
    return read_folder(folder, _taking(_localizer, places=False))


def take_zip(localizer: Localizer, table: Table, data: bytes, *, places: bool) -> None:
    """Read an uploaded class set; what is wrong with it is said on the table."""
    try:
        table.forget("zip")
        table.sets["zip"] = read_zip(data, _taking(localizer, places=places))
    except ClassSetError as error:
        table.fault = told(error, texts())


def take_own(localizer: Localizer, table: Table, files: Sequence[tuple[str, bytes]], *, places: bool) -> None:
    """Add photos of one's own; those without a place wait for one."""
    taking = _taking(localizer, places=places)
    before = table.sets.get("own", ClassSet((), ()))
    known = {entry.id: entry for entry in (*before.entries, *table.unplaced)}
    problems: list[Problem] = []
    for name, data in files:
        if len(known) >= taking.most:
            problems.append(Problem.of(name, "set_full", allowed=taking.most))
            continue
        try:
            entry = Entry(entry_id(data), taking.picture(data), taking.place(data) if taking.place else None)
        except PhotoError as error:
            problems.append(Problem(name, error))
            continue
        known.setdefault(entry.id, entry)
    table.unplaced = [entry for entry in known.values() if entry.truth is None]
    table.sets["own"] = ClassSet(
        tuple(entry for entry in known.values() if entry.truth is not None), tuple(problems)
    )


def place_own(table: Table, at: Latlon) -> None:
    """Give the first photo that waits for one its place, (lat, lon) in degrees."""
    entry = replace(table.unplaced.pop(0), truth=at)
    own = table.sets["own"]
    table.sets["own"] = replace(own, entries=(*own.entries, entry))


def _taking(localizer: Localizer, *, places: bool) -> Taking:
    def picture(data: bytes) -> bytes:
        return pixels_to_webp(localizer.read(data).pixels, SIDE_PX, QUALITY)

    def place(data: bytes) -> Latlon | None:
        tag = localizer.read_gps(data)
        return None if tag is None else rounded(*tag, settings().precision)

    return Taking(picture, place if places else None, settings().most_photos)


def set_title(name: str, texts: Mapping[str, str]) -> str:
    """The set in words."""
    return texts[f"guess_set_{name}"]
