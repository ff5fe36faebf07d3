"""Photos, credits and numbers as HTML; every text of others is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import quote

from geo_core.api import RADII_KM, Localizer, Reference, picture_address, pixels_to_uri
from geo_core.ui.query import Query
from geo_core.ui.texts.numbers import coordinates as degrees
from geo_core.ui.texts.numbers import decimal, kilometres, whole
from geo_core.ui.texts.places import reference_place

Texts = Mapping[str, str]

_WEB = ("https://", "http://")


def query_picture(localizer: Localizer, query: Query, texts: Texts) -> str:
    """The photo as the network sees it: its middle square where the network cuts that out."""
    whole = localizer.embedder.preprocessing.crop == "squash"
    alt = texts["lesson_photo_alt"].format(title=query.title)
    style = "lesson-whole" if whole else "lesson-square"
    return f'<img class="{style}" src="{escape(query.photo)}" alt="{escape(alt)}">'


def reference_picture(localizer: Localizer, reference: Reference, texts: Texts) -> str:
    """A reference's picture: its blurred preview at once, and over it the source's where that can be had."""
    layers = [f"url('{pixels_to_uri(localizer.picture(reference))}')"]
    address = picture_address(reference.thumbnail_url)
    if address and not reference.has_thumbnail:
        # As a background a picture that cannot be had leaves no broken frame. Nothing that ends
        # a CSS string is left in the address.
        layers.insert(0, f"url('{quote(address, safe=':/?&=%+,~@!;-._')}')")
    alt = texts["lesson_reference_alt"].format(place=reference_place(reference, texts))
    style = escape(f"background-image: {', '.join(layers)}")
    return f'<span class="lesson-square" role="img" aria-label="{escape(alt)}" style="{style}"></span>'


def credit(reference: Reference) -> str:
    """Author and licence, a link to the source where it is an address."""
    text = escape(f"{reference.author} · {reference.licence}")
    if not reference.source.startswith(_WEB):
        return text
    return f'<a href="{escape(reference.source)}" target="_blank" rel="noopener noreferrer">{text}</a>'


def reference_title(reference: Reference, texts: Texts) -> str:
    """Its place, escaped."""
    return escape(reference_place(reference, texts))


def gallery(
    localizer: Localizer, references: Sequence[Reference], details: Sequence[str], texts: Texts
) -> str:
    """Cards in rank order."""
    cards = "".join(
        f"<li>{reference_picture(localizer, reference, texts)}"
        f"<strong>{rank}. {reference_title(reference, texts)}</strong>"
        f"<span>{escape(detail)}</span><small>{credit(reference)}</small></li>"
        for rank, (reference, detail) in enumerate(zip(references, details, strict=True), 1)
    )
    return f'<ol class="lesson-cards">{cards}</ol>'


def numbers(rows: Sequence[tuple[str, str, str]]) -> str:
    """Large figures: what it is, the figure, a remark."""
    items = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}<small>{escape(remark)}</small></dd></div>"
        for name, value, remark in rows
    )
    return f'<dl class="lesson-numbers">{items}</dl>'


def mass_bars(shares: Sequence[float], texts: Texts) -> str:
    """The mass within each radius, a bar each."""
    rows = "".join(
        f'<tr><th scope="row">{escape(texts[f"scale_{radius}"])} '
        f"<small>{kilometres(radius, texts)}</small></th>"
        f'<td class="bar" style="--p: {100 * share:.1f}%">{percent(share, texts)}</td></tr>'
        for radius, share in zip(RADII_KM, shares, strict=True)
    )
    caption = escape(texts["within"])
    return f'<table class="lesson-mass"><caption>{caption}</caption><tbody>{rows}</tbody></table>'


def percent(share: float, texts: Texts) -> str:
    """A share with two digits that count."""
    value = 100 * share
    if 0 < value < 0.1:
        return f"< {decimal(0.1, texts)} %"
    return f"{decimal(value, texts, 0 if value >= 10 else 1)} %"


def away(km: float, texts: Texts) -> str:
    """A distance with its unit, never parted by a line's end, and the language's sign between thousands."""
    number = whole(km, texts) if km >= 1 else "<\u00a01"
    return f"{number}\u00a0{texts['km']}"


def coordinates(lat: float, lon: float, texts: Texts) -> str:
    """Degrees to a tenth."""
    return degrees(lat, lon, texts, digits=1)
