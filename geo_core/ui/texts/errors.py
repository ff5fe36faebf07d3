"""What is wrong, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from geo_core.api import GeoCoreError
from geo_core.ui.texts.numbers import whole


def told(error: GeoCoreError, texts: Mapping[str, str]) -> str:
    """What an error says; in its own English where the language has no text for its code."""
    text = texts.get(f"error_{error.code}")
    if text is None:
        return str(error)
    return text.format_map({name: _written(value, texts) for name, value in error.values.items()})


def _written(value: float | str, texts: Mapping[str, str]) -> str:
    if isinstance(value, str):
        return value
    return whole(value, texts) if float(value).is_integer() else str(value).replace(".", texts["decimal"])
