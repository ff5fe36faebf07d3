"""The app: Streamlit imports this module to serve, and runs it as a script for each page that is drawn."""

import streamlit as st

from geo_core.ui.opening import loading, run
from geo_core.ui.shell import shell_routes

if __name__ == "__main__":
    # The title waits for the reader's language.
    st.set_page_config(page_icon="🌍", layout="wide", initial_sidebar_state="collapsed")
    run()
else:
    app = st.App(__file__, lifespan=loading, routes=shell_routes())
