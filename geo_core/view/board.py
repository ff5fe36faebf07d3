"""A board: pins, dots, arcs and a heat on a globe, as plain data for the component that draws it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
import numpy.typing as npt

from geo_core.view.film_strip import QUALITY
from geo_core.view.pictures import pixels_to_uri

TRUTH_COLOUR = "#4ade80"
MACHINE_COLOUR = "#ffffff"
SEAT_COLOURS = ("#f0e442", "#56b4e9", "#e79ac6", "#ee7733", "#b7e3a1", "#d0d5dd")
"""Okabe and Ito's, which every eye tells apart, lightened for the night side; a sign says it too."""


class PickData(TypedDict):
    """A mark's look: ``sign`` is a letter or two in the disc, ``below`` hangs the label under it."""

    id: str
    sign: str
    label: str
    colour: str
    below: bool


class PinData(PickData):
    """A labelled mark at its place."""

    lon: float
    lat: float


class DotData(TypedDict):
    """One of many marks, with a tooltip; ``radius`` in pixels."""

    id: str
    lon: float
    lat: float
    radius: float
    colour: str
    title: str
    detail: str


ArcData = TypedDict("ArcData", {"from": list[float], "to": list[float], "colour": str})
"""A great circle from [lon, lat] to [lon, lat], degrees."""


class HeatData(TypedDict):
    """One grey picture of √density over the whole Earth; a new ``id`` makes the board read it again."""

    id: str
    width: int
    height: int
    frame: str


class FlightData(TypedDict):
    """Flown when ``id`` changes: all places [lon, lat] come into view; with none the globe turns.

    With ``whole`` the whole globe is shown, the first place in its middle.
    """

    id: str
    places: list[list[float]]
    whole: bool


@dataclass(frozen=True)
class Board:
    """What a board shows.

    Attributes
    ----------
    turn
        Names the moment: when it changes, a pin set by a click is forgotten.
    label
        What the globe shows, for those who do not see it.
    height
        A CSS length.
    pins, dots, arcs, heat
        What stands on the globe.
    picking
        How a pin looks that a click sets; None where clicks set none.
    fly
        Where the camera goes.
    """

    turn: str
    label: str
    height: str = "60dvh"
    pins: Sequence[PinData] = ()
    dots: Sequence[DotData] = ()
    arcs: Sequence[ArcData] = ()
    heat: HeatData | None = None
    picking: PickData | None = None
    fly: FlightData | None = None


def pin(
    name: str, at: tuple[float, float], sign: str, label: str = "", *, colour: str, below: bool = False
) -> PinData:
    """A labelled mark at (lat, lon), degrees."""
    lat, lon = _checked(at)
    return {
        "id": name,
        "lon": lon,
        "lat": lat,
        "sign": sign,
        "label": label,
        "colour": colour,
        "below": below,
    }


def dot(
    name: str,
    at: tuple[float, float],
    title: str,
    detail: str = "",
    *,
    colour: str = SEAT_COLOURS[1],
    radius: float = 6.0,
) -> DotData:
    """One of many marks at (lat, lon), degrees."""
    lat, lon = _checked(at)
    return {
        "id": name,
        "lon": lon,
        "lat": lat,
        "radius": radius,
        "colour": colour,
        "title": title,
        "detail": detail,
    }


def arc(start: tuple[float, float], end: tuple[float, float], colour: str) -> ArcData:
    """A great circle between two places (lat, lon), degrees."""
    (lat, lon), (lat_to, lon_to) = _checked(start), _checked(end)
    return {"from": [lon, lat], "to": [lon_to, lat_to], "colour": colour}


def flight(name: str, places: Sequence[tuple[float, float]]) -> FlightData:
    """A flight that ends with all places (lat, lon) in view."""
    return {"id": name, "places": [[lon, lat] for lat, lon in map(_checked, places)], "whole": False}


def overview(name: str, at: tuple[float, float] = (20.0, 10.0)) -> FlightData:
    """A flight that ends with the whole globe, (lat, lon) in its middle."""
    return {**flight(name, [at]), "whole": True}


def picking(name: str, sign: str, label: str, colour: str) -> PickData:
    """How the pin looks that a click sets, before Python has heard of the click."""
    return {"id": name, "sign": sign, "label": label, "colour": colour, "below": False}


def board_heat(name: str, frame: npt.NDArray[np.uint8]) -> HeatData:
    """A heat over the whole Earth.

    Parameters
    ----------
    name
        Differs between any two pictures.
    frame
        (H, W) uint8: 255·√density, divided by its maximum, north up, from 180° west to 180° east;
        a frame of a `FilmStrip`.
    """
    height, width = frame.shape
    return {"id": name, "width": width, "height": height, "frame": pixels_to_uri(frame, width, QUALITY)}


def _checked(at: tuple[float, float]) -> tuple[float, float]:
    lat, lon = at
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90):
        raise ValueError(f"({lat}, {lon}) is no place: give degrees, latitude first, from -90 to 90.")
    return round(lat, 5), round((lon + 180) % 360 - 180, 5)
