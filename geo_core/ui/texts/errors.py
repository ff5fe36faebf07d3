"""What is wrong, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from geo_core.api import ClassSetError, GeoCoreError, Problem
from geo_core.ui.texts.numbers import whole


def told(error: GeoCoreError, texts: Mapping[str, str]) -> str:
    """What an error says; in its own English where the language has no text for its code."""
    text = texts.get(f"error_{error.code}")
    if text is None:
        return str(error)
    values = {name: _written(value, texts) for name, value in error.values.items()}
    if isinstance(error, ClassSetError) and error.problems:
        values["reasons"] = "; ".join(problem_told(problem, texts) for problem in error.problems)
    return text.format_map(values)


def problem_told(problem: Problem, texts: Mapping[str, str]) -> str:
    """A file of a set and what is wrong with it; to be escaped."""
    return f"{problem.file}: {told(problem.error, texts)}"


def _written(value: float | str, texts: Mapping[str, str]) -> str:
    if isinstance(value, str):
        return value
    return whole(value, texts) if float(value).is_integer() else str(value).replace(".", texts["decimal"])
