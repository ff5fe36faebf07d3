"""The machine's guess: by the fused method where the atlas serves it, and never from a copy of the photo."""

from __future__ import annotations

import statistics

import streamlit as st

from geo_core.api import Entry, Evidence, GeoCoreError, Localizer, rounded
from geo_core.ui.guess.table import MachineGuess, Table
from geo_core.ui.settings import settings
from geo_core.ui.turns import in_turn

FIRST = ("fused", "knn")
"""The method that plays: the first of these that the atlas can serve."""

COPY = 0.45
"""A reference nearer than this share of the neighbours' median distance is a copy of the photo. On the
starter atlas, 60 of its photos saved anew were all recognised at 400 pixels, 83 % at 280; of its 3,646
references, 0.8 % have another one so near."""


def machine_guess(localizer: Localizer, table: Table, entry: Entry) -> MachineGuess:
    """The machine's, computed once: for all sessions where the photo is public, else for this one."""
    if entry.public:
        return _public_guess(localizer, entry, entry.id, str(localizer.atlas.manifest.name))
    if entry.id not in table.machine:
        table.machine[entry.id] = _guess(localizer, entry)
    found = table.machine[entry.id]
    if found.at is None or table.deal.set_name == "class":
        return found
    return MachineGuess(rounded(*found.at, settings().precision), found.left_out)


@st.cache_data(max_entries=500, show_spinner=False)
def _public_guess(_localizer: Localizer, _entry: Entry, name: str, atlas: str) -> MachineGuess:
    return _guess(_localizer, _entry)


def _guess(localizer: Localizer, entry: Entry) -> MachineGuess:
    try:
        with in_turn():
            evidence, left_out = _honest_evidence(localizer, entry.read())
            method = next(name for name in FIRST if name in localizer.methods)
            found = localizer.predict(evidence, localizer.defaults, method)
    except (GeoCoreError, OSError):  # a photo gone from its folder, an atlas that holds nothing else
        return MachineGuess(None)
    return MachineGuess((found.lat, found.lon), left_out)


def _honest_evidence(localizer: Localizer, data: bytes) -> tuple[Evidence, bool]:
    """Evidence without copies of the photo, nor anything else of those who took them (as in evaluation)."""
    embedding = localizer.embed([localizer.read(data)])[0]
    evidence = localizer.evidence(embedding)
    distance = evidence.neighbours.distance
    copies = evidence.neighbours.rows[distance < COPY * statistics.median(distance.tolist())]
    if not len(copies):
        return evidence, False
    groups = {localizer.reference(int(row)).group for row in copies}
    return localizer.evidence(embedding, exclude_groups=groups), True
