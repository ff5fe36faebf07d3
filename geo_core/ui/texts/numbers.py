"""Numbers as a language writes them."""

from __future__ import annotations

from collections.abc import Mapping


def whole(number: float, texts: Mapping[str, str]) -> str:
    """A whole number with the language's sign between thousands."""
    return f"{number:,.0f}".replace(",", texts["thousands"])


def decimal(number: float, texts: Mapping[str, str], digits: int = 1) -> str:
    """A number with so many decimals, after the language's sign."""
    return f"{number:.{digits}f}".replace(".", texts["decimal"]).replace("-", "−")


def kilometres(km: float, texts: Mapping[str, str]) -> str:
    """A distance with its unit; below a kilometre it is only said to be less."""
    return f"{'< 1' if km < 1 else whole(km, texts)} {texts['km']}"


def coordinates(lat: float, lon: float, texts: Mapping[str, str], digits: int) -> str:
    """Degrees with their sides of the Earth, as a typed place is read again."""
    sides = texts["north" if lat >= 0 else "south"], texts["east" if lon >= 0 else "west"]
    return f"{decimal(abs(lat), texts, digits)}° {sides[0]}, {decimal(abs(lon), texts, digits)}° {sides[1]}"


def figures(number: float, texts: Mapping[str, str], most: int = 2) -> str:
    """A number in no more figures than those that count."""
    return f"{float(f'{number:.{most}g}'):g}".replace(".", texts["decimal"])  # 100, not 1e+02
