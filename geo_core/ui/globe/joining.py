"""A component's files, kept small, joined into one.

A Streamlit component takes one string, and an address of its own for each file would have
to be public. Hence a name is declared once among the scripts of one component.
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent


def joined(names: tuple[str, ...], suffix: str) -> str:
    """The files of these names beside this module, in this order, as one text."""
    return "\n".join((HERE / f"{name}{suffix}").read_text(encoding="utf-8") for name in names)
