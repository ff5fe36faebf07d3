"""Photos and what the classifier says of them at several partitionings (the paper's Figure 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from geo_core.classifier.decoding import cell_places
from geo_core.errors import GeoCoreError
from geo_core.offline.figures.captions import GAP, MARGIN, Captioned, kilometres, paste_whole
from geo_core.offline.figures.key import HEIGHT as KEY_HEIGHT
from geo_core.offline.figures.key import Key, paste_key
from geo_core.offline.figures.lettering import LARGE, LINE, MIDDLE, SMALL, write
from geo_core.offline.figures.marks import put, ring, star
from geo_core.offline.figures.worldmap import (
    GROUND,
    SCALE,
    BaseMap,
    Point,
    base_map,
    cells_layer,
    finished,
)
from geo_core.partition.partition import Partition
from geo_core.records import CellScores
from geo_core.sphere.distance import great_circle_km
from geo_core.view.colours import cell_ramp

PHOTO, MAP = (340, 206), (500, 250)
"""Of a photo and of a map, pixels."""

LEAST_PX = 6
"""Side of a cell's box at least, pixels of the finished map."""

OPACITY = np.rint(np.interp(np.linspace(0, 1, 256), (0, 0.5, 1), (45, 170, 225)))
"""Of a cell's colour, of 255, from low to high: on this dark ground the app's would leave it grey."""

RAMP = np.column_stack([cell_ramp()[:, :3], OPACITY]).astype(np.uint8)

LEAST_SHARE = 0.01
"""Of the highest probability: a cell below it is left clear."""

KEY = Key(
    RAMP,
    ("low", "high"),
    "probability of a cell, each map up to its highest",
    ((star, "answer: the most probable cell"), (ring, "where the photo was taken")),
)


@dataclass(frozen=True)
class Classified:
    """One photo and what the heads say of it.

    Attributes
    ----------
    photo
        To show.
    truth
        Where it was taken, (lat, lon) in degrees.
    scores
        One a partition, in the figure's order.
    """

    photo: Captioned
    truth: Point
    scores: tuple[CellScores, ...]


def draw_classification(rows: Sequence[Classified], partitions: Sequence[Partition]) -> Image.Image:
    """One row a photo: a map a partition with its cells coloured by probability.

    Parameters
    ----------
    rows
        At least one photo, each with scores of every partition.
    partitions
        At least one, coarse to fine.

    Returns
    -------
    An RGB picture. A cell's answer is the mean place of its photos, as in the evaluation.

    Raises
    ------
    GeoCoreError
        If there is no photo or no partition, or the scores are other partitions'.
    """
    if not rows or not partitions:
        raise GeoCoreError(
            f"{len(rows)} photos and {len(partitions)} partitions are given; the figure needs one of each."
        )
    head, step = MARGIN + LINE[LARGE], MAP[1] + LINE[MIDDLE] + LINE[SMALL] + GAP
    size = (_left(len(partitions)) - GAP + MARGIN, head + len(rows) * step + KEY_HEIGHT)
    sheet = Image.new("RGB", size, GROUND)
    for number, partition in enumerate(partitions):
        words = f"{len(partition):,} cell{'s' if len(partition) > 1 else ''}"
        write(ImageDraw.Draw(sheet), (_left(number), head - 12), words, width=MAP[0], size=LARGE)
    world = base_map(MAP)
    for number, row in enumerate(rows):
        _paste_row(sheet, row, partitions, world, top=head + number * step)
    paste_key(sheet, KEY)
    return sheet


def probability_colours(probability: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """(C, 4) red, green, blue and opacity of (C,) probabilities: lighter is more.

    The root of the share of the highest picks the colour, as it does in a density's map.
    """
    share = probability / probability.max()
    colours: npt.NDArray[np.int64] = RAMP[np.rint(np.sqrt(share) * (len(RAMP) - 1)).astype(int)].astype(
        np.int64
    )
    colours[share < LEAST_SHARE, 3] = 0
    return colours


def _left(number: int) -> int:
    """Of a map, pixels."""
    return MARGIN + PHOTO[0] + GAP + number * (MAP[0] + GAP)


def _paste_row(
    sheet: Image.Image, row: Classified, partitions: Sequence[Partition], world: BaseMap, *, top: int
) -> None:
    paste_whole(sheet, row.photo, (MARGIN, top), PHOTO)
    for number, (partition, scores) in enumerate(zip(partitions, row.scores, strict=True)):
        best, answer = _answer(partition, scores)
        picture = _map(partition, scores.probability, (row.truth, answer), world)
        sheet.paste(picture, (_left(number), top))
        off_km = float(great_circle_km(*answer, *row.truth))
        words = f"{100 * scores.probability[best]:.0f} % here, {kilometres(off_km)} off"
        at = (_left(number), top + MAP[1] + LINE[MIDDLE] - 6)
        write(ImageDraw.Draw(sheet), at, words, width=MAP[0])


def _answer(partition: Partition, scores: CellScores) -> tuple[int, Point]:
    """The most probable cell, and its place."""
    if len(partition) != scores.probability.size:
        raise GeoCoreError(
            f"{scores.probability.size} scores of {scores.partition} were given for {len(partition)} cells; "
            "give a partition and its own scores."
        )
    best = int(scores.probability.argmax())
    lat, lon = cell_places(partition, "mean")
    return best, (float(lat[best]), float(lon[best]))


def _map(
    partition: Partition, probability: npt.NDArray[np.float64], places: tuple[Point, Point], world: BaseMap
) -> Image.Image:
    colours = probability_colours(probability)
    order = np.argsort(probability, kind="stable")  # the most probable last, above its neighbours
    drawn = order[colours[order, 3] > 0]
    layer = cells_layer(partition, colours, world.size, order=drawn, least_px=LEAST_PX * SCALE)
    large = world.covered(layer)
    for mark, place in zip((ring, star), places, strict=True):
        put(mark, large, place)
    return finished(large)
