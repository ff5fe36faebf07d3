"""The app: page set-up, and the page that the address names."""

import streamlit as st

from geo_core.ui.opening import run

# The title waits for the reader's language.
st.set_page_config(page_icon="🌍", layout="wide", initial_sidebar_state="collapsed")
run()
