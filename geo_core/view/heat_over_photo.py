"""A map of which parts of a photo count, drawn over the photo as heat."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
from PIL import Image

from geo_core.errors import GeoCoreError
from geo_core.view.colours import heat_ramp

Floats = npt.NDArray[np.float64]
Pixels = npt.NDArray[np.uint8]
Inside = npt.NDArray[np.bool_]
Shares = tuple[float, float, float, float]

OPAQUE = 178
"""Opacity of the strongest heat, of 255: a thing that it hid could not be recognised as the reason."""

WHOLE: Shares = (0.0, 0.0, 1.0, 1.0)

# The ends of ColorBrewer's PuOr (Apache 2.0), which every colour blindness tells apart; few photos
# hold either over a wide part, as they hold blue and green.
FOR, AGAINST = (230, 97, 1), (94, 60, 153)

UNSEEN = (11, 16, 32, 140)
"""A veil of the globe's night blue over what the network never saw: no heat there says nothing."""


def heat_layer(
    size: tuple[int, int],
    values: npt.NDArray[np.float32],
    seen: Shares = WHOLE,
    *,
    signed: bool = False,
) -> Pixels:
    """A map as a layer to lay over a photo.

    Parameters
    ----------
    size
        Width and height of the photo as it is shown, pixels.
    values
        (h, w): how much each part counts, row 0 the top. It lies over `seen` in even rows and columns.
    seen
        Left, top, right and bottom of the part of the photo that the map lies over, as shares of
        the photo's width and height: a network crops before it looks.
    signed
        Draw also what counts against, in another hue; by default it is left clear.

    Returns
    -------
    (H, W, 4) uint8: red, green, blue, opacity. The map's largest value has the strongest colour,
    values between positions are bilinear, and what lies outside of `seen` is veiled.

    Raises
    ------
    GeoCoreError
        If the map is empty or not finite, or the part has no area inside the photo.
    """
    _check(size, values, seen)
    width, height = size
    across, inside_x = _interpolation(width, values.shape[1], (seen[0], seen[2]))
    down, inside_y = _interpolation(height, values.shape[0], (seen[1], seen[3]))
    drawn = down @ _scaled(values, signed=signed) @ across.T
    layer = _diverging(drawn) if signed else _heat(drawn)
    layer[~(inside_y[:, None] & inside_x)] = UNSEEN
    return layer


def heat_over_photo(
    photo: Pixels, values: npt.NDArray[np.float32], seen: Shares = WHOLE, *, signed: bool = False
) -> Pixels:
    """A photo with a map laid over it.

    Parameters
    ----------
    photo
        (H, W, 3) uint8, of any size with the aspect of the photo that was embedded.
    values, seen, signed
        As in `heat_layer`.

    Returns
    -------
    (H, W, 3) uint8.
    """
    layer = heat_layer((photo.shape[1], photo.shape[0]), values, seen, signed=signed)
    opacity = layer[..., 3:].astype(np.float32) / 255
    return np.rint(photo * (1 - opacity) + layer[..., :3] * opacity).astype(np.uint8)


def png_bytes(pixels: Pixels) -> bytes:
    """Pixels (H, W, 3) or (H, W, 4) uint8 as a PNG without any metadata."""
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _check(size: tuple[int, int], values: npt.NDArray[np.float32], seen: Shares) -> None:
    if values.ndim != 2 or values.size == 0 or not np.isfinite(values).all() or min(size) < 1:
        raise GeoCoreError(
            f"A map {values.shape} cannot be drawn on {size[0]} × {size[1]} pixels; give a finite (h, w)."
        )
    left, top, right, bottom = seen
    if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
        raise GeoCoreError(
            f"The part that is seen is {tuple(seen)}; give left < right and top < bottom in 0 to 1."
        )


def _interpolation(pixels: int, positions: int, span: tuple[float, float]) -> tuple[Floats, Inside]:
    """Weights (pixels, positions) of bilinear interpolation along one axis, and which pixels are inside."""
    at = (np.arange(pixels) + 0.5) / pixels
    place = (at - span[0]) / (span[1] - span[0]) * positions - 0.5
    # Beyond the middle of the last position there is nothing to blend it with.
    place = np.clip(place, 0, positions - 1)
    weights = np.maximum(1 - np.abs(place[:, None] - np.arange(positions)), 0)
    return weights, (span[0] <= at) & (at <= span[1])


def _scaled(values: npt.NDArray[np.float32], *, signed: bool) -> Floats:
    """To −1 … 1 by the strongest value, or to 0 … 1 by the largest, what is below 0 cut off."""
    kept = values.astype(np.float64) if signed else np.maximum(values.astype(np.float64), 0)
    top = float(np.abs(kept).max())
    return kept / top if top > 0 else kept


def _heat(drawn: Floats) -> Pixels:
    ramp = heat_ramp()
    ramp[:, 3] = np.rint(ramp[:, 3] * (OPAQUE / ramp[:, 3].max()))
    return ramp[np.rint(np.clip(drawn, 0, 1) * (len(ramp) - 1)).astype(np.intp)]


def _diverging(drawn: Floats) -> Pixels:
    colour = np.where(drawn[..., None] > 0, FOR, AGAINST)
    opacity = np.rint(OPAQUE * np.minimum(np.abs(drawn), 1))
    return np.concatenate([colour, opacity[..., None]], axis=2).astype(np.uint8)
