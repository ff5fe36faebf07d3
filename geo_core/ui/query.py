"""The photo asked about, as a session keeps it: its evidence and a small picture, never the upload."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from geo_core.api import (
    Evidence,
    Example,
    Localizer,
    Photo,
    list_examples,
    name_of,
    pixels_to_uri,
    place_name,
    rounded,
    rounded_place,
)
from geo_core.ui.settings import Precision, settings
from geo_core.ui.texts.language import language
from geo_core.ui.turns import in_turn

_TRAIL = "trail"
_PLACING = "placing"


@dataclass(frozen=True)
class Query:
    """One stop of the way through the atlas.

    Attributes
    ----------
    name
        Differs between any two queries; the globe flies when it changes.
    title, credit
        In words; the credit is empty for one's own photo.
    photo
        A small picture as a data address.
    evidence
        What looks like it, and what the classifier says.
    truth
        (lat, lon) in degrees where the place is known and may be shown; of one's own photo no more
        exactly than a teacher allows.
    tagged
        Whether the truth is the photo's own tag. Its owner agreed that the error is shown, to no more.
    pixels
        What a map of its parts is made from, no larger than the network sees: gone when it is
        forgotten; None for a reference, whose picture is not here.
    public
        Whether it is an example or a reference, and so may be kept for other sessions.
    """

    name: str
    title: str
    credit: str
    photo: str
    evidence: Evidence
    truth: tuple[float, float] | None
    public: bool
    pixels: Photo | None = None
    tagged: bool = False

    @property
    def truth_to_take(self) -> tuple[float, float] | None:
        """The truth, where an export may hold it."""
        return None if self.tagged else self.truth

    @property
    def precision(self) -> Precision:
        """How exactly places are told: examples and references are public, for others a teacher says."""
        return "exact" if self.public else settings().precision


def own_query(localizer: Localizer, data: bytes, title: str, *, tagged: bool = False) -> Query:
    """Embed and search one's own photo; the bytes are not kept.

    Parameters
    ----------
    tagged
        Whether its owner agrees that its GPS tag is read, as the true place; never for the answer.

    Raises
    ------
    PhotoError
        If the bytes are no photo that can be used.
    """
    photo = localizer.read(data)
    with in_turn():
        evidence = localizer.evidence(localizer.embed([photo])[0])
    number = st.session_state["own"] = st.session_state.get("own", 0) + 1
    truth = tagged_place(localizer, data) if tagged else None
    return private_query(f"own-{number}", title, photo, evidence, truth)


def private_query(
    name: str, title: str, photo: Photo, evidence: Evidence, tag: tuple[float, float] | None
) -> Query:
    """A photo of one's own, for this session only; ``tag`` is where its GPS tag says, if that may be read."""
    return Query(
        name=name,
        title=title,
        credit="",
        photo=pixels_to_uri(photo.pixels),
        evidence=evidence,
        truth=tag,
        public=False,
        pixels=photo,
        tagged=tag is not None,
    )


def place_told(localizer: Localizer, query: Query, at: tuple[float, float], texts: Mapping[str, str]) -> str:
    """A place of a query's answers, (lat, lon) in degrees, in words no more exact than a teacher allows."""
    return name_of(rounded_place(localizer.place(*at), query.precision), texts)


def tagged_place(localizer: Localizer, data: bytes) -> tuple[float, float] | None:
    """What the photo's GPS tag says, (lat, lon) in degrees, no more exactly than a teacher allows."""
    tag = localizer.read_gps(data)
    return None if tag is None else rounded(*tag, settings().precision)


def example_query(localizer: Localizer, example: Example) -> Query:
    """One of the example photos, embedded and searched once for all sessions."""
    return _example(localizer, example.id, str(localizer.atlas.folder))


@st.cache_resource(max_entries=64, show_spinner=False)
def _example(_localizer: Localizer, name: str, atlas: str) -> Query:
    localizer, example = _localizer, next(one for one in list_examples() if one.id == name)
    photo = localizer.read(example.path.read_bytes())
    with in_turn():
        evidence = localizer.evidence(localizer.embed([photo])[0])
    return Query(
        name=f"example-{example.id}",
        title=example.place,
        credit=f"{example.author}, {example.licence}",
        photo=pixels_to_uri(photo.pixels),
        evidence=evidence,
        truth=(example.lat, example.lon),
        public=True,
        pixels=photo,
    )


def reference_query(localizer: Localizer, row: int) -> Query:
    """A reference as the query: by its stored embedding, without its picture."""
    reference = localizer.reference(row)
    return Query(
        name=f"reference-{row}",
        title=place_name(reference, language()),
        credit=f"{reference.author}, {reference.licence}",
        photo=pixels_to_uri(localizer.picture(reference)),
        evidence=localizer.evidence_of(row),
        truth=(reference.lat, reference.lon),
        public=True,
    )


def trail() -> list[Query]:
    """The queries of this session since the last photo was chosen; the last one is shown."""
    stops: list[Query] = st.session_state.setdefault(_TRAIL, [])
    return stops


def _drop_drawn() -> None:
    for name in ("scenes", "whys"):
        st.session_state.pop(name, None)


def start(query: Query) -> None:
    """Begin a new trail; what was computed from a photo of one's own goes with the old one."""
    _drop_drawn()
    ask_place(False)
    st.session_state[_TRAIL] = [query]


def hop(localizer: Localizer, row: int) -> None:
    """Make a reference the query, unless it is already; whose place was asked for is left behind."""
    if trail()[-1].name != f"reference-{row}":
        ask_place(False)
        trail().append(reference_query(localizer, row))


def go_back(stop: int) -> None:
    """Show an earlier stop of the trail again, counted from 0; what came after it is dropped."""
    ask_place(False)
    del trail()[stop + 1 :]


def placing() -> bool:
    """Whether the next click on the globe says where the photo was taken."""
    return bool(trail()) and not trail()[-1].public and bool(st.session_state.get(_PLACING))


def ask_place(asked: bool) -> None:
    """Begin, or give up, waiting for that click."""
    st.session_state[_PLACING] = asked


def set_truth(lat: float, lon: float) -> None:
    """Where the photo shown was taken, degrees, by its owner's word."""
    trail()[-1] = replace(trail()[-1], truth=rounded(lat, lon, settings().precision), tagged=False)
    ask_place(False)


def forget() -> None:
    """Drop the trail and everything computed from its photos; `forgetting` drops what other pages hold."""
    ask_place(False)
    st.session_state.pop(_TRAIL, None)
    _drop_drawn()
    st.query_params.clear()
