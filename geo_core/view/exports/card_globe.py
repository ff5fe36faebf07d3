"""The left half of a card: the night sky, the globe in its air, and the marks upon it."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from geo_core.view.exports.finding import Finding
from geo_core.view.markers import dot_radius_px
from geo_core.view.orthographic import AIR, SCALE, Orthographic

MIDDLE, RADIUS = (306, 315), 262
"""Of the globe, pixels of the card."""

_NIGHT = ((0.0, (22, 40, 80)), (0.45, (11, 22, 48)), (1.0, (4, 7, 17)))
"""Shares of the way outwards from the globe's middle, and the sky's colour there."""

_STARS, _STARS_SEED = 130, 7
ANSWER, TRUTH, NEIGHBOUR = (255, 178, 92), (74, 222, 128), (125, 211, 252)
INK, LIGHT = (8, 14, 28), (255, 255, 255)


def sky(size: tuple[int, int]) -> Image.Image:
    """The ground of a card, RGB: night-blue, lighter around the globe, with a few stars."""
    width, height = size
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    away = np.hypot(x - MIDDLE[0], y - MIDDLE[1]) / np.hypot(width - MIDDLE[0], height / 2)
    stops = [share for share, _ in _NIGHT]
    channels = [np.interp(away, stops, [colour[c] for _, colour in _NIGHT]) for c in range(3)]
    pixels = np.stack(channels, axis=-1)
    draw = np.random.default_rng(_STARS_SEED)
    # Left of the words: a point beside a letter looks like one of its own.
    columns, rows = draw.integers(0, 2 * MIDDLE[0], _STARS), draw.integers(0, height, _STARS)
    pixels[rows, columns] += draw.uniform(20, 130, (_STARS, 1))
    _add_air(pixels, np.hypot(x - MIDDLE[0], y - MIDDLE[1]))
    return Image.fromarray(np.clip(np.rint(pixels), 0, 255).astype(np.uint8))


def _add_air(pixels: np.ndarray, away_px: np.ndarray) -> None:
    """A glow outside the disc that fades within a tenth of its radius."""
    glow = 0.75 * np.exp(-np.clip(away_px - RADIUS, 0, None) / (0.045 * RADIUS))
    glow = np.where(glow > 0.004, glow, 0.0)[..., None]
    pixels *= 1 - glow
    pixels += glow * np.array(AIR)


def paste_globe(card: Image.Image, finding: Finding) -> None:
    """The globe with its answer in the middle, the heat, the neighbours and the true place."""
    answer = finding.prediction
    view = Orthographic(answer.lat, answer.lon, RADIUS)
    globe = view.picture(finding.heat)
    marks = Image.new("RGBA", (globe.width * SCALE, globe.height * SCALE))
    draw = ImageDraw.Draw(marks)
    radii = dot_radius_px(finding.weight) * 0.8
    near = finding.neighbours
    # The heaviest last: it lies above the others.
    for i in np.argsort(radii, kind="stable").tolist():
        _disc(draw, view, (near.lat[i], near.lon[i]), (float(radii[i]), NEIGHBOUR, 1))
    if finding.truth is not None:
        _disc(draw, view, finding.truth, (8.0, TRUTH, 2))
    for radius, colour in ((13.5, INK), (11.5, LIGHT), (8.0, INK), (6.5, ANSWER)):
        _disc(draw, view, (answer.lat, answer.lon), (radius, colour, 0))
    globe.alpha_composite(marks.reduce(SCALE))
    card.paste(globe, (MIDDLE[0] - RADIUS, MIDDLE[1] - RADIUS), globe)


def _disc(
    draw: ImageDraw.ImageDraw,
    view: Orthographic,
    place: tuple[float, float],
    look: tuple[float, tuple[int, int, int], int],
) -> None:
    """A disc at (lat, lon) of a radius, a colour and an edge, pixels; none on the far side."""
    at, (radius, colour, edge) = view.project(*place), look
    if at is None:
        return
    x, y = ((a + RADIUS) * SCALE for a in at)
    for reach, fill in ((radius + edge, INK), (radius, colour)):
        r = reach * SCALE
        draw.ellipse((x - r, y - r, x + r, y + r), fill)
