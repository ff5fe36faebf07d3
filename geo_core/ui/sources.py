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
from geo_core.ui.breadcrumb import breadcrumb
from geo_core.ui.forgetting import forget_everything
from geo_core.ui.picker.component import PickerItem, picker
from geo_core.ui.query import Query, ask_place, example_query, go_back, own_query, placing, start, trail
from geo_core.ui.texts.errors import told
from geo_core.ui.texts.markdown import plain
from geo_core.ui.uploads import PHOTO_MB, drop_uploads, taken

THUMBNAIL_PX = 200

_ASKING = "asking"
"""Which dialog is open: kept, so that a rerun of the page does not close it."""

_FAULT = "upload-fault"
"""Why the last upload was refused: kept, as the upload is not."""


@st.cache_data(show_spinner=False)
def example_items(_localizer: Localizer) -> list[PickerItem]:
    """The examples as the picker shows them, made once a process."""
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
    localizer: Localizer,
    texts: Mapping[str, str],
    more: Callable[[Query], None] | None = None,
    *,
    clicks: bool = False,
) -> None:
    """Draw the rows above the globe and begin a new trail when a photo is chosen.

    Parameters
    ----------
    more
        Draws further actions for the photo that is shown.
    clicks
        Whether the globe below tells of clicks, so that the true place can be asked for.
    """
    row = st.container(horizontal=True, vertical_alignment="center", key="actions")
    expected = bool(trail() or linked_example())
    with row:  # what is known before the answer stands before it: later it would push the rest down
        _new_photo(texts)
        if expected:
            _forget(texts)
    items, named = example_items(localizer), st.query_params.get("example")
    chosen = picker(items, texts=texts, selected=named, key="picker")
    if chosen:
        st.query_params["example"] = chosen
        go_back(0)  # chosen again after some hops, it is the query again
    example = linked_example()
    if example and not (trail() and trail()[0].name == f"example-{example.id}"):
        with st.spinner(texts["looking"]):
            start(example_query(localizer, example))
    with row:
        if trail() and not expected:
            _forget(texts)
        if trail():
            _actions(texts, more, clicks=clicks)
    photo_dialog(localizer, texts)


def photo_buttons(texts: Mapping[str, str]) -> None:
    """Buttons for a photo of one's own, which open `photo_dialog`, and the one that forgets."""
    _new_photo(texts)
    if trail():
        _forget(texts)


def _new_photo(texts: Mapping[str, str]) -> None:
    if st.button(texts["upload"], icon=":material/upload:", type="primary", key="upload"):
        _ask("upload")
    if st.button(texts["camera"], icon=":material/photo_camera:", key="camera"):
        _ask("camera")


def _forget(texts: Mapping[str, str]) -> None:
    if st.button(texts["forget"], icon=":material/delete:", help=texts["forget_help"], key="forget"):
        forget_everything()
        st.rerun()


def photo_dialog(localizer: Localizer, texts: Mapping[str, str]) -> None:
    """The dialog that was asked for; a new trail begins with the photo given."""
    asking = st.session_state.get(_ASKING)
    if asking:
        ask = {"upload": _upload, "camera": _camera}[asking]
        st.dialog(texts[asking], on_dismiss=_stop_asking)(ask)(localizer, texts)
    else:
        drop_uploads()


def _actions(texts: Mapping[str, str], more: Callable[[Query], None] | None, *, clicks: bool) -> None:
    if len(trail()) > 1 and st.button(texts["back"], icon=":material/arrow_back:", key="back"):
        go_back(len(trail()) - 2)
        st.rerun()
    if clicks and not trail()[-1].public:
        _truth(texts)
    if more:
        more(trail()[-1])
    if clicks and placing():
        st.markdown(texts["place_click"])
    else:
        breadcrumb()


def _truth(texts: Mapping[str, str]) -> None:
    """Says that the next click on the globe is the true place, or takes that back."""
    name = "place_stop" if placing() else "place_ask"
    if st.button(texts[name], icon=":material/add_location_alt:", key="place"):
        ask_place(not placing())
        st.rerun()


def _ask(dialog: str) -> None:
    _stop_asking()
    st.session_state[_ASKING] = dialog


def _stop_asking() -> None:
    for name in (_ASKING, _FAULT):
        st.session_state.pop(name, None)


def linked_example() -> Example | None:
    """The example that the address names, if there is one of that name."""
    wanted = st.query_params.get("example")
    return next((example for example in list_examples() if example.id == wanted), None)


def _upload(localizer: Localizer, texts: Mapping[str, str]) -> None:
    st.caption(texts["privacy"])
    tagged = st.checkbox(texts["gps_consent"], help=texts["gps_consent_help"], key="gps_consent")
    given = st.file_uploader(
        texts["upload_label"],
        type=sorted(PHOTO_SUFFIXES),
        max_upload_size=PHOTO_MB,
        key="uploader",
        label_visibility="collapsed",
    )
    if given is not None:
        _begin(localizer, taken(given), texts, tagged=tagged)
    _said(texts)


def _camera(localizer: Localizer, texts: Mapping[str, str]) -> None:
    st.caption(texts["privacy"])
    given = st.camera_input(texts["camera_label"], key="camera_input", label_visibility="collapsed")
    if given is not None:
        _begin(localizer, taken(given), texts)
    _said(texts)


def _begin(localizer: Localizer, data: bytes, texts: Mapping[str, str], *, tagged: bool = False) -> None:
    try:
        with st.spinner(texts["looking"]):
            query = own_query(localizer, data, texts["own_photo"], tagged=tagged)
    except PhotoError as error:
        st.session_state[_FAULT] = plain(told(error, texts))
        return
    start(query)
    st.query_params.clear()
    _stop_asking()
    st.rerun()


def _said(texts: Mapping[str, str]) -> None:
    fault = st.session_state.get(_FAULT)
    if fault:
        st.error(f"{texts['bad_photo']} {fault}", icon=":material/broken_image:")
