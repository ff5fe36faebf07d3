"""The way from the first photo to the one that is shown; each earlier stop leads back to itself."""

from __future__ import annotations

from functools import partial

import streamlit as st

from geo_core.ui.query import go_back, trail
from geo_core.ui.texts.markdown import plain

CSS = """
:has(> .st-key-way) { min-width: 0; max-width: 100%; }
.st-key-way { gap: 0.3rem; flex-wrap: nowrap !important; overflow-x: auto; scrollbar-width: none; }
.st-key-way > * { flex: none; width: auto !important; }
.st-key-way > :not(:has(button)) { position: absolute; }
.st-key-way > :has(button)::after { content: "›" / ""; align-self: center; margin-left: 0.3rem; opacity: 0.7; }
.st-key-way [data-testid="stElementContainer"] { display: flex; flex-direction: row; }
.st-key-way button { min-height: 1.75rem; }
.st-key-way button p { max-width: 8rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; text-decoration: underline; }
"""  # noqa: E501 - CSS reads by its rules

_TO_THE_END = "<script>document.querySelector('.st-key-way')?.scrollTo(1e6, 0); // %d %s</script>"
"""A long way scrolls, and its last stops are the nearest. The photo's name makes each another script: the
browser would run the same one only once."""


def breadcrumb() -> None:
    """Draw the trail: buttons to the earlier stops, in one line, and the photo shown."""
    *earlier, last = trail()
    if earlier:
        st.html(f"<style>{CSS}</style>")
        with st.container(horizontal=True, vertical_alignment="center", width="content", key="way"):
            for i, stop in enumerate(earlier):
                st.button(plain(stop.title), on_click=partial(go_back, i), type="tertiary", key=f"way-{i}")
            st.html(_TO_THE_END % (len(earlier), last.name), unsafe_allow_javascript=True)
    st.markdown(plain(f"{last.title} · {last.credit}" if last.credit else last.title))
