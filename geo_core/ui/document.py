"""What the browser knows of the page as a whole: its title, and the language that a screen reader speaks."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

_document = st.components.v2.component(
    "geo_core.document",
    js="export default function tell({ data }) { document.documentElement.lang = data.lang; }",
)


def tell_document(texts: Mapping[str, str]) -> None:
    """Name the tab and the language (WCAG 2.4.2 and 3.1.1); Streamlit's own page says English."""
    st.set_page_config(page_title=texts["app_title"])
    _document(key="document-store", data={"lang": texts["locale"]}, height=1)
