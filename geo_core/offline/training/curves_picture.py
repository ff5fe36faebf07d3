"""The loss and the accuracy of every epoch, as a picture: one line a head, the training loss pale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from geo_core.offline.training.run import Record

WIDTH, HEIGHT, MARGIN, LEGEND = 720, 420, 56, 88
"""Of one panel, its margins and the room for the heads' names, pixels."""

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#000000")
"""Okabe and Ito's, which colour-blind readers tell apart; more heads than colours begin again."""

INK, GRID = "#333333", "#dddddd"
LINES = 5
"""Of the grid, from the bottom to the top."""

Series = Mapping[str, Sequence[float]]


def draw_curves(history: Sequence[Record], path: Path) -> None:
    """Draw the losses on the left and the accuracies on the right, as a PNG.

    Parameters
    ----------
    history
        At least one record; every head has one in each epoch.
    path
        The file to write.
    """
    loss, train, accuracy = (
        _by_head(history, name) for name in ("validation_loss", "train_loss", "validation_accuracy")
    )
    picture = Image.new("RGB", (2 * WIDTH, HEIGHT), "white")
    left, right = (Image.new("RGB", (WIDTH, HEIGHT), "white") for _ in range(2))
    _panel(left, "loss, nats (pale: training)", loss, pale=train)
    _panel(right, "share of validation photos in the most probable cell", accuracy, pale={})
    picture.paste(left, (0, 0))
    picture.paste(right, (WIDTH, 0))
    picture.save(path, "PNG")


def _by_head(history: Sequence[Record], field: str) -> Series:
    heads = dict.fromkeys(record.partition for record in history)
    return {head: [getattr(r, field) for r in history if r.partition == head] for head in heads}


def _panel(picture: Image.Image, title: str, lines: Series, *, pale: Series) -> None:
    draw = ImageDraw.Draw(picture)
    top = max(max(values) for values in (*lines.values(), *pale.values())) or 1.0
    epochs = max(len(values) for values in lines.values())
    _axes(draw, title, top, epochs)
    for number, (head, values) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        if head in pale:
            draw.line(_points(pale[head], top), fill=_paled(colour), width=2)
        draw.line(_points(values, top), fill=colour, width=2)
        y = MARGIN + 18 * number
        draw.line([(WIDTH - LEGEND, y + 7), (WIDTH - LEGEND + 16, y + 7)], fill=colour, width=3)
        draw.text((WIDTH - LEGEND + 22, y), head, fill=INK, font=_font())


def _axes(draw: ImageDraw.ImageDraw, title: str, top: float, epochs: int) -> None:
    draw.text((MARGIN, 20), title, fill=INK, font=_font())
    for step in range(LINES + 1):
        ((x, y), (end, _)) = _points([top * step / LINES] * 2, top)
        draw.line([(x, y), (end, y)], fill=GRID if step else INK)
        draw.text((8, y - 7), f"{top * step / LINES:.3g}", fill=INK, font=_font())
    draw.text((MARGIN, HEIGHT - MARGIN + 10), "epoch 1", fill=INK, font=_font())
    draw.text((WIDTH - LEGEND - 48, HEIGHT - MARGIN + 10), f"{epochs}", fill=INK, font=_font())


def _points(values: Sequence[float], top: float) -> list[tuple[float, float]]:
    """Pixels of a curve that begins at 0 on the vertical axis; one value alone is a level line."""
    values = [values[0], values[0]] if len(values) == 1 else values
    wide, high = WIDTH - MARGIN - LEGEND - 24, HEIGHT - 2 * MARGIN
    last = len(values) - 1
    return [(MARGIN + wide * i / last, HEIGHT - MARGIN - high * v / top) for i, v in enumerate(values)]


def _paled(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return (red + 510) // 3, (green + 510) // 3, (blue + 510) // 3


def _font() -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    return ImageFont.load_default(13)
