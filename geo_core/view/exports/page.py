"""A page that works alone: a globe with the answers, their words and credits, without a network."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from string import Template
from typing import Any

from geo_core.view.captions import is_unsure
from geo_core.view.credible import peak_per_km2
from geo_core.view.exports.finding import Failure, Finding, Outcome, failures_of, findings_of
from geo_core.view.exports.markup import Markup, element, joined
from geo_core.view.exports.naming import decimal, notes, percent, title_of
from geo_core.view.exports.page_answer import answer_article, place_label
from geo_core.view.exports.page_files import HERE, bundle, heat_uri, policy, script, style, textures
from geo_core.view.exports.page_neighbours import neighbours_section
from geo_core.view.exports.page_room import fitted_to_page
from geo_core.view.exports.settings import ExportSettings, Texts
from geo_core.view.frames import PEAK_KM2
from geo_core.view.markers import dot_radius_px, place_name


def write_page(outcomes: Sequence[Outcome], settings: ExportSettings) -> bytes:
    """One HTML file for any browser of these years, from a disk, without a network.

    Parameters
    ----------
    outcomes
        After `telling.told`; the more there are, the less of each is shown (`page_room.ROOMS`).
    settings
        Precision and words.

    Returns
    -------
    UTF-8. deck.gl, textures, heats and photos lie in it. Every text of others is escaped, and the
    page's policy lets no other script run and no address be asked. Where no globe can be drawn
    the same pictures make a flat map, and without its script the page shows all it knows.
    """
    texts, whole = settings.texts, findings_of(outcomes)
    findings = [(n, fitted_to_page(f, len(whole))) for n, f in whole]
    base, lines = textures()
    parts = {
        "heading": html.escape(_heading(outcomes, texts)),
        "switches": _switches(findings, texts),
        "legends": joined(*[_legend(f, n, texts) for n, f in findings]),
        "heats": joined(*[_heat(f, n) for n, f in findings]),
        "marks": joined(*[_mark(f, n) for n, f in findings]),
        "listing": _listing(outcomes, texts),
        "answers": joined(*[answer_article(f, n, settings) for n, f in findings]),
        "neighbours": joined(
            *[
                neighbours_section(f, n, settings, len(all_of_it.references))
                for (n, f), (_, all_of_it) in zip(findings, whole, strict=True)
            ]
        ),
        "notes": joined(*[element("p", note) for note in notes(settings.precision, 0, texts)]),
        "data": _data([_result(f, n, texts) for n, f in findings]),
    }
    written = {
        "locale": "locale", "title": "app_title", "app_title": "app_title", "theme": "export_theme",
        "globe": "export_globe", "flat": "export_flat", "no_globe": "export_no_globe",
        "waiting": "export_waiting", "zoom_in": "export_zoom_in", "zoom_out": "export_zoom_out",
        "reset": "export_reset", "truth": "truth_label",
    }  # fmt: skip
    words = {name: html.escape(texts[key]) for name, key in written.items()}
    files = {"policy": policy(), "style": style(), "script": script(), "bundle": bundle()[0]}
    template = Template((HERE / "page.html").read_text(encoding="utf-8"))
    return template.substitute(words | parts | files, base=base, lines=lines).encode()


def _heading(outcomes: Sequence[Outcome], texts: Texts) -> str:
    if len(outcomes) == 1:
        return title_of(outcomes[0], 1, texts)
    return texts["export_photos"].format_map({"n": len(outcomes)})


def _switches(findings: Sequence[tuple[int, Finding]], texts: Texts) -> Markup:
    offered = [
        ("heat", "export_heat", "heat", any(f.heat is not None for _, f in findings)),
        ("dots", "export_dots", "dot", any(len(f.references) for _, f in findings)),
    ]
    return joined(
        *[
            element(
                "button", element("i", class_=f"swatch {swatch}"), texts[key],
                type="button", data_show=name, aria_pressed="true",
            )
            for name, key, swatch, there in offered
            if there
        ]
    )  # fmt: skip


def _legend(finding: Finding, number: int, texts: Texts) -> Markup | None:
    """What the colours mean: they go by the root of the density, so half way is a quarter of it."""
    if finding.heat is None:
        return None
    peak = 100 * PEAK_KM2 * peak_per_km2(finding.heat)
    ticks = [element("span", decimal(f"{tick:.2g}", texts)) for tick in (0.0, peak / 4, peak)]
    return element(
        "div",
        element(
            "div",
            element("p", element("b", texts["legend_heat"]), element("span", texts["legend_heat_unit"])),
            element("i"),
            element("div", *ticks, class_="ticks"),
            class_="heat",
        ),
        class_="legend",
        data_result=number,
    )


def _heat(finding: Finding, number: int) -> Markup | None:
    if finding.heat is None:
        return None
    return element("img", class_="heat", src=heat_uri(finding.heat), alt="", data_result=number)


def _mark(finding: Finding, number: int) -> Markup:
    left, top = (finding.prediction.lon + 180) / 3.6, (90 - finding.prediction.lat) / 1.8
    return element("i", style=f"left:{left:.2f}%;top:{top:.2f}%", data_result=number)


def _listing(outcomes: Sequence[Outcome], texts: Texts) -> Markup:
    """The photos of a batch, each a button; those without an answer with the reason."""
    if len(outcomes) == 1 and not failures_of(outcomes):
        return joined()
    rows = [_listed(one, number, texts) for number, one in enumerate(outcomes, 1)]
    return element("nav", element("h2", texts["export_answers"]), element("ol", *rows), class_="listing")


def _listed(outcome: Outcome, number: int, texts: Texts) -> Markup:
    title = title_of(outcome, number, texts)
    if isinstance(outcome, Failure):
        return element("li", element("b", title), element("small", outcome.reason), class_="failed")
    label = place_label(outcome.prediction.place, texts)
    if is_unsure(outcome.prediction):
        label = f"{texts['unsure_headline']} · {label}"
    return element(
        "li",
        element(
            "button",
            element("i", str(number), class_="sign"),
            element("span", title),
            element("small", label),
            type="button",
            data_choose=number,
        ),
    )


def _result(finding: Finding, number: int, texts: Texts) -> Mapping[str, Any]:
    """What the script needs of one answer; longitude first."""
    near, answer = finding.neighbours, finding.prediction
    radius = dot_radius_px(finding.weight)
    return {
        "number": number,
        "label": place_label(answer.place, texts),
        "unsure": is_unsure(answer),
        "lon": answer.lon,
        "lat": answer.lat,
        "truth": None if finding.truth is None else [finding.truth[1], finding.truth[0]],
        "dots": [
            {
                "lon": float(near.lon[i]),
                "lat": float(near.lat[i]),
                "radius": round(float(radius[i]), 2),
                "title": place_name(reference) or texts["export_unnamed"],
                "detail": f"{percent(float(finding.weight[i]))} % · {reference.author}, {reference.licence}",
            }
            for i, reference in enumerate(finding.references)
        ],
    }


def _data(results: Sequence[Mapping[str, Any]]) -> str:
    """JSON within a script element: no text in it can end the element or begin a comment."""
    text = json.dumps({"results": results}, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
