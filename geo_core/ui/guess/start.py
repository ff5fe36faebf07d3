"""Before a game: which photos, how many, who plays, and the link that deals others the same."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from geo_core.api import (
    MOST_SEATS,
    ClassSetError,
    Entry,
    Localizer,
    dealt,
    distinct_names,
    new_game,
    seat_name,
    valid_seed,
)
from geo_core.ui.guess.link import FIRST_ROUNDS, ROUNDS, link, new_seed, parameters
from geo_core.ui.guess.sets import folder_set, set_entries, set_names, set_title
from geo_core.ui.guess.table import Table
from geo_core.ui.guess.upload import left_out, own_upload, zip_upload
from geo_core.ui.guess.wording import Texts
from geo_core.ui.settings import settings
from geo_core.ui.texts.errors import told
from geo_core.ui.texts.markdown import plain


def start_page(localizer: Localizer, table: Table, texts: Texts) -> None:
    """Draw the start screen."""
    st.html(f'<div class="guess-title"><h2>{texts["guess_title"]}</h2><p>{texts["guess_how"]}</p></div>')
    left, right = st.columns(2, gap="large")
    with left:
        entries = _photos(localizer, table, texts)
    with right:
        _seats(table, texts)
        seed = _seed(table, texts)
        ready = bool(entries) and seed is not None
        if st.button(
            texts["guess_start"],
            icon=":material/play_arrow:",
            type="primary",
            disabled=not ready,
            key="guess_start",
        ):
            begin(table, entries, texts)
            st.rerun()
        if not entries:
            st.caption(texts["guess_no_photos"])
        _link(table, texts)


def begin(table: Table, entries: tuple[Entry, ...], texts: Texts) -> None:
    """Deal the photos and sit down."""
    names = [
        seat_name(name) or texts["guess_seat"].format(n=n) for n, name in enumerate(table.names.values(), 1)
    ]
    if len(names) == 1 and not seat_name(next(iter(table.names.values()))):
        names = [texts["guess_you"]]
    rounds = dealt(entries, table.deal.seed, ROUNDS[table.deal.rounds])
    table.game = new_game(table.deal.set_name, table.deal.seed, distinct_names(names), rounds)
    table.games += 1
    table.holder = (0, 0)
    table.clear_pin()
    st.query_params.from_dict({**st.query_params.to_dict(), **parameters(table.deal)})


def _photos(localizer: Localizer, table: Table, texts: Texts) -> tuple[Entry, ...]:
    offered = set_names()
    if table.deal.set_name not in offered:
        table.deal = replace(table.deal, set_name=offered[0])
    st.session_state.setdefault("guess_set", table.deal.set_name)
    chosen = st.radio(
        texts["guess_photos"],
        offered,
        format_func=lambda name: set_title(name, texts),
        captions=[texts[f"guess_set_{name}_note"] for name in offered],
        key="guess_set",
    )
    table.deal = replace(table.deal, set_name=chosen or offered[0])
    if chosen == "zip":
        zip_upload(localizer, table, texts)
    elif chosen == "own":
        own_upload(localizer, table, texts)
    try:
        with st.spinner(texts["guess_reading"]):
            entries = set_entries(localizer, table)
    except ClassSetError as error:
        st.error(f"{texts['guess_bad_set']} {plain(told(error, texts))}", icon=":material/folder_off:")
        return ()
    folder = settings().class_set
    if chosen == "class" and folder:
        left_out(folder_set(localizer, folder).problems, texts)
    st.session_state.setdefault("guess_rounds", table.deal.rounds)
    rounds = st.radio(
        texts["guess_rounds"],
        list(ROUNDS),
        format_func=lambda name: texts["guess_all"].format(n=len(entries)) if name == "all" else name,
        horizontal=True,
        key="guess_rounds",
    )
    table.deal = replace(table.deal, rounds=rounds or FIRST_ROUNDS)
    return entries


def _seats(table: Table, texts: Texts) -> None:
    st.html(f'<p class="guess-label">{texts["guess_seats"]}</p>')
    for place, (number, name) in enumerate(list(table.names.items()), 1):
        label = texts["guess_seat"].format(n=place)
        st.session_state.setdefault(f"guess_seat_{number}", name)
        with st.container(horizontal=True, vertical_alignment="center", key=f"guess_seat_row_{number}"):
            table.names[number] = st.text_input(
                label,
                placeholder=texts["guess_you"] if len(table.names) == 1 else label,
                max_chars=20,
                autocomplete="off",
                label_visibility="collapsed",
                key=f"guess_seat_{number}",
            )
            if len(table.names) > 1:
                st.button(
                    "",
                    icon=":material/close:",
                    help=texts["guess_remove"].format(name=plain(seat_name(table.names[number])) or label),
                    on_click=table.remove_seat,
                    args=(number,),
                    key=f"guess_remove_{number}",
                )
    if len(table.names) < MOST_SEATS:
        st.button(texts["guess_add"], icon=":material/person_add:", on_click=table.add_seat, key="guess_add")


def _seed(table: Table, texts: Texts) -> str | None:
    def another() -> None:
        table.deal = replace(table.deal, seed=new_seed())
        st.session_state["guess_seed"] = table.deal.seed

    st.session_state.setdefault("guess_seed", table.deal.seed)
    with st.container(horizontal=True, vertical_alignment="bottom", key="guess_seed_row"):
        typed = st.text_input(
            texts["guess_seed"],
            max_chars=24,
            autocomplete="off",
            help=texts["guess_seed_help"],
            key="guess_seed",
        )
        st.button(
            "", icon=":material/casino:", help=texts["guess_new_seed"], on_click=another, key="guess_new_seed"
        )
    seed = valid_seed(typed)
    if seed is None:
        st.error(texts["guess_bad_seed"])
        return None
    table.deal = replace(table.deal, seed=seed)
    return seed


def _link(table: Table, texts: Texts) -> None:
    st.html(f'<p class="guess-label">{texts["guess_link"]}</p>')
    st.code(link(table.deal, st.context.url or ""), language=None, wrap_lines=True)
    st.caption(texts["guess_link_note"])
