"""The page itself: give photos, watch them being located, look, take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from geo_core.api import (
    PHOTO_SUFFIXES,
    RADII_KM,
    SEAT_COLOURS,
    TRUTH_COLOUR,
    Board,
    Failure,
    Finding,
    Localizer,
    arc,
    dot,
    flight,
    great_circle_km,
    name_of,
    pin,
    rounded,
    rounded_place,
)
from geo_core.ui.findings import downloads
from geo_core.ui.globe.board import board
from geo_core.ui.many.batch import (
    BATCH,
    CHOSEN,
    Entry,
    Upload,
    Wanted,
    forget_batch,
    found_of,
    locate_all,
)
from geo_core.ui.query import forget, start, trail
from geo_core.ui.settings import settings
from geo_core.ui.texts.numbers import coordinates, kilometres
from geo_core.ui.uploads import PHOTO_MB, drop_uploads

_GIVEN = "many-given"

CSS = """
.batch { overflow: auto; max-height: 62dvh; border-radius: 10px; }
.batch table { border-collapse: collapse; width: 100%; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
.batch :is(th, td) { padding: 5px 8px; text-align: left; border-bottom: 1px solid color-mix(in srgb, currentcolor 14%, transparent); }
.batch tr.on { background: color-mix(in srgb, #2f6fed 22%, transparent); }
.batch img { width: 64px; height: 48px; object-fit: cover; border-radius: 6px; display: block; }
.batch small { display: block; color: color-mix(in srgb, currentcolor 72%, transparent); }
.batch .bad { color: color-mix(in srgb, #d1495b 65%, currentcolor); }
"""  # noqa: E501 - CSS reads by its rules


def page(localizer: Localizer, texts: Mapping[str, str]) -> None:
    """Draw the page."""
    st.html(f"<style>{CSS}</style>")
    st.markdown(f"## {texts['many_title']}")
    entries: list[Entry] | None = st.session_state.get(BATCH)
    if entries is None:
        _ask(localizer, texts)
        return
    _show(localizer, entries, texts)


def _ask(localizer: Localizer, texts: Mapping[str, str]) -> None:
    most = settings().most_photos
    st.caption(f"{texts['many_help'].format(n=most)} {texts['privacy']}")
    named = st.checkbox(texts["many_names"], help=texts["many_names_help"], key="many_names")
    tagged = st.checkbox(texts["gps_consent"], help=texts["gps_consent_help"], key="many_gps")
    turn = st.session_state.setdefault(_GIVEN, 0)
    given = st.file_uploader(
        texts["many_upload"],
        type=sorted(PHOTO_SUFFIXES),
        accept_multiple_files=True,
        max_upload_size=PHOTO_MB,
        key=f"many_uploader_{turn}",
    )
    if not given:
        return
    if len(given) > most:
        st.warning(texts["many_too_many"].format(given=len(given), n=most), icon=":material/filter_none:")
        given = given[:most]
    if not st.button(
        texts["many_go"].format(n=len(given)), type="primary", icon=":material/travel_explore:", key="many_go"
    ):
        return
    method = "fused" if "fused" in localizer.methods else "knn"
    bar = st.progress(0.0, texts["many_progress"].format(done=0, n=len(given)))

    def progress(done: int) -> None:
        bar.progress(done / len(given), texts["many_progress"].format(done=done, n=len(given)))

    # They are dropped together at the end: a run that is interrupted begins anew, and needs them all.
    uploads = [Upload(file.name, file.getvalue) for file in given]
    entries = locate_all(localizer, uploads, Wanted(method, named, tagged), texts, progress)
    st.session_state[BATCH] = entries
    drop_uploads()
    st.session_state[_GIVEN] = turn + 1  # another key, another uploader, and it is empty
    st.rerun()


def _show(localizer: Localizer, entries: Sequence[Entry], texts: Mapping[str, str]) -> None:
    found = found_of(entries)
    if "many-next" in st.session_state:
        st.session_state[CHOSEN] = st.session_state.pop("many-next")
    with st.container(horizontal=True, vertical_alignment="center", key="many_actions"):
        st.caption(texts["many_done"].format(n=len(found), all=len(entries)))
        if found:
            with st.popover(texts["take"], icon=":material/download:"):
                downloads(lambda: [e.outcome for e in entries], texts, batch=True, key="many")
        if st.button(texts["many_forget"], icon=":material/delete:", key="many_forget"):
            _forget(entries)
            st.rerun()
    globe, side = st.columns([3, 2])
    with side:
        chosen = _choice(found, texts)
        st.html(_table(entries, chosen, texts))
    with globe:
        if not found:
            st.info(texts["many_none"], icon=":material/broken_image:")
            return
        events = board(_board(found, chosen, texts), texts=texts, key="many-board")
    if events.chosen and (chosen is None or events.chosen != str(chosen.number)):
        st.session_state["many-next"] = int(events.chosen)
        st.rerun()


def _forget(entries: Sequence[Entry]) -> None:
    """The batch, and the photo of it that was opened on the page Locate."""
    if trail() and trail()[0].name in {entry.query.name for entry in entries if entry.query}:
        forget()
    forget_batch()


def _choice(found: Sequence[tuple[Entry, Finding]], texts: Mapping[str, str]) -> Entry | None:
    by_number = {entry.number: entry for entry, _ in found}
    if st.session_state.get(CHOSEN) not in by_number:
        st.session_state[CHOSEN] = None
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    number = left.selectbox(
        texts["many_choose"],
        list(by_number),
        index=None,
        placeholder=texts["many_choose_help"],
        format_func=lambda n: by_number[n].outcome.title,
        key=CHOSEN,
    )
    chosen = by_number.get(number) if number else None
    pressed = right.button(
        texts["many_open"],
        icon=":material/travel_explore:",
        disabled=chosen is None,
        key="many_open",
        width="stretch",
    )
    if pressed and chosen and chosen.query:
        start(chosen.query)
        st.switch_page(st.session_state["pages"]["locate"])
    return chosen


def _place(found: Finding, texts: Mapping[str, str]) -> tuple[float, float, str]:
    precision = settings().precision
    lat, lon = rounded(found.prediction.lat, found.prediction.lon, precision)
    return lat, lon, name_of(rounded_place(found.prediction.place, precision), texts)


def _board(found: Sequence[tuple[Entry, Finding]], chosen: Entry | None, texts: Mapping[str, str]) -> Board:
    dots, pins, arcs, places = [], [], [], []
    for entry, one in found:
        lat, lon, name = _place(one, texts)
        places.append((lat, lon))
        if chosen is not None and entry.number == chosen.number:
            pins.append(pin("chosen", (lat, lon), str(entry.number), name, colour=SEAT_COLOURS[0]))
            truth = entry.query.truth if entry.query else None
            if truth:
                pins.append(pin("truth", truth, "✓", texts["truth_label"], colour=TRUTH_COLOUR, below=True))
                arcs.append(arc((lat, lon), truth, TRUTH_COLOUR))
            continue
        dots.append(dot(str(entry.number), (lat, lon), f"{entry.number} · {one.title}", name, radius=7.0))
    seen = [(p["lat"], p["lon"]) for p in pins] or places
    return Board(
        turn=str(chosen and chosen.number),
        label=texts["many_globe"],
        height="62dvh",
        dots=dots,
        pins=pins,
        arcs=arcs,
        fly=flight(f"{len(found)} {chosen and chosen.number}", seen),
    )


def _table(entries: Sequence[Entry], chosen: Entry | None, texts: Mapping[str, str]) -> str:
    heads = ["", texts["many_answer"], kilometres(RADII_KM[3], texts), texts["compare_error"]]
    rows = "".join(
        _row(entry, chosen is not None and entry.number == chosen.number, texts) for entry in entries
    )
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="batch" tabindex="0" role="region" aria-label="{escape(heads[1])}">{table}</div>'


def _row(entry: Entry, on: bool, texts: Mapping[str, str]) -> str:
    one = entry.outcome
    title = escape(one.title)
    if isinstance(one, Failure):
        reason = f'<small class="bad">{escape(one.reason)}</small>'
        return f'<tr><td></td><td colspan="3"><b>{title}</b>{reason}</td></tr>'
    lat, lon, name = _place(one, texts)
    truth = entry.query.truth if entry.query else None
    far = "–" if truth is None else kilometres(float(great_circle_km(lat, lon, *truth)), texts)
    where = f"<b>{escape(name)}</b><small>{title} · {coordinates(lat, lon, texts, 2)}</small>"
    share = f"{100 * one.prediction.within_km[RADII_KM[3]]:.0f} %"
    mark = ' class="on"' if on else ""
    picture = f'<img src="{entry.thumbnail}" alt="{title}">'
    return f"<tr{mark}><td>{picture}</td><td>{where}</td><td>{share}</td><td>{far}</td></tr>"
