"""The errors that geo_core raises on purpose.

::

    GeoCoreError
    ├── PhotoError      the bytes are no photo that can be used
    ├── AtlasError      an atlas is damaged, too new, or made for another embedder
    ├── SettingsError   a setting lies outside what is allowed
    └── WeightsError    network weights are missing or damaged

A message says what was given, what is allowed, and what to do about it. It is in English; whoever
says it in another language goes by the error's code and values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self


class GeoCoreError(Exception):
    """Root of the tree: catch this to catch every expected failure.

    Attributes
    ----------
    code
        A lasting name for what is wrong; empty for errors that only English speaks of.
    values
        What the message tells of: numbers, rounded as they are told, and names.
    """

    code: str = ""
    values: Mapping[str, float | str] = {}

    @classmethod
    def of(cls, code: str, templates: Mapping[str, str], **values: float | str) -> Self:
        """The error of a code, in the words of its template."""
        error = cls(templates[code].format_map(values))
        error.code, error.values = code, values
        return error


class PhotoError(GeoCoreError):
    """The bytes given are not a photo that can be used."""


class AtlasError(GeoCoreError):
    """An atlas is missing, damaged, too new, or made for another embedder."""


class SettingsError(GeoCoreError):
    """A setting lies outside of what is allowed."""


class WeightsError(GeoCoreError):
    """The weights of a network are missing, damaged or of another network."""
