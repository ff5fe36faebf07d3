"""Photos, what looks like them and the density that follows (the paper's Figure 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from geo_core.density.grid import square_root_frame
from geo_core.errors import GeoCoreError
from geo_core.offline.figures.captions import (
    GAP,
    MARGIN,
    Captioned,
    kilometres,
    paste_cropped,
    paste_whole,
)
from geo_core.offline.figures.key import HEIGHT as KEY_HEIGHT
from geo_core.offline.figures.key import Key, paste_key
from geo_core.offline.figures.lettering import LARGE, LINE, MIDDLE, SMALL, font, write
from geo_core.offline.figures.marks import dot, put, ring, star
from geo_core.offline.figures.worldmap import (
    GROUND,
    INK,
    BaseMap,
    Point,
    base_map,
    finished,
    heat_layer,
)
from geo_core.records import DensityMap, Floats
from geo_core.sphere.distance import great_circle_km
from geo_core.view.colours import heat_ramp

PHOTO, MAP = (372, 290), (780, 390)
"""Of a photo and of a map, pixels."""

NEIGHBOUR = (228, 128)
"""Size of a neighbour's picture; two rows of three."""

SHOWN = 6

KEY = Key(
    heat_ramp(),
    ("low", "high"),
    "density",
    (
        (star, "answer"),
        (ring, "where the photo was taken"),
        (dot, "neighbours shown; blurred: previews of photos that may not be copied"),
    ),
)


@dataclass(frozen=True)
class Retrieved:
    """One photo and what retrieval makes of it.

    Attributes
    ----------
    photo
        To show.
    truth, answer
        (lat, lon) in degrees.
    place
        The answer in words.
    neighbours
        The first of those that vote, nearest first; `SHOWN` at most are drawn.
    lat, lon
        (k,) degrees, of all that vote.
    density
        Over the whole Earth.
    """

    photo: Captioned
    truth: Point
    answer: Point
    place: str
    neighbours: Sequence[Captioned]
    lat: Floats
    lon: Floats
    density: DensityMap


def draw_retrieval(rows: Sequence[Retrieved], how: str, which: str = "") -> Image.Image:
    """One row a photo: the photo, its first neighbours, and the density with the answer and the truth.

    Parameters
    ----------
    rows
        At least one photo.
    how
        The method in words, such as ``density: kNN, σ = 4°``.
    which
        How the photos were chosen, in three or four words.

    Returns
    -------
    An RGB picture.

    Raises
    ------
    GeoCoreError
        If there is no photo.
    """
    if not rows:
        raise GeoCoreError("No photo is given; the figure needs one or more.")
    step = MAP[1] + LINE[MIDDLE] + GAP + 12
    head = MARGIN + LINE[LARGE]
    sheet = Image.new("RGB", (_MAP_LEFT + MAP[0] + MARGIN, head + len(rows) * step + KEY_HEIGHT), GROUND)
    draw = ImageDraw.Draw(sheet)
    near = "nearest neighbours, distance from the truth"
    for left, words in ((MARGIN, which), (_NEAR_LEFT, near), (_MAP_LEFT, how)):
        write(draw, (left, head - 12), words, width=PHOTO[0] if words is which else MAP[0], size=LARGE)
    world = base_map(MAP)
    for number, row in enumerate(rows):
        top = head + number * step
        paste_whole(sheet, row.photo, (MARGIN, top), PHOTO)
        _paste_neighbours(sheet, row, top)
        sheet.paste(_map(row, world), (_MAP_LEFT, top))
        off_km = float(great_circle_km(*row.answer, *row.truth))
        words = f"{row.place}, {kilometres(off_km)} off"
        write(draw, (_MAP_LEFT, top + MAP[1] + LINE[MIDDLE] - 6), words, width=MAP[0])
    paste_key(sheet, KEY)
    return sheet


_NEAR_LEFT = MARGIN + PHOTO[0] + GAP
_MAP_LEFT = _NEAR_LEFT + 3 * (NEIGHBOUR[0] + GAP)


def _paste_neighbours(sheet: Image.Image, row: Retrieved, top: int) -> None:
    draw = ImageDraw.Draw(sheet)
    step = NEIGHBOUR[1] + 3 * LINE[SMALL] + 10
    off_km = great_circle_km(row.lat, row.lon, *row.truth)
    for rank, photo in enumerate(row.neighbours[:SHOWN]):
        down, across = divmod(rank, SHOWN // 2)
        corner = (_NEAR_LEFT + across * (NEIGHBOUR[0] + GAP), top + down * step)
        paste_cropped(sheet, photo, corner, NEIGHBOUR)
        words, face = kilometres(float(off_km[rank])), font(SMALL)
        box = (corner[0], corner[1], corner[0] + face.getlength(words) + 12, corner[1] + 28)
        draw.rectangle(box, GROUND)
        draw.text((corner[0] + 6, corner[1] + 14), words, INK, face, anchor="lm")


def _map(row: Retrieved, world: BaseMap) -> Image.Image:
    large = world.covered(heat_layer(square_root_frame(row.density), heat_ramp(), world.size))
    for place in zip(row.lat.tolist(), row.lon.tolist(), strict=True):
        put(dot, large, place)
    put(ring, large, row.truth)
    put(star, large, row.answer)
    return finished(large)
