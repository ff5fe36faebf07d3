"""The way from the first photo to the one that is shown; each earlier stop leads back to itself."""

from __future__ import annotations

from functools import partial

import streamlit as st

from geo_core.ui.query import Query, go_back, trail
from geo_core.ui.texts.markdown import plain

CSS = """
.st-key-way { flex: 1 1 16rem; min-width: 0; gap: 0.3rem; flex-wrap: nowrap !important; overflow-x: auto; scrollbar-width: thin; }
.st-key-way > * { flex: none; width: auto !important; max-width: none; }
.st-key-way :is(button, button div) { min-width: 0; min-height: 1.75rem; }
.st-key-way button p { max-width: 9rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; text-decoration: underline; }
.st-key-way p { white-space: nowrap; }
.st-key-way > :not(:last-child)::after { content: "›" / ""; align-self: center; margin-left: 0.3rem; opacity: 0.7; }
"""  # noqa: E501 - CSS reads by its rules

_TO_THE_END = "<script>document.querySelector('.st-key-way')?.scrollTo(1e6, 0); // %d %s</script>"
"""A long way scrolls, and where one stands is its end. The stop makes each another script: the browser
would run the same one only once."""


def breadcrumb() -> None:
    """Draw the trail in a row of its own: buttons to the earlier stops, then the photo shown."""
    stops = trail()
    st.html(f"<style>{CSS}</style>")
    with st.container(horizontal=True, vertical_alignment="center", key="way"):
        for i, stop in enumerate(stops[:-1]):
            st.button(plain(stop.title), on_click=partial(go_back, i), type="tertiary", key=f"way-{i}")
        st.markdown(_shown(stops[-1]))
    if len(stops) > 1:
        st.html(_TO_THE_END % (len(stops), stops[-1].name), unsafe_allow_javascript=True)


def _shown(query: Query) -> str:
    return plain(f"{query.title} · {query.credit}" if query.credit else query.title)
