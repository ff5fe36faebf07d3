"""A photo with its words, as the rows of the figures show them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageOps

from geo_core.offline.figures.lettering import LINE, MIDDLE, SMALL, fitted, font, plain, wrapped, write
from geo_core.offline.figures.worldmap import Size

MARGIN, GAP = 26, 18
"""Around a sheet, and between its parts, pixels."""


@dataclass(frozen=True)
class Captioned:
    """A photo and what is said below it.

    Attributes
    ----------
    picture
        (H, W, 3) uint8.
    title
        What it shows.
    author, licence
        The credit.
    """

    picture: npt.NDArray[np.uint8]
    title: str
    author: str
    licence: str


def paste_whole(sheet: Image.Image, photo: Captioned, corner: Size, size: Size) -> None:
    """A photo, all of it, in the box (width, height) at a corner; below it its title and its credit."""
    picture = ImageOps.contain(Image.fromarray(photo.picture), size, Image.Resampling.BICUBIC)
    sheet.paste(picture, corner)
    draw, base = ImageDraw.Draw(sheet), corner[1] + picture.height - 6
    for line in wrapped(photo.title, font(MIDDLE), size[0], most=2):
        base += LINE[MIDDLE]
        write(draw, (corner[0], base), line, width=size[0])
    # The licence is not cut: a credit that is too long loses the end of the author.
    licence, face = f", {plain(photo.licence)}", font(SMALL)
    author = fitted(photo.author, face, max(size[0] / 2, size[0] - face.getlength(licence)))
    write(draw, (corner[0], base + LINE[SMALL]), author + licence, width=size[0], size=SMALL, faint=True)


def paste_cropped(sheet: Image.Image, photo: Captioned, corner: Size, size: Size) -> None:
    """A photo that fills the box; below it a small line each for its title, its author and its licence."""
    sheet.paste(ImageOps.fit(Image.fromarray(photo.picture), size, Image.Resampling.BICUBIC), corner)
    draw, base = ImageDraw.Draw(sheet), corner[1] + size[1] - 6
    for number, line in enumerate((photo.title, photo.author, photo.licence), start=1):
        at = (corner[0], base + number * LINE[SMALL])
        write(draw, at, line, width=size[0], size=SMALL, faint=number > 1)


def kilometres(distance_km: float) -> str:
    """A distance in words: a photo's own place is seldom known to less than a kilometre."""
    if distance_km < 1:
        return "under 1 km"
    return f"{distance_km:.1f} km" if distance_km < 9.95 else f"{distance_km:,.0f} km"
