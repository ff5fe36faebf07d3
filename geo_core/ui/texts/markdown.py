"""Text of others where Streamlit expects Markdown."""

from __future__ import annotations


def plain(text: str) -> str:
    """The text as text: every sign that Markdown could take for its own is escaped."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()<>#+-.!|~:$&" else sign for sign in text)
