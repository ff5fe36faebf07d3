"""Rows of photos, maps and words: classification and retrieval."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from geo_core.density.grid import density_map
from geo_core.errors import AtlasError, GeoCoreError
from geo_core.offline.figures import classification, retrieval
from geo_core.offline.figures.captions import MARGIN, Captioned, kilometres
from geo_core.offline.figures.classification import Classified, draw_classification
from geo_core.offline.figures.lettering import LARGE, MIDDLE, SMALL, fitted, font, plain, wrapped, write
from geo_core.offline.figures.marks import ANSWER, NEIGHBOUR, TRUTH
from geo_core.offline.figures.queries import three_of
from geo_core.offline.figures.retrieval import Retrieved, draw_retrieval
from geo_core.records import CellScores, Density
from tests.classifier.worlds import world

BAD_TEXTS = [
    "",
    "two\nlines\r\nand\ta tab",
    "nul \x00 bell \x07 escape \x1b[31m",
    "half a pair \ud800",
    "🗿 東京 القاهرة \u202eright to left\u202c",
    "e\u0301" * 50,
    "long " * 3000,
    "W" * 3000,
    "<b>%s {0}</b>",
]


def photo(title: str = "Suva", author: str = "An author", licence: str = "CC0") -> Captioned:
    pixels = np.full((60, 90, 3), (200, 30, 30), np.uint8)
    return Captioned(pixels, title, author, licence)


PARTITIONS = (world(4), world(20))


def classified(truth: tuple[float, float] = (10.0, 20.0), **words: str) -> Classified:
    scores = tuple(CellScores(str(len(p)), np.arange(len(p)) / np.arange(len(p)).sum()) for p in PARTITIONS)
    return Classified(photo(**words), truth, scores)


def retrieved(**words: str) -> Retrieved:
    lat, lon = np.array([-18.0, 27.0, -90.0]), np.array([179.9, 78.0, 0.0])
    density = Density(lat, lon, np.log(np.array([0.7, 0.2, 0.1])), 8.0)
    return Retrieved(
        photo=photo(**words),
        truth=(-18.1, -179.9),
        answer=(27.0, 78.0),
        place="Agra, India",
        neighbours=[photo(**words)] * 3,
        lat=lat,
        lon=lon,
        density=density_map(density, 2.0),
    )


def centre_of(sheet: Image.Image, colour: tuple[int, int, int], box: tuple[int, int, int, int]) -> np.ndarray:
    """The middle of what has a colour in a part of a picture, pixels of that part: (y, x)."""
    pixels = np.asarray(sheet.crop(box), np.float64)
    found = np.argwhere(np.abs(pixels - colour).max(axis=-1) < 40)
    return (found.min(axis=0) + found.max(axis=0) + 1) / 2


def map_box(figure: object, left: int, row: int, step: int = 0) -> tuple[int, int, int, int]:
    width, height = figure.MAP  # type: ignore[attr-defined]
    top = MARGIN + 36 + row * step
    return (left, top, left + width, top + height)


def test_truth_and_answer_stand_at_their_pixels_on_every_map() -> None:
    row = classified(truth=(10.0, 20.0))
    sheet = draw_classification([row], PARTITIONS)
    width, height = classification.MAP
    for number, partition in enumerate(PARTITIONS):
        left = MARGIN + classification.PHOTO[0] + 18 + number * (width + 18)
        box = map_box(classification, left, 0)
        expected = ((90 - 10) * height / 180, (20 + 180) * width / 360)
        assert centre_of(sheet, TRUTH, box) == pytest.approx(expected, abs=1.6)
        last = len(partition) - 1
        expected = (
            (90 - partition.mean_lat[last]) * height / 180,
            (partition.mean_lon[last] + 180) % 360 * width / 360,
        )
        assert centre_of(sheet, ANSWER, box) == pytest.approx(expected, abs=2.6)


def test_a_more_probable_cell_is_lighter_on_the_finished_map() -> None:
    (coarse, _) = PARTITIONS
    row = classified(truth=(89.0, 0.0))
    left = MARGIN + classification.PHOTO[0] + 18
    box = map_box(classification, left, 0)
    shown = np.asarray(draw_classification([row], PARTITIONS).crop(box), np.float64).sum(axis=-1)
    width, height = classification.MAP
    lat, lon = np.meshgrid(
        90 - (np.arange(height) + 0.5) * 180 / height, (np.arange(width) + 0.5) * 360 / width - 180
    )
    cells = coarse.assign(lat.T.ravel(), lon.T.ravel()).reshape(height, width)
    medians = [np.median(shown[cells == cell]) for cell in range(len(coarse))]
    assert medians == sorted(medians)
    assert medians[-1] > 2 * medians[0]


def test_one_row_a_photo_and_one_map_a_partition() -> None:
    one = draw_classification([classified()], PARTITIONS)
    two = draw_classification([classified()] * 2, PARTITIONS)
    alone = draw_classification([replace(classified(), scores=classified().scores[:1])], PARTITIONS[:1])
    assert two.height - one.height > classification.MAP[1]
    assert two.width == one.width
    assert one.width - alone.width == classification.MAP[0] + 18


@pytest.mark.parametrize("rows", [[], [classified()]])
def test_nothing_to_draw_is_said(rows: list[Classified]) -> None:
    with pytest.raises(GeoCoreError, match="needs one of each"):
        draw_classification(rows, PARTITIONS if not rows else ())
    with pytest.raises(GeoCoreError, match="needs one or more"):
        draw_retrieval([], "kNN")


def test_scores_of_another_partition_are_refused() -> None:
    with pytest.raises(GeoCoreError, match="4 scores of 4 were given for 20 cells"):
        draw_classification([classified()], PARTITIONS[::-1])


def test_the_density_the_neighbours_and_the_two_ends_are_on_the_map() -> None:
    sheet = draw_retrieval([retrieved()], "kNN, σ = 8°")
    width, height = retrieval.MAP
    box = map_box(retrieval, sheet.width - MARGIN - width, 0)
    expected = ((90 - 27) * height / 180, (78 + 180) * width / 360)
    assert centre_of(sheet, ANSWER, box) == pytest.approx(expected, abs=2.6)
    shown = np.asarray(sheet.crop(box), np.float64)
    for colour, column in ((TRUTH, 0), (NEIGHBOUR, width - 1)):
        like = np.abs(shown - colour).max(axis=-1) < 40
        assert like[:, column].any(), "a mark at ±180° is cut there"
        assert like[:, : width // 10].any()
        assert like[:, -width // 10 :].any()
    assert (np.abs(shown[-6:] - NEIGHBOUR).max(axis=-1) < 40).any(), "the neighbour at the south pole"
    y, x = round((90 + 18) * height / 180) + 22, width - 3
    assert shown[y, x, 0] > 2 * shown[y, x, 2], "the heat of inferno's reds around the heaviest neighbour"


@pytest.mark.parametrize("text", BAD_TEXTS)
def test_no_text_breaks_a_figure_or_leaves_its_place(text: str) -> None:
    for draw, row, figure in (
        (lambda r: draw_classification([r], PARTITIONS), classified, classification),
        (lambda r: draw_retrieval([r], "kNN"), retrieved, retrieval),
    ):
        usual = draw(row())
        odd = draw(row(title=text, author=text, licence=text))
        assert odd.size == usual.size
        differs = (np.asarray(odd) != np.asarray(usual)).any(axis=(0, 2))
        maps = usual.width - MARGIN - figure.MAP[0]
        assert not differs[maps:].any()
        assert not differs[:MARGIN].any()


@pytest.mark.parametrize("text", [*BAD_TEXTS, "Mont-Saint-Michel, σ = 4°, Björn, Москва"])
@pytest.mark.parametrize("size", [LARGE, MIDDLE, SMALL])
def test_a_line_is_as_wide_as_allowed(text: str, size: int) -> None:
    for width in (5, 60, 300):
        assert font(size).getlength(fitted(text, font(size), width)) <= width
        lines = wrapped(text, font(size), width, 2)
        assert 1 <= len(lines) <= 2
    sheet = Image.new("RGB", (400, 80))
    write(ImageDraw.Draw(sheet), (20, 50), text, width=300, size=size)
    assert not np.asarray(sheet)[:, 323:].any()


def test_only_letters_are_left() -> None:
    assert plain(" two\r\nlines\x00\x1b\ud800\u202e ") == "two lines"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("知床峠", "…"),
        ("Mark 高維隆", "Mark …"),
        ("אלי שני", "…"),
        ("Hagai Agmon-Snir حچاي اچمون-سنير", "Hagai Agmon-Snir …"),
        ("Subeesh Balan സുഭീഷ് ബാലൻ", "Subeesh Balan …"),
        ("Ապատ63", "…63"),
        ("e\u0301te\u0301", "été"),
        ("🗿", "…"),
        ("Αθήνα, Москва", "Αθήνα, Москва"),
        ("wait… \ue000 what", "wait… what"),
    ],
)
def test_letters_without_a_shape_are_an_ellipsis_never_a_box(text: str, shown: str) -> None:
    assert plain(text) == shown
    box = bytes(font(SMALL).getmask("\U0010ffff"))
    assert not [letter for letter in plain(text) if bytes(font(SMALL).getmask(letter)) == box]


def test_wrapped_text_loses_no_word() -> None:
    text = "Canyon de Chelly (Spider Rock area), Arizona, USA"
    lines = wrapped(text, font(MIDDLE), 330, 2)
    assert len(lines) == 2
    assert " ".join(lines) == text
    assert font(MIDDLE).getlength(lines[0]) <= 330
    assert fitted("Agra", font(MIDDLE), 330) == "Agra"


def test_the_letters_of_our_words_and_names_exist() -> None:
    """Golden: what the typeface has no letter for, it draws as a box."""
    box = bytes(font(MIDDLE).getmask("\U0010ffff"))
    for letter in "σ°…×–’éöøłşćñßŸΩЖя":
        assert bytes(font(MIDDLE).getmask(letter)) != box, letter


@pytest.mark.parametrize(
    ("distance_km", "words"),
    [(0, "under 1 km"), (0.99, "under 1 km"), (1.54, "1.5 km"), (9.96, "10 km"), (12345.6, "12,346 km")],
)
def test_distances_in_words(distance_km: float, words: str) -> None:
    assert kilometres(distance_km) == words


@pytest.mark.parametrize(
    ("many", "expected"), [(6, (1, 3, 5)), (5, (0, 2, 4)), (3, (0, 1, 2)), (2, (0, 1)), (1, (0,))]
)
def test_three_partitions_are_chosen_as_the_paper_did(many: int, expected: tuple[int, ...]) -> None:
    assert three_of([world(4)] * many) == expected


def test_without_partitions_the_remedy_is_said() -> None:
    with pytest.raises(AtlasError, match="add-heads"):
        three_of([])
