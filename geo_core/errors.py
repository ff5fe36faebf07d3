"""The errors that geo_core raises on purpose.

::

    GeoCoreError
    ├── PhotoError      the bytes are no photo that can be used
    ├── AtlasError      an atlas is damaged, too new, or made for another embedder
    ├── SettingsError   a setting lies outside what is allowed
    └── WeightsError    network weights are missing or damaged

A message says what was given, what is allowed, and what to do about it.
"""


class GeoCoreError(Exception):
    """Root of the tree: catch this to catch every expected failure."""


class PhotoError(GeoCoreError):
    """The bytes given are not a photo that can be used."""


class AtlasError(GeoCoreError):
    """An atlas is missing, damaged, too new, or made for another embedder."""


class SettingsError(GeoCoreError):
    """A setting lies outside of what is allowed."""


class WeightsError(GeoCoreError):
    """The weights of a network are missing, damaged or of another network."""
