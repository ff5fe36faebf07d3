"""Uploading a class set or photos of one's own; each batch leaves its uploader as soon as it is read."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo_core.api import PHOTO_SUFFIXES, SEAT_COLOURS, ClassSet, Localizer, Problem, bytes_to_uri, rounded
from geo_core.ui.globe.board import board, read_board_events
from geo_core.ui.guess.marks import picking_board, with_pin
from geo_core.ui.guess.sets import place_own, take_own, take_zip
from geo_core.ui.guess.table import Table
from geo_core.ui.guess.wording import Texts, coordinates, place_name
from geo_core.ui.settings import settings
from geo_core.ui.texts.errors import problem_told
from geo_core.ui.texts.markdown import plain
from geo_core.ui.uploads import PHOTO_MB, taken

BOARD = "guess_placing_board"


def zip_upload(localizer: Localizer, table: Table, texts: Texts) -> None:
    """A ZIP file with photos and a CSV."""
    st.caption(texts["guess_zip_how"])
    places = st.checkbox(texts["guess_consent_zip"], key="guess_consent_zip")
    given = st.file_uploader(
        texts["guess_set_zip"], type=["zip"], label_visibility="collapsed", key=f"guess_zip_{table.uploads}"
    )
    if given is not None:
        with st.spinner(texts["guess_reading"]):
            take_zip(localizer, table, taken(given), places=places)
        table.uploads += 1  # a new uploader, for another set
        st.rerun()
    if table.fault:
        st.error(f"{texts['guess_bad_set']} {plain(table.fault)}", icon=":material/folder_off:")
    _held(table, "zip", texts)


def own_upload(localizer: Localizer, table: Table, texts: Texts) -> None:
    """Photos of one's own."""
    st.caption(texts["guess_own_how"])
    places = st.checkbox(texts["guess_consent"], key="guess_consent_own")
    given = st.file_uploader(
        texts["guess_set_own"],
        type=sorted(PHOTO_SUFFIXES),
        accept_multiple_files=True,
        max_upload_size=PHOTO_MB,
        label_visibility="collapsed",
        key=f"guess_own_{table.uploads}",
    )
    if given:
        with st.spinner(texts["guess_reading"]):
            take_own(localizer, table, [(one.name, taken(one)) for one in given], places=places)
        table.uploads += 1
        st.rerun()
    if table.unplaced:
        st.warning(texts["guess_unplaced"].format(n=len(table.unplaced)), icon=":material/wrong_location:")
        if st.button(texts["guess_place_them"], type="primary", key="guess_place_them"):
            table.placing = True
            st.rerun()
    _held(table, "own", texts)


def _held(table: Table, name: str, texts: Texts) -> None:
    held: ClassSet | None = table.sets.get(name)
    if held is None:
        return
    # Not a table of names: who set the photos up may be about to play.
    if held.entries:
        st.success(texts["guess_held"].format(n=len(held.entries)), icon=":material/photo_library:")
    left_out(held.problems, texts)
    st.button(
        texts["guess_forget"],
        icon=":material/delete:",
        on_click=table.forget,
        args=(name,),
        key=f"guess_forget_{name}",
    )


def left_out(problems: tuple[Problem, ...], texts: Texts) -> None:
    """What of a set was left out, folded away."""
    if problems:
        with st.expander(texts["guess_problems"].format(n=len(problems)), icon=":material/warning:"):
            for one in problems:
                st.text(problem_told(one, texts))


def placing_page(localizer: Localizer, table: Table, texts: Texts) -> None:
    """Where was it taken? One photo of one's own after the other, by a click on the globe."""
    entry = table.unplaced[0]
    shown = picking_board(
        f"placing-{entry.id}", texts, sign="★", label=texts["guess_place_pin"], colour=SEAT_COLOURS[0]
    )
    said = read_board_events(st.session_state.get(BOARD) or {}, shown)
    if said.picked is not None and said.press != table.press:
        table.pin = said.picked
    table.press = said.press or table.press
    left, right = st.columns([5, 7], gap="medium")
    with left:
        st.html(
            f'<div class="guess-title"><h2>{texts["guess_place_title"]}</h2>'
            f"<p>{escape(texts['guess_place_note'].format(n=len(table.unplaced)))}</p></div>"
        )
        with st.container(key="guess_photo_shown"):
            st.image(bytes_to_uri(entry.read()), alt=texts["guess_photo_own_alt"], width="stretch")
        at = table.pin
        if at:
            st.caption(plain(f"{place_name(localizer, at, texts)} · {coordinates(at, texts)}"))
        with st.container(horizontal=True):
            if (
                st.button(
                    texts["guess_place_set"], type="primary", disabled=at is None, key="guess_place_set"
                )
                and at
            ):
                place_own(table, rounded(*at, settings().precision))
                _next(table)
            if st.button(texts["guess_place_skip"], key="guess_place_skip"):
                table.unplaced.pop(0)
                _next(table)
    with right:
        board(with_pin(shown, table.pin), texts=texts, key=BOARD)


def _next(table: Table) -> None:
    table.clear_pin()
    if not table.unplaced:
        table.placing = False
    st.rerun()
