"""The app: page set-up, and the page that the address names."""

import streamlit as st

from geo_core.ui.opening import run
from geo_core.ui.texts.en import TEXTS

st.set_page_config(
    page_title=TEXTS["app_title"], page_icon="🌍", layout="wide", initial_sidebar_state="collapsed"
)
run()
