"""A round on the screen: the photo, the globe, whose turn it is; then the answer."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo_core.api import Board, Entry, Game, Localizer, bytes_to_uri, standings
from geo_core.ui.globe.board import board, read_board_events
from geo_core.ui.guess.machine import machine_guess
from geo_core.ui.guess.marks import answer_board, empty_board, playing_board, with_pin
from geo_core.ui.guess.table import Table
from geo_core.ui.guess.typed import LONGEST, typed_place
from geo_core.ui.guess.wording import Texts, badge, coordinates, place_name, round_table, running
from geo_core.ui.texts.markdown import plain

BOARD = "guess_board"


def round_page(localizer: Localizer, table: Table, game: Game, texts: Texts) -> None:
    """Draw the round that is played."""
    seat = game.seat
    waiting = seat is not None and seat > 0 and table.holder != (game.current, seat)
    if seat is None:
        shown = answer_board(game, table, _title(localizer, game.round.entry, texts), texts)
    elif waiting:
        shown = empty_board(table.turn, texts)
    else:
        shown = _heeded(table, playing_board(game, seat, table.turn, texts), texts)
    _status(table, game, texts)
    left, right = st.columns([5, 7], gap="medium")
    with right:
        board(shown, texts=texts, key=BOARD)
        if seat is None:
            _onward(table, game, texts)
        elif not waiting:
            _pin_controls(localizer, table, game, texts)
    with left:
        if waiting and seat is not None:
            _hand_over(table, game, seat, texts)
        else:
            _photo(game, texts)
        if seat is None:
            _answer(localizer, game, texts)
    if seat is not None:
        # All is drawn: while the players look, the machine guesses.
        machine_guess(localizer, table, game.round.entry)


def _heeded(table: Table, shown: Board, texts: Texts) -> Board:
    """The board with the pin where a click or typed words have just set it."""
    said = read_board_events(st.session_state.get(BOARD) or {}, shown)
    if said.picked is not None and said.press != table.press:
        table.pin, table.said = said.picked, ""
    table.press = said.press or table.press
    typed = str(st.session_state.get(f"guess_typed_{table.turn}") or "")
    if typed != table.typed:
        table.typed = typed
        with st.spinner(texts["guess_searching"]):
            at, table.said = typed_place(typed, texts)
        table.pin = at or table.pin
    return with_pin(shown, table.pin)


def _status(table: Table, game: Game, texts: Texts) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="guess_status"):
        number = texts["guess_round"].format(n=game.current + 1, all=len(game.rounds))
        turn = texts["guess_answer"] if game.seat is None else ""
        if game.seat is not None and len(game.seats) > 1:
            turn = texts["guess_turn"].format(name=game.seats[game.seat])
        st.html(
            f'<div class="guess-status" role="status"><strong>{escape(number)}</strong>'
            f"<span>{escape(turn)}</span></div>{running(game, standings(game), texts)}",
            width="stretch",
        )
        with st.popover(texts["guess_leave"], icon=":material/logout:", key="guess_leaving"):
            st.write(texts["guess_leave_note"])
            st.button(texts["guess_leave_now"], on_click=table.leave, key="guess_leave")


def _photo(game: Game, texts: Texts) -> None:
    entry, number = game.round.entry, game.current + 1
    style = "guess_photo_shown" if game.round.shown else "guess_photo"
    with st.container(key=style):
        try:
            st.image(
                bytes_to_uri(entry.read()), alt=texts["guess_photo_alt"].format(n=number), width="stretch"
            )
        except OSError:
            st.warning(texts["guess_photo_gone"])


def _pin_controls(localizer: Localizer, table: Table, game: Game, texts: Texts) -> None:
    said = texts["guess_no_pin"]
    if table.pin is not None:
        where = place_name(localizer, table.pin, texts)
        said = texts["guess_pin_at"].format(place=where, at=coordinates(table.pin, texts))
    st.html(
        f'<p class="guess-said" role="status">{escape(said)}</p>'
        + (f'<p class="guess-said guess-note">{escape(table.said)}</p>' if table.said else "")
    )
    with st.container(horizontal=True, vertical_alignment="bottom", key="guess_controls"):
        st.text_input(
            texts["guess_type"],
            placeholder=texts["guess_type_example"],
            max_chars=LONGEST,
            autocomplete="off",
            key=f"guess_typed_{table.turn}",
        )
        if st.button(
            texts["guess_here"],
            icon=":material/where_to_vote:",
            type="primary",
            disabled=table.pin is None,
            key="guess_here",
        ):
            _guessed(localizer, table, game, texts)


def _guessed(localizer: Localizer, table: Table, game: Game, texts: Texts) -> None:
    if table.pin is None:
        return
    game = game.guess(*table.pin)
    if game.seat is None:
        with st.spinner(texts["guess_machine_thinks"]):
            machine = machine_guess(localizer, table, game.round.entry)
        game = game.reveal(machine.at, left_out=machine.left_out)
    table.game = game
    table.clear_pin()
    st.rerun()


def _hand_over(table: Table, game: Game, seat: int, texts: Texts) -> None:
    def take() -> None:
        table.holder = (game.current, seat)

    with st.container(key="guess_hand_over"):
        st.html(
            f'<div class="guess-hand">{badge(game, seat, texts)}<h2>'
            f"{escape(texts['guess_hand_over'].format(name=game.seats[seat]))}</h2>"
            f"<p>{escape(texts['guess_hand_over_note'])}</p></div>"
        )
        st.button(
            texts["guess_take"].format(name=plain(game.seats[seat])),
            type="primary",
            on_click=take,
            key="guess_take",
        )


def _title(localizer: Localizer, entry: Entry, texts: Texts) -> str:
    return entry.title or (place_name(localizer, entry.truth, texts) if entry.truth else "")


def _answer(localizer: Localizer, game: Game, texts: Texts) -> None:
    one = game.round
    title = _title(localizer, one.entry, texts)
    near = place_name(localizer, one.truth, texts)
    lines = [near] if near != title else []
    lines += [texts["guess_credit"].format(credit=one.entry.credit)] if one.entry.credit else []
    notes = [texts["guess_left_out"]] if one.left_out else []
    notes += [texts["guess_no_machine"]] if one.machine is None else []
    st.html(
        f'<div class="guess-answer"><h2>{escape(title)}</h2><p>{escape(" · ".join(lines))}</p></div>'
        f"{round_table(game, game.current, texts)}"
        + "".join(f'<p class="guess-note">{escape(note)}</p>' for note in notes)
    )


def _onward(table: Table, game: Game, texts: Texts) -> None:
    def go_on() -> None:
        table.game = game.next()
        table.clear_pin()

    last = game.current + 1 == len(game.rounds)
    st.button(
        texts["guess_finish" if last else "guess_next"],
        icon=":material/flag:" if last else ":material/arrow_forward:",
        type="primary",
        on_click=go_on,
        key="guess_next",
    )
