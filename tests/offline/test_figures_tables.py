"""Tables as pictures: Table 1, Table 2 and the sweep's heat table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from geo_core.errors import GeoCoreError
from geo_core.offline.evaluation.databases import METHODS, compare_databases
from geo_core.offline.evaluation.protocol import Queries
from geo_core.offline.evaluation.sweep import KS, MS, SIGMAS_DEG, Sweep
from geo_core.offline.evaluation.systems import standing
from geo_core.offline.figures.accuracies import draw_accuracies
from geo_core.offline.figures.captions import MARGIN
from geo_core.offline.figures.databases import draw_databases
from geo_core.offline.figures.heat_table import CELL, HEAD, RAMP, _left, draw_sweep
from geo_core.offline.figures.lettering import LARGE, LINE
from geo_core.offline.figures.table import ROW, Table, draw_tables
from geo_core.offline.figures.worldmap import GROUND, INK
from geo_core.settings import RADII_KM
from tests.offline.test_figures_bars import accuracy
from tests.tiny import tiny_localizer

SHAPE = (len(SIGMAS_DEG), len(KS), len(MS), len(RADII_KM))


def marked(picture: Image.Image) -> np.ndarray:
    """(n, 2) pixels, y and x, of a table's best cells: all else in it is grey."""
    red, _, blue = np.moveaxis(np.asarray(picture, np.int64), -1, 0)
    return np.argwhere(red - blue > 60)


def table(rows: int, **more: frozenset) -> Table:
    return Table(["name", "a", "b"], [[f"row {i}", "1.0", "22.5"] for i in range(rows)], 1, **more)


def test_a_row_more_is_so_much_taller_and_no_wider() -> None:
    one, two = (draw_tables([table(rows)]) for rows in (1, 2))
    assert two.height - one.height == ROW
    assert two.width == one.width
    assert draw_tables([table(1), table(1)]).height > one.height + ROW


def test_only_the_best_cells_are_marked() -> None:
    assert not marked(draw_tables([table(3)])).size
    rows = marked(draw_tables([table(3, best=frozenset({(1, 2)}))]))[:, 0]
    assert rows.size
    assert MARGIN + 2 * ROW <= rows.min() <= rows.max() <= MARGIN + 3 * ROW, "the head is the first line"


def test_words_above_a_table_take_the_lines_that_they_need() -> None:
    plain, short, long = (draw_tables([table(3)], words) for words in ("", "few", "many words " * 20))
    assert plain.height < short.height < long.height
    assert plain.width == short.width == long.width


@pytest.mark.parametrize("text", ["", "a\nb", "\x00\ud800", "long " * 999, "知床峠", "W" * 3000])
def test_no_text_breaks_a_table(text: str) -> None:
    wide = draw_tables([Table([text, text], [[text, text]], 1)], text)
    assert wide.width < 1400
    assert (np.asarray(wide)[:, -MARGIN + 2 :] == GROUND).all(), "nothing runs into the margin"


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(GeoCoreError, match="one or more"):
        draw_tables([])
    with pytest.raises(GeoCoreError, match="so many cells"):
        Table(["a", "b"], [["1"]], 1)
    with pytest.raises(GeoCoreError, match="none"):
        Table(["a"], [], 1)


def test_table_1_marks_the_best_of_each_distance_and_names_what_is_absent() -> None:
    results = {"a": accuracy(0, 5, 1, 1, 9), "b": accuracy(0, 4, 2, 1, 8)}
    few = draw_accuracies(results, standing({"a": "[R] NN", "b": ""}), "about")
    more = draw_accuracies(results, standing({"a": "", "b": ""}), "about")
    assert more.height - few.height == ROW
    gaps = np.flatnonzero(np.diff(np.unique(marked(few)[:, 1])) > 20)
    assert len(gaps) == 3, "25, 200, 750 and 2500 km; nothing at 1 km, where all are zero"


def test_table_2_is_drawn_from_both_parts(tiny_atlas: Path, tiny_queries: Queries) -> None:
    found = compare_databases(tiny_localizer(tiny_atlas), tiny_queries, "country")
    picture = draw_databases(found, "country")
    assert picture.height > ROW * (len(METHODS) * len(found) + len(found) + 1)
    assert marked(picture).size


def panels(picture: Image.Image) -> list[np.ndarray]:
    """The cells of each panel, (σ, k · m, height, width, 3)."""
    pixels, panel = np.asarray(picture), HEAD + CELL[1] * len(SIGMAS_DEG) + LINE[LARGE]
    found = []
    for number in range(len(RADII_KM)):
        top = picture.height - panel * (len(RADII_KM) - number) + HEAD
        lefts = [_left(block) + CELL[0] * column for block in range(len(KS)) for column in range(len(MS))]
        tops = [top + CELL[1] * row for row in range(len(SIGMAS_DEG))]
        height, width = CELL[1] - 1, CELL[0] - 1
        found.append(np.array([[pixels[y : y + height, x : x + width] for x in lefts] for y in tops]))
    return found


def test_a_cell_s_lightness_rises_with_its_value() -> None:
    percent = np.random.default_rng(0).permutation(np.prod(SHAPE)).reshape(SHAPE) / 10
    for number, cells in enumerate(panels(draw_sweep(Sweep(600, 300, percent)))):
        fill = cells[:, :, 5, 5].astype(float) @ (0.299, 0.587, 0.114)  # beside the figures
        value = percent[..., number].reshape(len(SIGMAS_DEG), -1)
        order = np.argsort(value.ravel())
        assert (np.diff(fill.ravel()[order]) >= -1).all()
        for end, cell in ((0, order[0]), (-1, order[-1])):
            assert cells[:, :, 5, 5].reshape(-1, 3)[cell].tolist() == RAMP[end].tolist()


def test_the_ramp_is_ordered_by_lightness_alone() -> None:
    luma = RAMP.astype(float) @ (0.299, 0.587, 0.114)
    assert (np.diff(luma) >= -1).all(), "but for the rounding of its stops"
    assert (np.diff(luma[::16]) > 0).all()
    assert luma[-1] - luma[0] > 150


def test_the_figures_can_be_read_on_every_colour() -> None:
    percent = np.linspace(0, 99, np.prod(SHAPE)).reshape(SHAPE)
    for cells in panels(draw_sweep(Sweep(600, 300, percent))):
        luma = cells.astype(float) @ (0.299, 0.587, 0.114)
        contrast = luma.max(axis=(2, 3)) - luma.min(axis=(2, 3))
        assert contrast.min() > 80


def test_the_best_cell_has_a_frame() -> None:
    percent = np.zeros(SHAPE)
    percent[2, 1, 3] = 50.0
    pixels = np.asarray(draw_sweep(Sweep(600, 300, percent)))
    framed = (pixels == INK).all(axis=-1)
    # A frame is the only thing that is white over a whole cell's width, once above and once below.
    runs = [
        y for y in range(len(framed)) if "1" * (CELL[0] + 2) in "".join(framed[y].astype(int).astype(str))
    ]
    assert len(runs) == 2 * 4 * len(RADII_KM)


def test_a_sweep_where_all_are_equal_is_drawn() -> None:
    for value in (0.0, 100.0):
        assert draw_sweep(Sweep(1, 1, np.full(SHAPE, value))).width > 1000
