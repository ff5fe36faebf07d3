"""The photo asked about, as a session keeps it: its evidence and a small picture, never the upload."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from geo_core.api import Evidence, Example, Localizer, pixels_to_uri

_TRAIL = "trail"


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
        (lat, lon) in degrees where the place is known and may be shown.
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


def own_query(localizer: Localizer, data: bytes, title: str) -> Query:
    """Embed and search one's own photo; the bytes are not kept.

    Raises
    ------
    PhotoError
        If the bytes are no photo that can be used.
    """
    photo = localizer.read(data)
    evidence = localizer.evidence(localizer.embed([photo])[0])
    number = st.session_state["own"] = st.session_state.get("own", 0) + 1
    return Query(f"own-{number}", title, "", pixels_to_uri(photo.pixels), evidence, None, public=False)


def example_query(localizer: Localizer, example: Example) -> Query:
    """Embed and search one of the example photos."""
    photo = localizer.read(example.path.read_bytes())
    evidence = localizer.evidence(localizer.embed([photo])[0])
    return Query(
        name=f"example-{example.id}",
        title=example.place,
        credit=f"{example.author}, {example.licence}",
        photo=pixels_to_uri(photo.pixels),
        evidence=evidence,
        truth=(example.lat, example.lon),
        public=True,
    )


def reference_query(localizer: Localizer, row: int) -> Query:
    """A reference as the query: by its stored embedding, without its picture."""
    reference = localizer.reference(row)
    return Query(
        name=f"reference-{row}",
        title=", ".join(filter(None, (reference.place, reference.country))),
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


def start(query: Query) -> None:
    """Begin a new trail; what was computed from a photo of one's own goes with the old one."""
    st.session_state.pop("scenes", None)
    st.session_state[_TRAIL] = [query]


def hop(localizer: Localizer, row: int) -> None:
    """Make a reference the query, unless it is already."""
    if trail()[-1].name != f"reference-{row}":
        trail().append(reference_query(localizer, row))


def forget() -> None:
    """Drop everything that this session knows of any photo."""
    st.session_state.pop(_TRAIL, None)
    st.session_state.pop("scenes", None)
    st.query_params.clear()
