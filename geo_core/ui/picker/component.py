"""Example photos as a row or grid of thumbnails, to be chosen by pointer or keyboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, TypedDict

import streamlit as st

HERE = Path(__file__).parent

_picker = st.components.v2.component(
    "geo_core.picker",
    html='<div class="picker"><ul></ul></div>',
    css=(HERE / "picker.css").read_text(encoding="utf-8"),
    js=(HERE / "picker.js").read_text(encoding="utf-8"),
)


class PickerItem(TypedDict):
    """One photo: a name, a data address, a caption, and the credit shown on hovering."""

    id: str
    thumb: str
    caption: str
    credit: str


def _nothing() -> None:
    """A component reports only what has a callback."""


def picker(
    items: Sequence[PickerItem],
    *,
    texts: Mapping[str, str],
    selected: str | None = None,
    layout: Literal["strip", "grid"] = "strip",
    key: str = "picker",
) -> str | None:
    """Show photos to choose from.

    Parameters
    ----------
    items
        In the order shown; thumbnails are data addresses.
    texts
        The words, from `ui.texts`.
    selected
        The id of the one that is in use.
    layout
        ``strip``: one line that scrolls sideways; ``grid``: as many lines as it takes.
    key
        Names the instance.

    Returns
    -------
    The id of the photo that was just chosen, in the run that the choice started; else None.
    """
    words = {name: texts[name] for name in ("picker", "picker_choose")}
    data = {"items": list(items), "selected": selected, "layout": layout, "texts": words}
    chosen = _picker(key=key, data=data, on_choose_change=_nothing).get("choose")
    return chosen if any(item["id"] == chosen for item in items) else None
