"""The app without a browser, on an atlas of a test's own."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo_core.localizer import Localizer

APP = str(Path(__file__).resolve().parents[1] / "app.py")


def app_on(localizer: Localizer, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """A session of the app that has computed nothing yet."""
    st.cache_data.clear()
    monkeypatch.setattr("geo_core.ui.pages.get_localizer", lambda: localizer)
    return AppTest.from_file(APP, default_timeout=30)
