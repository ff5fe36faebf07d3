"""The neighbours of one answer as a table with their credits."""

from __future__ import annotations

from geo_core.view.exports.finding import Finding
from geo_core.view.exports.markup import Markup, element
from geo_core.view.exports.naming import coordinates, decimal, percent, title_of
from geo_core.view.exports.settings import ExportSettings
from geo_core.view.markers import place_name

COLUMNS = ("rank", "place", "coordinates", "vote", "distance", "author", "licence", "source")
"""Their words are the texts ``export_`` and so on."""


def neighbours_section(finding: Finding, number: int, settings: ExportSettings, total: int) -> Markup:
    """A finding's neighbours, of ``total`` that voted; addresses are text: nothing leads out of the page."""
    texts, listed = settings.texts, len(finding.references)
    note = texts["export_neighbours" + ("_note" if listed == total else "_some")]
    words = note.format_map({"n": total, "shown": listed}) if total else texts["export_neighbours_none"]
    heading = element("h2", texts["export_neighbours"])
    if not total:
        return element("section", heading, element("p", words, class_="note"), data_result=number)
    caption = element("caption", f"{title_of(finding, number, texts)}. {words}")
    head = element("tr", *[element("th", texts[f"export_{name}"], scope="col") for name in COLUMNS])
    rows = [_row(finding, i, number, settings) for i in range(listed)]
    table = element("table", caption, element("thead", head), element("tbody", *rows))
    return element("section", heading, element("div", table, class_="scroll"), data_result=number)


def _row(finding: Finding, i: int, number: int, settings: ExportSettings) -> Markup:
    texts, near, reference = settings.texts, finding.neighbours, finding.references[i]
    lat, lon = float(near.lat[i]), float(near.lon[i])
    place = place_name(reference) or texts["export_unnamed"]
    label = texts["export_show"].format_map({"place": place})
    # A word for each cell: on a phone the table's head is not seen.
    cells = [
        ("coordinates", coordinates(lat, lon, settings.precision, texts)),
        ("vote", f"{percent(float(finding.weight[i]))} %"),
        ("distance", decimal(f"{float(near.distance[i]):.3f}", texts)),
        ("author", reference.author),
        ("licence", reference.licence),
        ("source", reference.source),
    ]
    return element(
        "tr",
        element("td", str(i + 1), class_="rank"),
        element("th", element("button", place, type="button", data_dot=i, title=label), scope="row"),
        *[element("td", value, data_name=texts[f"export_{name}"], class_=name) for name, value in cells],
        id=f"neighbour-{number}-{i}",
    )
