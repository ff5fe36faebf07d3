"""The globe as a still picture: the Earth from far away, with a heat upon it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from geo_core.sphere.coordinates import latlon_to_vector, vector_to_latlon
from geo_core.view.colours import heat_ramp
from geo_core.view.surface import surface

Floats = npt.NDArray[np.float64]
Picture = npt.NDArray[np.uint8]

SCALE = 2
"""The picture is drawn this many times larger and shrunk at the end: smooth edges."""

LIGHT = (-0.45, 0.5, 0.74)
"""Where the light comes from: left, up, towards the eye."""

DARKEST, BRIGHTEST = 0.62, 1.22
"""The light on a place that faces away from it, and on one that faces it; the texture is toned down."""

AIR, HAZE = (111.0, 178.0, 255.0), 0.42
"""Colour of the air, and its share at the margin, where one looks through most of it."""

_HEAT_FINER = 4


@dataclass(frozen=True)
class Orthographic:
    """The Earth seen from above one place.

    Attributes
    ----------
    lat, lon
        Of the place in the middle, degrees.
    radius_px
        Of the disc, pixels of the finished picture.
    """

    lat: float
    lon: float
    radius_px: int

    def project(self, lat: float, lon: float) -> tuple[float, float] | None:
        """Pixels right and down from the middle; None for a place on the far side."""
        right, up, near = self._axes() @ latlon_to_vector(lat, lon)
        return (self.radius_px * float(right), -self.radius_px * float(up)) if near >= 0 else None

    def picture(self, heat: Picture | None = None) -> Image.Image:
        """The disc, RGBA, clear around it; side 2 `radius_px`.

        Parameters
        ----------
        heat
            (H, 2H) uint8, 255·√(density / its maximum), row 0 the north, column 0 from −180°.
        """
        many = 2 * self.radius_px * SCALE
        along = (np.arange(many) + 0.5) / (self.radius_px * SCALE) - 1.0
        right, up = np.meshgrid(along, -along)
        outside = right**2 + up**2 > 1
        near = np.sqrt(np.clip(1.0 - right**2 - up**2, 0.0, None))
        seen = np.stack([right, up, near], axis=-1)
        lat, lon = vector_to_latlon(seen @ self._axes())
        colour = sampled(surface(), lat, lon)
        if heat is not None:
            colour = _heated(colour, sampled(_finer(heat), lat, lon)[..., 0])
        colour *= (DARKEST + (BRIGHTEST - DARKEST) * np.clip(seen @ np.array(LIGHT), 0, 1))[..., None]
        haze = (HAZE * (1.0 - near) ** 2)[..., None]
        colour = np.clip(colour * (1 - haze) + np.array(AIR) * haze, 0, 255)
        pixels = np.dstack([colour, np.where(outside, 0.0, 255.0)])
        return Image.fromarray(np.rint(pixels).astype(np.uint8)).reduce(SCALE)

    def _axes(self) -> Floats:
        """(3, 3): unit vectors to the right, up and towards the eye."""
        near = latlon_to_vector(self.lat, self.lon)
        # The meridian's own direction: right also at a pole, where "north" means nothing.
        up = latlon_to_vector(self.lat + 90.0, self.lon)
        return np.stack([np.cross(up, near), up, near])


def sampled(layer: Picture, lat: Floats, lon: Floats) -> Floats:
    """An equirectangular layer at places, between its pixels, across ±180°.

    Parameters
    ----------
    layer
        (H, W, C) or (H, W), row 0 the north, column 0 from −180°.
    lat, lon
        (...) degrees.

    Returns
    -------
    (..., C) float64.
    """
    layer = layer.reshape(*layer.shape[:2], -1)
    height, width = layer.shape[:2]
    row = np.clip((90.0 - lat) * height / 180.0 - 0.5, 0, height - 1)
    column = (lon + 180.0) * width / 360.0 - 0.5
    top, left = np.floor(row).astype(int), np.floor(column).astype(int)
    down, across = (row - top)[..., None], (column - left)[..., None]
    bottom, right, left = np.minimum(top + 1, height - 1), (left + 1) % width, left % width
    upper = layer[top, left] * (1 - across) + layer[top, right] * across
    lower = layer[bottom, left] * (1 - across) + layer[bottom, right] * across
    return np.asarray(upper * (1 - down) + lower * down)


def _heated(colour: Floats, level: Floats) -> Floats:
    ramp = heat_ramp().astype(np.float64)[np.rint(level).astype(int)]
    share = ramp[..., 3:] / 255.0
    return np.asarray(colour * (1 - share) + ramp[..., :3] * share)


def _finer(heat: Picture) -> Picture:
    """The heat without the steps of its pixels, smooth across ±180°, too."""
    height, width = heat.shape
    margin = min(4, width)
    wide = np.hstack([heat[:, -margin:], heat, heat[:, :margin]])
    size = (wide.shape[1] * _HEAT_FINER, height * _HEAT_FINER)
    smooth = np.asarray(Image.fromarray(wide).resize(size, Image.Resampling.BICUBIC))
    return smooth[:, margin * _HEAT_FINER : -margin * _HEAT_FINER]
