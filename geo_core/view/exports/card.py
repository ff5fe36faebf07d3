"""One answer as a picture to show around: a globe, the answer in words, how sure it is."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from geo_core.errors import GeoCoreError
from geo_core.view.captions import thousands
from geo_core.view.exports.card_globe import TRUTH, paste_globe, sky
from geo_core.view.exports.card_photo import paste_photo
from geo_core.view.exports.card_shapes import paste_box
from geo_core.view.exports.finding import Finding
from geo_core.view.exports.naming import caption_of, coordinates, error_in_words, notes, percent
from geo_core.view.exports.settings import ExportSettings, Texts
from geo_core.view.lettering import fitted, font, wrapped

SIZE = (1200, 630)
"""What pages and messengers show of a link (the Open Graph protocol's usual 1.91 : 1)."""

LEFT, RIGHT = 628, 1140
"""The column of words, pixels."""

INK, SOFT, ACCENT, WELL = (240, 245, 252), (168, 182, 204), (255, 178, 92), (37, 52, 84)

_HEADLINES = ((56, 2), (46, 3), (38, 3))
"""Sizes tried for the headline, pixels, and lines that each may take."""

MASSES_TOP, _ROW = 384, 34
"""Where the masses' heading stands, and from one radius to the next, pixels."""


def write_card(finding: Finding, settings: ExportSettings) -> bytes:
    """A PNG of `SIZE`, without metadata.

    Parameters
    ----------
    finding
        After `telling.told`; its photo is shown where there is one.
    settings
        Precision and words.
    """
    card = sky(SIZE)
    paste_globe(card, finding)
    if finding.photo is not None:
        paste_photo(card, finding.photo)
    _write_words(card, finding, settings)
    stream = io.BytesIO()
    card.save(stream, "PNG")
    return stream.getvalue()


def _write_words(card: Image.Image, finding: Finding, settings: ExportSettings) -> None:
    draw = ImageDraw.Draw(card)
    texts, answer, width = settings.texts, finding.prediction, RIGHT - LEFT
    said = caption_of(answer, texts)
    base, face = 74, font(24, bold=True)
    draw.text((LEFT, base), fitted(texts["app_title"], face, width), ACCENT, face, "ls")
    if finding.title:
        base += 36
        draw.text((LEFT, base), fitted(finding.title, font(25), width), SOFT, font(25), "ls")
    size, lines = _headline(said.headline, width)
    base += 14
    for line in lines:
        base += round(size * 1.1)
        draw.text((LEFT, base), line, INK, font(size, bold=True), "ls")
    base += 12
    for line in wrapped(said.detail, font(25), width, most=3 if len(lines) == 1 else 2):
        base += 31
        draw.text((LEFT, base), fitted(line, font(25), width), INK, font(25), "ls")
    base += 33
    at = coordinates(answer.lat, answer.lon, settings.precision, texts)
    draw.text((LEFT, base), at, SOFT, font(23), "ls")
    _write_error(card, finding, (LEFT + round(font(23).getlength(at)) + 26, base), settings)
    _write_masses(card, finding, texts)
    credit = " · ".join(notes(settings.precision, 0, texts))
    for number, line in enumerate(wrapped(credit, font(16), width, most=2)):
        draw.text((LEFT, 590 + 20 * number), fitted(line, font(16), width), SOFT, font(16), "ls")


def _headline(words: str, width: int) -> tuple[int, list[str]]:
    for size, most in _HEADLINES:
        face = font(size, bold=True)
        lines = wrapped(words, face, width, most)
        if all(face.getlength(line) <= width for line in lines):
            return size, lines
    return size, [fitted(line, face, width) for line in lines]


def _write_error(card: Image.Image, finding: Finding, at: tuple[int, int], settings: ExportSettings) -> None:
    """How far the answer is off, behind the true place's mark."""
    away = error_in_words(finding, settings)
    if away is None:
        return
    draw, (left, base) = ImageDraw.Draw(card), at
    paste_box(card, (left, base - 15, left + 14, base - 1), 7, TRUTH)
    draw.text((left + 24, base), fitted(away, font(23), RIGHT - left - 24), SOFT, font(23), "ls")


def _write_masses(card: Image.Image, finding: Finding, texts: Texts) -> None:
    """How much lies within each radius: a bar and a number each."""
    draw, face = ImageDraw.Draw(card), font(20)
    draw.text((LEFT, MASSES_TOP), fitted(texts["within"], face, RIGHT - LEFT), SOFT, face, "ls")
    for row, (radius, mass) in enumerate(sorted(finding.prediction.within_km.items()), 1):
        base, left, right = MASSES_TOP + _ROW * row, LEFT + 196, RIGHT - 74
        draw.text((LEFT, base), fitted(texts.get(f"scale_{radius:g}", ""), face, 100), INK, face, "ls")
        draw.text((left - 14, base), f"{thousands(radius, texts)} {texts['km']}", SOFT, face, "rs")
        paste_box(card, (left, base - 11, right, base - 2), 4.5, WELL)
        if mass > 0:
            filled = left + max(9, round((right - left) * min(1.0, mass)))
            paste_box(card, (left, base - 11, filled, base - 2), 4.5, ACCENT)
        draw.text((RIGHT, base), f"{percent(mass)} %", INK, face, "rs")


def only_one(findings: list[tuple[int, Finding]]) -> Finding:
    """The one finding that a card shows.

    Raises
    ------
    GeoCoreError
        If there is none, or more than one.
    """
    if len(findings) != 1:
        raise GeoCoreError(f"A card shows one answer; given are {len(findings)}. Export one photo.")
    return findings[0][1]
