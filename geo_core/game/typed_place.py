"""Coordinates as people type them: decimal degrees, or degrees, minutes and seconds with a hemisphere."""

from __future__ import annotations

import re
from collections.abc import Mapping

from geo_core.errors import SettingsError

Sides = Mapping[str, str]
"""A reader's letters for ``north``, ``south``, ``east`` and ``west``."""

ENGLISH: Sides = {"north": "N", "south": "S", "east": "E", "west": "W"}
"""They are understood in every language that means nothing else by them."""

_MEANING = {"north": ("lat", 1), "south": ("lat", -1), "east": ("lon", 1), "west": ("lon", -1)}

_SIGNS = str.maketrans("′’ʹ´″”“º˚−–", "''''\"\"\"°°--")

# A comma between digits is a decimal one, unless more follows that only a separator explains.
# Digits and decimals are taken as a whole: half a number is none. (Possessive quantifiers say the same,
# and match wrongly in Python 3.11.2.)
_DIGITS = r"\d+(?!\d)"
_DECIMALS = rf"\.{_DIGITS}|,{_DIGITS}(?![.,]\d)"
_NUMBER = rf"{_DIGITS}(?:{_DECIMALS}|(?!{_DECIMALS}))"
_MINUTES = rf"(?:\s*({_NUMBER})\s*'?(?:\s*({_NUMBER})\s*\"?)?)?"
_ANGLE = rf"\s*({_NUMBER})\s*°?{_MINUTES}\s*"
_MARKED = rf"\s*([+-]?)({_NUMBER})\s*°{_MINUTES}\s*"
_LETTER = r"([^\W\d_]+)"

_LETTERS_BEHIND = re.compile(rf"{_ANGLE}{_LETTER}\s*[,;/]?{_ANGLE}{_LETTER}")
_LETTERS_BEFORE = re.compile(rf"{_LETTER}{_ANGLE}[,;/]?\s*{_LETTER}{_ANGLE}")
_BOTH_MARKED = re.compile(rf"{_MARKED}[,;/]?{_MARKED}")
_BARE = re.compile(rf"([+-]?)({_NUMBER})°?(\s*[,;/]\s*|\s+)([+-]?)({_NUMBER})°?")
_WHOLE = re.compile(r"([+-]?)(\d+),([+-]?)(\d+)")

_WRITTEN = re.compile(r"[\d\s.,;/+°'\"-]+")
"""What coordinates are made of beside letters."""

_LONE_LETTERS = re.compile(r"(?<![^\W\d_])([^\W\d_]{1,2})(?![^\W\d_])")


REFUSALS: Mapping[str, str] = {
    "coordinates_unclear": "These coordinates cannot be read; write them like 48.2, 16.4"
    " or 48°12′ N 16°22′ E.",
    "coordinates_latitude": "{given} is no latitude; allowed is −90 to 90, latitude first.",
    "coordinates_longitude": "{given} is no longitude; allowed is −180 to 180, latitude first.",
}
"""An error's code → what it says."""


def read_coordinates(text: str, sides: Sides = ENGLISH) -> tuple[float, float] | None:
    """A place out of typed coordinates.

    Parameters
    ----------
    text
        Such as ``48.2, 16.4``, ``48,2 16,4``, ``48°12′30″N 16°22′E``, ``N 48.2 E 16.4``,
        ``48,2° N, 16,4° O``; latitude first unless letters say otherwise.
    sides
        The reader's letters: O is east in German and west in Spanish.

    Returns
    -------
    (lat, lon) in degrees, or None where the text is not written like coordinates: a city's name.

    Raises
    ------
    SettingsError
        If it is, and yet names no place, or more than one.
    """
    plain = text.translate(_SIGNS).replace("''", '"').upper().strip()
    if not _WRITTEN.fullmatch(_LONE_LETTERS.sub(" ", plain)) or len(re.findall(r"\d+(?:\.\d+)?", plain)) < 2:
        return None
    lat, lon = _by_letters(plain, sides) if _LONE_LETTERS.search(plain) else _in_order(plain)
    return _checked(lat, 90, "latitude"), _checked(lon, 180, "longitude")


def _by_letters(plain: str, sides: Sides) -> tuple[float, float]:
    """Two angles, each with its letter behind it, or each with its letter before it."""
    meant = {
        letters[name].upper(): (axis, sign)
        for letters in (ENGLISH, sides)  # the reader's own go before
        for name, (axis, sign) in _MEANING.items()
    }
    if found := _LETTERS_BEHIND.fullmatch(plain):
        *one, first, degrees, minutes, seconds, second = found.groups()
        other = [degrees, minutes, seconds]
    elif found := _LETTERS_BEFORE.fullmatch(plain):
        first, *one = found.groups()[:4]
        second, *other = found.groups()[4:]
    else:
        raise _unclear()
    if {meant.get(letter, ("", 1))[0] for letter in (first, second)} != {"lat", "lon"}:
        raise _unclear()
    angles = {
        meant[letter][0]: meant[letter][1] * _angle(*parts)
        for letter, parts in ((first, one), (second, other))
    }
    return angles["lat"], angles["lon"]


def _in_order(plain: str) -> tuple[float, float]:
    """Latitude and longitude: two numbers, or two angles with a sign for degrees in each."""
    if found := _BOTH_MARKED.fullmatch(plain):
        sign, *one = found.groups()[:4]
        other_sign, *other = found.groups()[4:]
        return _signed(sign, _angle(*one)), _signed(other_sign, _angle(*other))
    if found := _BARE.fullmatch(plain):
        sign, first, between, other_sign, second = found.groups()
        # Where only one of them has a decimal comma, it may as well part two numbers.
        if between.strip() in ("", ",") and ("," in first) != ("," in second):
            raise _unclear()
        return _signed(sign, _degrees(first)), _signed(other_sign, _degrees(second))
    if found := _WHOLE.fullmatch(plain):
        sign, first, other_sign, second = found.groups()
        return _signed(sign, float(first)), _signed(other_sign, float(second))
    raise _unclear()


def _angle(degrees: str, minutes: str | None, seconds: str | None) -> float:
    """Degrees, minutes and seconds to degrees; only the last of them may have decimals."""
    parts = [part for part in (degrees, minutes, seconds) if part is not None]
    numbers = [_degrees(part) for part in parts]
    if any(not part.isdecimal() for part in parts[:-1]) or any(number >= 60 for number in numbers[1:]):
        raise _unclear()
    return sum(number / unit for number, unit in zip(numbers, (1, 60, 3600), strict=False))


def _degrees(number: str) -> float:
    return float(number.replace(",", "."))


def _signed(sign: str, degrees: float) -> float:
    return -degrees if sign == "-" else degrees


def _checked(degrees: float, most: int, name: str) -> float:
    if abs(degrees) > most:
        given = int(degrees) if degrees.is_integer() else round(degrees, 6)
        raise SettingsError.of(f"coordinates_{name}", REFUSALS, given=given)
    return degrees


def _unclear() -> SettingsError:
    return SettingsError.of("coordinates_unclear", REFUSALS)
