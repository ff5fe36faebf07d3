"""Where a reference was taken, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from geo_core.api import Reference, place_name


def reference_place(reference: Reference, texts: Mapping[str, str]) -> str:
    """Its place and country, or that they are unknown; to be escaped."""
    return place_name(reference, texts["locale"]) or texts["place_unknown"]
