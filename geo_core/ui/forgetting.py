"""Forgetting: every photo that a session was given, on whichever page, and all that was made of one."""

from __future__ import annotations

import streamlit as st

from geo_core.ui.guess.table import open_table
from geo_core.ui.many.batch import forget_batch
from geo_core.ui.query import forget
from geo_core.ui.uploads import drop_uploads

OWN_SETS = ("zip", "own")
"""Of the page Guess: the sets that a session was given."""

CARD = "guess-card"
"""Where Guess keeps the picture of the last game."""


def forget_everything() -> None:
    """Drop the trail, the batch, the sets of the game, a game that is played with one, and its picture."""
    drop_uploads()
    forget_batch()
    _forget_sets()
    forget()


def _forget_sets() -> None:
    table = open_table()
    for name in OWN_SETS:
        table.forget(name)
    table.placing = False
    if table.game is not None and table.game.set_name in OWN_SETS:
        table.leave()
    st.session_state.pop(CARD, None)
