"""Step 1: the photo becomes numbers, and two photos' numbers are compared."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from html import escape

import streamlit as st

from geo_core.api import Localizer, barcode, pixels_to_uri
from geo_core.ui.lesson.explaining import explain
from geo_core.ui.lesson.pictures import credit, query_picture, reference_picture, reference_title
from geo_core.ui.lesson.tour import Tour
from geo_core.ui.query import Query
from geo_core.ui.texts.numbers import decimal


@st.fragment
def embedding(localizer: Localizer, query: Query, tour: Tour, texts: Mapping[str, str]) -> None:
    """Draw the step."""
    vector = query.evidence.vector
    if vector is None:
        return
    left, right = st.columns([2, 3], gap="medium")
    with left:
        explain("embedding", texts, n=str(len(vector)))
        if st.button(texts["lesson_another"], icon=":material/casino:", key="lesson_another"):
            tour.drawn += 1
    rows = [
        (texts["lesson_code_nearest"], int(query.evidence.neighbours.rows[0])),
        (texts["lesson_code_random"], random_row(query.name, tour.drawn, len(localizer.atlas.references))),
    ]
    length = texts["lesson_length"].format(
        n=len(vector), length=decimal(math.sqrt(float(vector @ vector)), texts, 3)
    )
    alt = texts["lesson_code_alt"]
    figures = [
        f"<figure>{query_picture(localizer, query, texts)}"
        f"<figcaption><strong>{escape(query.title)}</strong><small>{escape(length)}"
        f"{' · ' + escape(query.credit) if query.credit else ''}</small></figcaption>"
        f"{_code(vector, alt.format(title=query.title))}</figure>"
    ]
    for name, row in rows:
        reference, other = localizer.reference(row), localizer.atlas.embedding(row).vector
        similarity = texts["lesson_similarity"].format(s=decimal(float(vector @ other), texts, 2))
        figures.append(
            f"<figure>{reference_picture(localizer, reference, texts)}"
            f"<figcaption>{escape(name)}: <strong>{reference_title(reference, texts)}</strong><br>"
            f"<strong>{escape(similarity)}</strong><small>{credit(reference)}</small></figcaption>"
            f"{_code(other, alt.format(title=name))}</figure>"
        )
    scale = f'{escape(texts["lesson_below"])}<i aria-hidden="true"></i>{escape(texts["lesson_above"])}'
    right.html(f'<div class="lesson-codes">{"".join(figures)}</div><div class="lesson-scale">{scale}</div>')


def random_row(name: str, drawn: int, references: int) -> int:
    """A reference drawn by lot: the same for the same photo and draw."""
    return zlib.crc32(f"{name} {drawn}".encode()) % references


def _code(vector: object, alt: str) -> str:
    picture = barcode(vector)  # type: ignore[arg-type]  # an array: this room knows no numpy
    return (
        f'<img class="lesson-code" src="{pixels_to_uri(picture, picture.shape[1], 95)}" alt="{escape(alt)}">'
    )
