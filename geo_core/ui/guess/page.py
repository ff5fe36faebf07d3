"""The page: the start screen, the rounds or the end, whichever the game has come to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from geo_core.api import Localizer
from geo_core.ui.guess.play import round_page
from geo_core.ui.guess.start import start_page
from geo_core.ui.guess.summary import summary_page
from geo_core.ui.guess.table import open_table
from geo_core.ui.guess.upload import placing_page

_CSS = (Path(__file__).parent / "guess.css").read_text(encoding="utf-8")


def page(localizer: Localizer, texts: Mapping[str, str]) -> None:
    """Draw the page."""
    st.html(f"<style>{_CSS}</style>")
    table = open_table()
    if table.game is not None and not table.game.over:
        round_page(localizer, table, table.game, texts)
    elif table.game is not None:
        summary_page(localizer, table, table.game, texts)
    elif table.placing and table.unplaced:
        placing_page(localizer, table, texts)
    else:
        start_page(localizer, table, texts)
