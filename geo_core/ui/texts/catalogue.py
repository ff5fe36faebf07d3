"""The languages: every module of this folder whose name is a language's code of two letters."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules


def _found() -> dict[str, Mapping[str, str]]:
    names = (module.name for module in iter_modules([str(Path(__file__).parent)]))
    codes = sorted(name for name in names if len(name) == 2)
    return {code: import_module(f"geo_core.ui.texts.{code}").TEXTS for code in ["en", *codes]}


LANGUAGES: Mapping[str, Mapping[str, str]] = _found()
"""Every language's words by its code, English first; ``language_name`` in them is its own name for itself."""


def code_of(locale: str | None) -> str | None:
    """The code of a known language out of what names one, such as ``de-AT``; None where it is unknown."""
    code = (locale or "").replace("_", "-").split("-")[0].lower()
    return code if code in LANGUAGES else None
