"""Choosing a photo: the examples, an upload, the camera; and forgetting it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from geo_core.api import (
    PHOTO_SUFFIXES,
    Example,
    Localizer,
    PhotoError,
    list_examples,
    pixels_to_uri,
)
from geo_core.ui.picker.component import PickerItem, picker
from geo_core.ui.query import Query, ask_place, example_query, forget, own_query, placing, start, trail
from geo_core.ui.texts.markdown import plain

THUMBNAIL_PX = 200

_ASKING = "asking"
"""Which dialog is open: kept, so that a rerun of the page does not close it."""


@st.cache_data(show_spinner=False)
def _items(_localizer: Localizer) -> list[PickerItem]:
    return [
        {
            "id": example.id,
            "thumb": pixels_to_uri(_localizer.read(example.path.read_bytes()).pixels, THUMBNAIL_PX),
            "caption": example.short,
            "credit": example.credit,
        }
        for example in list_examples()
    ]


def sources(
    localizer: Localizer, texts: Mapping[str, str], more: Callable[[Query], None] | None = None
) -> None:
    """Draw the rows above the globe and begin a new trail when a photo is chosen.

    Parameters
    ----------
    more
        Draws further actions for the photo that is shown.
    """
    row = st.container(horizontal=True, vertical_alignment="center", key="actions")
    chosen = picker(_items(localizer), texts=texts, selected=st.query_params.get("example"), key="picker")
    if chosen:
        st.query_params["example"] = chosen
        del trail()[1:]  # chosen again after some hops, it is the query again
    example = _linked_example()
    if example and not (trail() and trail()[0].name == f"example-{example.id}"):
        with st.spinner(texts["looking"]):
            start(example_query(localizer, example))
    with row:
        _actions(texts, more)
    asking = st.session_state.get(_ASKING)
    if asking:
        ask = {"upload": _upload, "camera": _camera}[asking]
        st.dialog(texts[asking], on_dismiss=_stop_asking)(ask)(localizer, texts)


def _actions(texts: Mapping[str, str], more: Callable[[Query], None] | None) -> None:
    if st.button(texts["upload"], icon=":material/upload:", type="primary", key="upload"):
        st.session_state[_ASKING] = "upload"
    if st.button(texts["camera"], icon=":material/photo_camera:", key="camera"):
        st.session_state[_ASKING] = "camera"
    if not trail():
        return
    if st.button(texts["forget"], icon=":material/delete:", help=texts["forget_help"], key="forget"):
        forget()
        st.rerun()
    if len(trail()) > 1 and st.button(texts["back"], icon=":material/arrow_back:", key="back"):
        trail().pop()
        st.rerun()
    if not trail()[-1].public:
        _truth(texts)
    if more:
        more(trail()[-1])
    st.markdown(texts["place_click"] if placing() else _way(texts))


def _truth(texts: Mapping[str, str]) -> None:
    """Says that the next click on the globe is the true place, or takes that back."""
    name = "place_stop" if placing() else "place_ask"
    if st.button(texts[name], icon=":material/add_location_alt:", key="place"):
        ask_place(not placing())
        st.rerun()


def _stop_asking() -> None:
    st.session_state.pop(_ASKING, None)


def _linked_example() -> Example | None:
    """The example that the address names, if there is one of that name."""
    wanted = st.query_params.get("example")
    return next((example for example in list_examples() if example.id == wanted), None)


def _way(texts: Mapping[str, str]) -> str:
    """The trail in words: where it began, and how many hops ago."""
    first, last = trail()[0], trail()[-1]
    if first is last:
        return plain(f"{last.title} · {last.credit}" if last.credit else last.title)
    return plain(texts["hopped"].format(title=last.title, credit=last.credit, first=first.title))


def _upload(localizer: Localizer, texts: Mapping[str, str]) -> None:
    st.caption(texts["privacy"])
    tagged = st.checkbox(texts["gps_consent"], help=texts["gps_consent_help"], key="gps_consent")
    given = st.file_uploader(
        texts["upload_label"], type=sorted(PHOTO_SUFFIXES), key="uploader", label_visibility="collapsed"
    )
    if given is not None:
        _begin(localizer, given.getvalue(), texts, tagged=tagged)


def _camera(localizer: Localizer, texts: Mapping[str, str]) -> None:
    st.caption(texts["privacy"])
    given = st.camera_input(texts["camera_label"], key="camera_input", label_visibility="collapsed")
    if given is not None:
        _begin(localizer, given.getvalue(), texts)


def _begin(localizer: Localizer, data: bytes, texts: Mapping[str, str], *, tagged: bool = False) -> None:
    try:
        with st.spinner(texts["looking"]):
            query = own_query(localizer, data, texts["own_photo"], tagged=tagged)
    except PhotoError as error:
        st.error(f"{texts['bad_photo']} {error}", icon=":material/broken_image:")
        return
    start(query)
    st.query_params.clear()
    _stop_asking()
    # The dialog closes, and with it the uploader and the bytes that it held.
    st.rerun()
