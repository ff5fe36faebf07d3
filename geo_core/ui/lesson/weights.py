"""Step 3: how much each vote counts."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from geo_core.api import Localizer, effective_number
from geo_core.ui.lesson.charts import weight_chart, weight_rows
from geo_core.ui.lesson.explaining import explain
from geo_core.ui.lesson.pictures import numbers, percent
from geo_core.ui.lesson.tour import Tour, k_slider, m_slider
from geo_core.ui.query import Query
from geo_core.ui.texts.numbers import decimal
from geo_core.ui.texts.places import reference_place


@st.fragment
def weights(localizer: Localizer, query: Query, tour: Tour, texts: Mapping[str, str]) -> None:
    """Draw the step."""
    left, right = st.columns([2, 3], gap="medium")
    with left:
        explain("weights", texts)
        m_slider(tour, texts)
        k_slider(tour, len(query.evidence.neighbours.rows), texts)
    with right:
        weight = localizer.weights(query.evidence, tour.settings).tolist()
        first = percent(weight[0], texts)
        effective = effective_number(weight)
        st.html(
            numbers(
                [
                    (texts["lesson_weight_first"], first, ""),
                    (texts["lesson_weight_ten"], percent(sum(weight[:10]), texts), ""),
                    (
                        texts["lesson_effective"],
                        decimal(effective, texts),
                        texts["lesson_effective_of"].format(k=len(weight)),
                    ),
                ]
            )
        )
        near = query.evidence.neighbours.first(tour.k)
        places = [reference_place(one, texts) for one in localizer.references(near)]
        st.vega_lite_chart(
            weight_rows(weight, places),
            weight_chart(texts),
            width="stretch",
            alt=texts["lesson_weights_alt"].format(k=len(weight), first=first, n=decimal(effective, texts)),
            key="lesson_weight_chart",
        )
        st.caption(texts["lesson_weights_line"])
