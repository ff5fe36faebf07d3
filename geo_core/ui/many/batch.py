"""A batch: each photo's answer or why it has none, kept for its session; the uploads are not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

import streamlit as st

from geo_core.api import Failure, Finding, Localizer, Outcome, Photo, PhotoError, pixels_to_uri
from geo_core.ui.findings import finding
from geo_core.ui.query import Query, private_query, tagged_place
from geo_core.ui.texts.errors import told
from geo_core.ui.turns import in_turn

BATCH, CHOSEN = "many", "many-chosen"
"""Where a session keeps its batch, and which photo of it is looked at."""

TOGETHER = 8
"""Photos that go through the network at once."""

THUMBNAIL_PX = 160


@dataclass(frozen=True)
class Upload:
    """A file as it was given: its name, and how to read its bytes."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class Entry:
    """One photo of a batch.

    Attributes
    ----------
    number
        From 1, in the order given.
    outcome
        Its answer, or why there is none.
    query
        What the other pages go on with, and the true place; None where there is no answer.
    thumbnail
        A small picture as a data address; empty where there is none.
    """

    number: int
    outcome: Outcome
    query: Query | None
    thumbnail: str


@dataclass(frozen=True)
class Wanted:
    """How a batch is to be read.

    Attributes
    ----------
    method
        That answers.
    named
        Whether the files' names may stand in table and exports.
    tagged
        Whether GPS tags may be read, as true places.
    """

    method: str
    named: bool = False
    tagged: bool = False


def locate_all(
    localizer: Localizer,
    uploads: Sequence[Upload],
    wanted: Wanted,
    texts: Mapping[str, str],
    progress: Callable[[int], None],
) -> list[Entry]:
    """Read, embed and locate; a file that is no photo never stops the rest.

    Parameters
    ----------
    progress
        Told how many are done, after each few.
    """
    entries: list[Entry] = []
    for start in range(0, len(uploads), TOGETHER):
        with in_turn():
            entries += _some(localizer, uploads[start : start + TOGETHER], start, wanted, texts)
        progress(len(entries))
    return entries


def _some(
    localizer: Localizer,
    uploads: Sequence[Upload],
    before: int,
    wanted: Wanted,
    texts: Mapping[str, str],
) -> list[Entry]:
    read: list[tuple[Photo, tuple[float, float] | None] | str] = []
    for upload in uploads:
        try:
            data = upload.read()
            read.append((localizer.read(data), tagged_place(localizer, data) if wanted.tagged else None))
        except PhotoError as error:
            read.append(told(error, texts))
    embeddings = iter(localizer.embed([one[0] for one in read if not isinstance(one, str)]))
    entries = []
    for number, (upload, one) in enumerate(zip(uploads, read, strict=True), before + 1):
        title = PurePath(upload.name).name if wanted.named else texts["many_photo"].format(n=number)
        if isinstance(one, str):
            entries.append(Entry(number, Failure(title, one), None, ""))
            continue
        photo, truth = one
        evidence = localizer.evidence(next(embeddings))
        query = private_query(f"many-{number}-{id(photo)}", title, photo, evidence, truth)
        found = finding(localizer, query, localizer.defaults, wanted.method)
        entries.append(Entry(number, found, query, pixels_to_uri(photo.pixels, THUMBNAIL_PX)))
    return entries


def forget_batch() -> None:
    """Drop the batch; the photo that was opened from it is the trail's."""
    for name in (BATCH, CHOSEN):
        st.session_state.pop(name, None)


def found_of(entries: Sequence[Entry]) -> list[tuple[Entry, Finding]]:
    """Those that have an answer."""
    return [(e, e.outcome) for e in entries if isinstance(e.outcome, Finding)]
