"""The explorer: globe, sliders, answer and gallery as one Streamlit component."""
