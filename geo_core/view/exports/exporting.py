"""The one call for every export: outcomes and a format's name in, bytes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from geo_core.errors import GeoCoreError
from geo_core.settings import check_choice
from geo_core.view.exports.card import only_one, write_card
from geo_core.view.exports.csv_table import write_csv, write_neighbours_csv
from geo_core.view.exports.finding import Outcome, findings_of
from geo_core.view.exports.geojson import write_geojson
from geo_core.view.exports.json_document import write_json
from geo_core.view.exports.kml import write_kml
from geo_core.view.exports.page import write_page
from geo_core.view.exports.settings import ExportSettings
from geo_core.view.exports.telling import told

Writer = Callable[[Sequence[Outcome], ExportSettings], bytes]


@dataclass(frozen=True)
class ExportFormat:
    """A format.

    Attributes
    ----------
    suffix
        Of its files' names.
    media_type
        For a download (IANA's registry).
    write
        Outcomes that are `telling.told` → the file.
    batch
        Whether it holds more than one answer.
    """

    suffix: str
    media_type: str
    write: Writer
    batch: bool = True


def _card(outcomes: Sequence[Outcome], settings: ExportSettings) -> bytes:
    return write_card(only_one(findings_of(outcomes)), settings)


EXPORT_FORMATS: Mapping[str, ExportFormat] = {
    "csv": ExportFormat(".csv", "text/csv", write_csv),
    "neighbours": ExportFormat(".neighbours.csv", "text/csv", write_neighbours_csv),
    "json": ExportFormat(".json", "application/json", write_json),
    "geojson": ExportFormat(".geojson", "application/geo+json", write_geojson),
    "kml": ExportFormat(".kml", "application/vnd.google-earth.kml+xml", write_kml),
    "html": ExportFormat(".html", "text/html", write_page),
    "card": ExportFormat(".png", "image/png", _card, batch=False),
}
"""By name."""


def export(outcomes: Sequence[Outcome], form: str, settings: ExportSettings) -> bytes:
    """One file of one answer or of a batch.

    Parameters
    ----------
    outcomes
        Findings and failures, in the batch's order.
    form
        A key of `EXPORT_FORMATS`.
    settings
        Precision and words.

    Returns
    -------
    The file's bytes. The same outcomes give the same bytes: no time, no machine, no user is in them.

    Raises
    ------
    SettingsError
        If there is no such format.
    GeoCoreError
        If nothing is given, or the format holds one answer and another number is given.
    """
    check_choice("form", form, tuple(EXPORT_FORMATS))
    if not outcomes:
        raise GeoCoreError("Nothing was given to export; give at least one finding or failure.")
    return EXPORT_FORMATS[form].write([told(one, settings.precision) for one in outcomes], settings)
