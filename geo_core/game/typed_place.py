"""Coordinates as people type them: decimal degrees, or degrees, minutes and seconds with a hemisphere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geo_core.errors import SettingsError

_SIGNS = str.maketrans("′’ʹ´″”“º˚−–", "''''\"\"\"°°--")

_PIECE = re.compile(r"\s*([+-]?\d+(?:\.\d+)?|[NSEW]|[°'\",;/])")

_DECIMAL_COMMAS = re.compile(
    r"([+-]?\d+),(\d+)\s*[;/ ]\s*([+-]?\d+),(\d+)|([+-]?\d+),(\d+),\s+([+-]?\d+),(\d+)"
)

_NUMBER = re.compile(r"[+-]?\d")


def read_coordinates(text: str) -> tuple[float, float] | None:
    """A place out of typed coordinates.

    Parameters
    ----------
    text
        Such as ``48.2, 16.4``, ``48,2 16,4``, ``48°12′30″N 16°22′E``, ``N 48.2 E 16.4``; latitude
        first unless letters say otherwise.

    Returns
    -------
    (lat, lon) in degrees, or None where the text is not written like coordinates: a city's name.

    Raises
    ------
    SettingsError
        If it is, and yet names no place.
    """
    pieces = _pieces(text)
    if pieces is None or sum(bool(_NUMBER.match(piece)) for piece in pieces) < 2:
        return None
    letters = [piece for piece in pieces if piece in "NSEW"]
    if letters:
        first, second = _by_letters(pieces, letters)
        if "".join(letters) in {a + b for a in "EW" for b in "NS"}:
            first, second = second, first
    else:
        first, second = _by_degrees(pieces)
    return _checked(first, 90, "latitude"), _checked(second, 180, "longitude")


def _pieces(text: str) -> list[str] | None:
    plain = text.translate(_SIGNS).replace("''", '"').upper().strip()
    commas = _DECIMAL_COMMAS.fullmatch(plain)
    if commas:
        a, b, c, d = (group for group in commas.groups() if group is not None)
        plain = f"{a}.{b} {c}.{d}"
    pieces, at = [], 0
    while at < len(plain):
        found = _PIECE.match(plain, at)
        if not found:
            return None
        pieces.append(found[1])
        at = found.end()
    return pieces


def _by_letters(pieces: list[str], letters: list[str]) -> tuple[float, float]:
    """Numbers belong to the letter behind them, or before them where the text begins with one."""
    if sorted(letter in "NS" for letter in letters) != [False, True]:
        raise _unclear()
    if pieces[0] in "NSEW":
        at = next(i for i, piece in enumerate(pieces[1:], 1) if piece in "NSEW")
        parts = [pieces[1:at], pieces[at + 1 :]]
    else:
        at = next(i for i, piece in enumerate(pieces) if piece in "NSEW")
        if pieces[-1] not in "NSEW":
            raise _unclear()
        parts = [pieces[:at], pieces[at + 1 : -1]]
    first, second = (_angle(_numbers(part), letter) for part, letter in zip(parts, letters, strict=True))
    return first, second


def _by_degrees(pieces: list[str]) -> tuple[float, float]:
    """Two numbers, or two groups that each begin with a number of degrees."""
    starts = [i - 1 for i, piece in enumerate(pieces) if piece == "°"]
    if len(starts) == 2 and starts[0] == 0:
        first, second = _numbers(pieces[: starts[1]]), _numbers(pieces[starts[1] :])
    else:
        numbers = _numbers(pieces)
        if len(numbers) != 2:
            raise _unclear()
        first, second = numbers[:1], numbers[1:]
    return _angle(first, ""), _angle(second, "")


def _numbers(pieces: Sequence[str]) -> list[str]:
    numbers = [piece for piece in pieces if _NUMBER.match(piece)]
    if '"' in pieces and len(numbers) < 3:
        raise _unclear()
    return numbers


def _angle(numbers: Sequence[str], letter: str) -> float:
    """Degrees, minutes and seconds to degrees; a sign and a letter exclude each other."""
    if not 1 <= len(numbers) <= 3:
        raise _unclear()
    signed = numbers[0][0] in "+-"
    rest = [float(number) for number in numbers[1:]]
    if (signed and letter) or any(not 0 <= part < 60 for part in rest):
        raise _unclear()
    size = abs(float(numbers[0])) + sum(part / unit for part, unit in zip(rest, (60, 3600), strict=False))
    return -size if numbers[0][0] == "-" or letter in ("S", "W") else size


def _checked(degrees: float, most: int, name: str) -> float:
    if abs(degrees) > most:
        raise SettingsError(f"{degrees:g} is no {name}; allowed is -{most} to {most}, latitude first.")
    return degrees


def _unclear() -> SettingsError:
    return SettingsError("These coordinates cannot be read; write them like 48.2, 16.4 or 48°12′N 16°22′E.")
