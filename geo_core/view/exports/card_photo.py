"""The photo on a card: a small print with a white edge."""

from __future__ import annotations

from PIL import Image, ImageFilter, ImageOps

from geo_core.view.exports.card_shapes import paste_box, round_mask
from geo_core.view.exports.finding import Picture

BOX = (208, 208)
"""The largest print, pixels."""

CORNER = (36, 594)
"""Its left and lower edges on the card."""

EDGE, ROUND = 5, 9
SHADE, SHADE_ALPHA = 14, 170


def paste_photo(card: Image.Image, photo: Picture) -> None:
    """The whole photo, (H, W, 3) uint8, in the lower left corner, where it leaves the globe's middle free."""
    picture = ImageOps.contain(Image.fromarray(photo), BOX, Image.Resampling.LANCZOS)
    width, height = picture.width + 2 * EDGE, picture.height + 2 * EDGE
    left, top = CORNER[0], CORNER[1] - height
    shadow = Image.new("L", card.size)
    shadow.paste(SHADE_ALPHA, (left, top + 4), round_mask((width, height), ROUND))
    card.paste((0, 0, 0), (0, 0), shadow.filter(ImageFilter.GaussianBlur(SHADE)))
    paste_box(card, (left, top, left + width, top + height), ROUND, (255, 255, 255))
    card.paste(picture, (left + EDGE, top + EDGE), round_mask(picture.size, ROUND - EDGE / 2))
