"""What the explorer tells Python. A browser may send anything: each value is checked here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Click:
    """A click on the globe.

    Attributes
    ----------
    lat, lon
        The place, degrees.
    layer
        ``neighbours``, ``modes`` or ``cells`` when one was hit, else None: the bare globe.
    row
        The neighbour's row in the atlas, when one was hit.
    """

    lat: float
    lon: float
    layer: str | None
    row: int | None


@dataclass(frozen=True)
class WhyNeighbour:
    """Asked: why this reference, a row of the atlas, for the query of that name."""

    row: int
    query: str


@dataclass(frozen=True)
class WhyCell:
    """Asked: why this cell of a partition, for the query of that name."""

    partition: str
    cell: int
    query: str


@dataclass(frozen=True)
class ExplorerEvents:
    """The sliders as they stand, and what was just pressed.

    Attributes
    ----------
    sigma_deg, k, m, weighting, method
        As last let go or chosen; the scene's own values until then.
    click, hop
        Set in the run that the press started; ``hop`` is the row of the reference that
        shall become the query.
    why
        What the reader wants explained, until it is closed. It names its query: asked of one
        photo, it says nothing of the next.
    press
        Differs between any two presses: a run that interrupts another sees its press again.
    """

    sigma_deg: float
    k: int
    m: float
    weighting: str
    method: str
    click: Click | None = None
    why: WhyNeighbour | WhyCell | None = None
    hop: int | None = None
    press: float = 0.0


def _number(value: object, low: float, high: float, otherwise: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return otherwise
    return min(high, max(low, float(value)))


def _row(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def read_click(value: object) -> Click | None:
    """A click out of what the browser sent; None if it is none."""
    if not isinstance(value, Mapping):
        return None
    lat = _number(value.get("lat"), -90, 90, math.nan)
    lon = _number(value.get("lon"), -180, 180, math.nan)
    if math.isnan(lat) or math.isnan(lon):
        return None
    layer = value.get("layer")
    known = layer in ("neighbours", "modes", "cells")
    return Click(lat, lon, layer if known else None, _row(value.get("id")))


def read_why(value: object) -> WhyNeighbour | WhyCell | None:
    """What is to be explained, out of what the browser sent; None if it is nothing."""
    if not isinstance(value, Mapping):
        return None
    row, cell, query = _row(value.get("row")), _row(value.get("cell")), value.get("query")
    if not isinstance(query, str):
        return None
    if row is not None:
        return WhyNeighbour(row, query)
    partition = value.get("partition")
    if cell is None or not isinstance(partition, str):
        return None
    return WhyCell(partition, cell, query)


def read_events(sent: Mapping[str, Any], scene: Mapping[str, Any]) -> ExplorerEvents:
    """The component's state and triggers, each clipped to the scene's limits.

    Parameters
    ----------
    sent
        What the browser sent: sigma, k, m, weighting, method, click, hop.
    scene
        Gives the limits, the methods, and the values that stand where the browser sent none.
    """
    limits = scene["limits"]
    hop = sent.get("hop")
    weighting, method = sent.get("weighting"), sent.get("method")
    return ExplorerEvents(
        sigma_deg=_number(sent.get("sigma"), limits["sigma_min"], limits["sigma_max"], scene["sigma_deg"]),
        k=round(_number(sent.get("k"), 1, limits["k_max"], scene["k"])),
        m=_number(sent.get("m"), 0, limits["m_max"], scene["m"]),
        weighting=weighting if weighting in ("power", "softmax") else scene["weighting"],
        method=next((m["name"] for m in scene["methods"] if m["name"] == method), scene["method"]),
        click=read_click(sent.get("click")),
        why=read_why(sent.get("why")),
        hop=_row(hop.get("row")) if isinstance(hop, Mapping) else None,
        press=_number(hop.get("press"), 0, math.inf, 0) if isinstance(hop, Mapping) else 0,
    )
