"""Tables of a study as HTML: every text escaped, a bar behind every percent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from geo_core.api import RADII_KM, StudyRow, StudySweep
from geo_core.ui.texts.numbers import decimal, figures, kilometres, whole

FULL = 60.0
"""The percent whose bar fills its cell: above what any method reaches here."""

CSS = """
.study { overflow-x: auto; } .study table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 0.9rem; }
.study :is(th, td) { padding: 5px 10px; text-align: right; white-space: nowrap; border-bottom: 1px solid color-mix(in srgb, currentcolor 14%, transparent); }
.study th:first-child { text-align: left; white-space: normal; min-width: 11rem; font-weight: 600; }
.study thead th { font-weight: 600; font-size: 0.82rem; } .study small { display: block; font-size: 0.75rem; font-weight: 400; color: color-mix(in srgb, currentcolor 72%, transparent); }
.study td.bar { background: linear-gradient(90deg, color-mix(in srgb, #2f6fed 34%, transparent) var(--p), transparent var(--p)); }
.study :is(td, th).heat { text-align: center; } .study td.heat { text-align: center; padding: 5px 6px; } .study tr.best th::after { content: " ★"; }
.study td.framed { outline: 2px solid currentcolor; outline-offset: -3px; font-weight: 700; }
.study caption { caption-side: bottom; text-align: left; padding: 6px 0 0; font-size: 0.82rem; color: color-mix(in srgb, currentcolor 72%, transparent); }
.bands { display: flex; flex-wrap: wrap; gap: 4px 14px; font-size: 0.85rem; } .bands i { display: inline-block; width: 11px; height: 11px; border-radius: 50%; border: 1px solid #0b1220; margin-right: 5px; }
"""  # noqa: E501 - CSS reads by its rules


def rows_table(rows: Sequence[StudyRow], texts: Mapping[str, str], caption: str) -> str:
    """How often each method is right: a row a method, a column a radius."""
    published = all(row.n is None for row in rows)
    heads = [
        texts["evaluation_method"],
        *(kilometres(radius, texts) for radius in RADII_KM),
        *([] if published else [texts["evaluation_median"], texts["evaluation_geoscore"]]),
    ]
    body = []
    for row in rows:
        name = f"{escape(row.name)}<small>{escape(row.system or row.data_set)}</small>"
        cells = [_percent(row.within_km.get(radius), row.interval.get(radius), texts) for radius in RADII_KM]
        if not published:
            cells += [_number(row.median_km, texts, f" {texts['km']}"), _number(row.geoscore, texts)]
        body.append(f'<tr><th scope="row">{name}</th>{"".join(cells)}</tr>')
    return _table(heads, body, caption)


def _number(value: float | None, texts: Mapping[str, str], unit: str = "") -> str:
    return "<td>–</td>" if value is None else f"<td>{whole(value, texts)}{unit}</td>"


def _percent(percent: float | None, interval: tuple[float, float] | None, texts: Mapping[str, str]) -> str:
    if percent is None:
        return "<td>–</td>"
    around = f"<small>{decimal(interval[0], texts)}–{decimal(interval[1], texts)}</small>" if interval else ""
    filled = min(100.0, 100 * percent / FULL)
    return f'<td class="bar" style="--p: {filled:.1f}%">{decimal(percent, texts)}{around}</td>'


def sweep_table(sweep: StudySweep, k: int, radius_km: float, texts: Mapping[str, str], caption: str) -> str:
    """Percent over σ (rows) and m (columns) at one k and one radius; the best of the table is framed."""
    at_k, at_radius = sweep.k.index(k), RADII_KM.index(radius_km)
    values = [[of_m[at_radius] for of_m in of_sigma[at_k]] for of_sigma in sweep.percent]
    best, least = max(map(max, values)), min(map(min, values))
    body = [
        f'<tr><th scope="row">σ = {figures(sigma, texts)}°</th>'
        + f"{''.join(_heat(v, least, best, texts) for v in row)}</tr>"
        for sigma, row in zip(sweep.sigma_deg, values, strict=True)
    ]
    return _table([texts["sigma"], *(f"m = {figures(m, texts)}" for m in sweep.m)], body, caption)


def _heat(percent: float, least: float, best: float, texts: Mapping[str, str]) -> str:
    share = (percent - least) / (best - least) if best > least else 1.0
    framed = " framed" if percent == best else ""
    colour = f"color-mix(in srgb, #ee7733 {70 * share:.0f}%, transparent)"
    return f'<td class="heat{framed}" style="background: {colour}">{decimal(percent, texts)}</td>'


def plain_table(heads: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """Texts in rows; the first of each names it."""
    body = [
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    ]
    return _table(heads, body, caption)


def bands_legend(bands: Sequence[tuple[str, str, int]]) -> str:
    """Colours, what they mean, and how many photos have each."""
    items = (f'<span><i style="background: {c}"></i>{escape(name)}: {n}</span>' for c, name, n in bands)
    return f'<div class="bands">{"".join(items)}</div>'


def _table(heads: Sequence[str], body: Sequence[str], caption: str) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    said = f"<caption>{escape(caption)}</caption>" if caption else ""
    table = f"<table>{said}<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    # What can be scrolled can be reached by the keyboard.
    return f'<div class="study" tabindex="0" role="region" aria-label="{escape(heads[0])}">{table}</div>'
