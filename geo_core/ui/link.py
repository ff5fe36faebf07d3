"""What an address says of the view: example, σ, k, m, weights, method and camera. Every value is checked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

NAMES = ("sigma", "k", "m", "weighting", "method")
"""Of the query parameters that set what the explorer's events would: each is read by `events`."""


def linked(parameters: Mapping[str, str]) -> dict[str, Any]:
    """The parameters as the explorer's browser side would send them; what is no number is left out.

    Parameters
    ----------
    parameters
        Of the address; anybody may have written them. `events.read_events` clips the numbers.
    """
    found: dict[str, Any] = {}
    for name in NAMES:
        text = parameters.get(name, "")
        if name in ("weighting", "method"):
            found[name] = text
        elif (number := _number(text)) is not None:
            found[name] = number
    return found


def linked_view(parameters: Mapping[str, str]) -> list[float] | None:
    """The camera out of ``at=LAT,LON,ZOOM``: [lon, lat, zoom], zoom in steps nearer than the whole globe."""
    numbers = [_number(part) for part in parameters.get("at", "").split(",")]
    match numbers:
        case [float(lat), float(lon), float(zoom)] if abs(lat) <= 90 and abs(lon) <= 180 and abs(zoom) <= 8:
            return [lon, lat, zoom]
    return None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
