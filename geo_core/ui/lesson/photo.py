"""The photo that the lesson is about: one's own, the one on the page Locate, or an example (the link's)."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from geo_core.api import Localizer, list_examples
from geo_core.ui.query import Query, example_query, trail
from geo_core.ui.sources import linked_example, photo_buttons, photo_dialog

LOCATE = "locate"
WIDTH_PX = 280
_CHOSEN = "lesson_photo"
_SEEN = "lesson_trail"


def chosen_photo(localizer: Localizer, texts: Mapping[str, str]) -> Query:
    """Draw the choice and give the photo chosen; a new one, given here or on Locate, is taken at once."""
    now = trail()[-1] if trail() else None
    examples = {example.id: example for example in list_examples()}
    options = ([LOCATE] if now else []) + list(examples)
    name = now.name if now else ""
    if st.session_state.get(_SEEN) != name or st.session_state.get(_CHOSEN) not in options:
        # Only an address that was just opened asks; later the page itself writes there.
        linked = None if _SEEN in st.session_state else linked_example()
        st.session_state[_SEEN] = name
        st.session_state[_CHOSEN] = linked.id if linked else options[0]

    def said(option: str) -> str:
        if option in examples:
            return examples[option].place
        if now is None or not now.public:
            return now.title if now else ""
        return texts["lesson_photo_locate"].format(title=now.title)

    chosen = st.selectbox(texts["lesson_photo"], options, format_func=said, width=WIDTH_PX, key=_CHOSEN)
    photo_buttons(texts)
    photo_dialog(localizer, texts)
    if chosen == LOCATE and now is not None:
        st.query_params.pop("example", None)
        return now
    st.query_params["example"] = chosen
    with st.spinner(texts["looking"]):
        return example_query(localizer, examples[chosen])
