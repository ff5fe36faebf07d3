"""After the last round: who has won, round by round, and a picture to keep."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from geo_core.api import (
    RADII_KM,
    ClassSetError,
    Game,
    Localizer,
    RoundMarks,
    ScoreRow,
    Standing,
    bytes_to_uri,
    scorecard,
    standings,
    winners,
)
from geo_core.ui.forgetting import CARD
from geo_core.ui.guess.link import new_seed
from geo_core.ui.guess.sets import set_entries, set_title
from geo_core.ui.guess.start import begin
from geo_core.ui.guess.table import Table
from geo_core.ui.guess.wording import (
    Texts,
    badge,
    html_table,
    joined_names,
    place_name,
    player,
)
from geo_core.ui.texts.errors import told
from geo_core.ui.texts.markdown import plain
from geo_core.ui.texts.numbers import kilometres, whole


def summary_page(localizer: Localizer, table: Table, game: Game, texts: Texts) -> None:
    """Draw the end of a game."""
    final = standings(game)
    title, note = winner_line(game, final, texts), _note(game, texts)
    st.html(f'<div class="guess-title" role="status"><h2>{escape(title)}</h2><p>{escape(note)}</p></div>')
    _actions(localizer, table, game, texts)
    left, right = st.columns([5, 7], gap="medium")
    with left:
        st.html(_final_table(game, final, texts))
        st.html(f'<div class="guess-wide" tabindex="0">{_rounds_table(localizer, game, texts)}</div>')
    with right:
        picture = _picture(game, final, texts)
        alt = texts["guess_picture_alt"].format(title=title, n=len(game.rounds))
        st.image(bytes_to_uri(picture), alt=alt, width="stretch")
        st.download_button(
            texts["guess_save"],
            picture,
            f"guess-{game.seed}.png",
            "image/png",
            on_click="ignore",
            icon=":material/download:",
            key="guess_save",
        )


def winner_line(game: Game, final: list[Standing], texts: Texts) -> str:
    """One sentence."""
    first = winners(final)
    names = joined_names([player(game, one.seat, texts)[0] for one in first], texts)
    key = "guess_won" if len(first) == 1 else "guess_tie"
    return texts[key].format(name=names, points=whole(first[0].points, texts))


def _note(game: Game, texts: Texts) -> str:
    return texts["guess_played"].format(
        set=set_title(game.set_name, texts), n=len(game.rounds), seed=game.seed
    )


def _actions(localizer: Localizer, table: Table, game: Game, texts: Texts) -> None:
    with st.container(horizontal=True, key="guess_again"):
        again = st.button(texts["guess_same"], icon=":material/replay:", key="guess_same")
        other = st.button(texts["guess_new"], icon=":material/casino:", type="primary", key="guess_new")
        st.button(texts["guess_back"], icon=":material/tune:", on_click=table.leave, key="guess_back")
    if other:
        table.deal = replace(table.deal, seed=new_seed())
        st.session_state.pop("guess_seed", None)
    if again or other:
        entries = tuple(one.entry for one in game.rounds)
        try:
            entries = set_entries(localizer, table) if other else entries
        except ClassSetError as error:  # the server's folder has changed
            st.error(f"{texts['guess_bad_set']} {plain(told(error, texts))}", icon=":material/folder_off:")
            return
        begin(table, entries, texts)
        st.rerun()


def _final_table(game: Game, final: list[Standing], texts: Texts) -> str:
    rows = [
        [
            f'<span class="guess-player">{one.rank}. {badge(game, one.seat, texts)}</span>',
            f"<b>{whole(one.points, texts)}</b>",
            str(one.won),
            *(str(one.made(radius)) for radius in range(len(RADII_KM))),
        ]
        for one in final
    ]
    head = [texts["guess_player"], texts["guess_points"], texts["guess_wins"]]
    head += [kilometres(radius, texts) for radius in RADII_KM]
    table = html_table(texts["guess_final"], head, rows, style="guess-final")
    note = escape(texts["guess_final_note"])
    return f'<div class="guess-wide" tabindex="0">{table}</div><p class="guess-note">{note}</p>'


def _rounds_table(localizer: Localizer, game: Game, texts: Texts) -> str:
    seats: list[int | None] = list(range(len(game.seats)))
    if any(one.machine is not None for one in game.rounds):
        seats.append(None)
    rows = []
    for number, one in enumerate(game.rounds, 1):
        title = one.entry.title or place_name(localizer, one.truth, texts)
        cells = []
        for seat in seats:
            score = one.machine_score() if seat is None else one.scores()[seat]
            said = f"<b>{whole(score.points, texts)}</b><br>{kilometres(score.km, texts)}" if score else "–"
            cells.append(said)
        rows.append([f"{number}. {escape(title)}", *cells])
    head = [texts["guess_place"], *(player(game, seat, texts)[0] for seat in seats)]
    return html_table(texts["guess_by_round"], head, rows, style="guess-final")


def _picture(game: Game, final: list[Standing], texts: Texts) -> bytes:
    marks = []
    for one in game.rounds:
        guesses = [(at, player(game, seat, texts)[2]) for seat, at in enumerate(one.guesses)]
        if one.machine is not None:
            guesses.append((one.machine, player(game, None, texts)[2]))
        marks.append(RoundMarks(one.truth, tuple(guesses)))
    rows = []
    for row in final:
        name, sign, colour = player(game, row.seat, texts)
        detail = texts["guess_card_detail"].format(won=row.won, n=len(game.rounds), near=row.made(2))
        rows.append(ScoreRow(colour, sign, name, whole(row.points, texts), detail))
    return _drawn((winner_line(game, final, texts), _note(game, texts), tuple(marks), tuple(rows)))


def _drawn(said: tuple[str, str, tuple[RoundMarks, ...], tuple[ScoreRow, ...]]) -> bytes:
    """The picture, kept in its session only: there are names and places of the players' own in it."""
    kept: tuple[object, bytes] | None = st.session_state.get(CARD)
    if kept is None or kept[0] != said:
        kept = st.session_state[CARD] = (said, scorecard(*said))
    return kept[1]
