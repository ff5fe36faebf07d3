"""A batch as one JSON document that holds everything that is known of its answers."""

from __future__ import annotations

import json
from collections.abc import Sequence

from geo_core.view.exports.finding import Failure, Finding, Outcome, failures_of
from geo_core.view.exports.naming import notes
from geo_core.view.exports.record import Record, failure_record, record
from geo_core.view.exports.settings import ExportSettings
from geo_core.view.precision import STEP_DEG

FORMAT, FORMAT_VERSION = "geo_core findings", 1


def write_json(outcomes: Sequence[Outcome], settings: ExportSettings) -> bytes:
    """One object, UTF-8.

    Parameters
    ----------
    outcomes
        After `telling.told`.
    settings
        The precision is said in the document.

    Returns
    -------
    ``format``, ``format_version``
        `FORMAT`, `FORMAT_VERSION`.
    ``precision``, ``step_deg``
        How exactly places are told, and what latitudes are rounded to, degrees; 0 for not at all.
    ``credits``
        Sentences to be shown with any map made from it.
    ``failed``
        How many results have an ``error``.
    ``results``
        One a photo, in the batch's order. Each has ``number`` (from 1) and ``title``, and either
        ``error`` in words or what follows. ``lat`` and ``lon`` are degrees (WGS 84) wherever they
        stand; a ``mass`` is a share of the density, 0 to 1; radii in km are keys, as text.

        - ``lat``, ``lon``, ``method``, ``headline``, ``detail``, ``unsure``: the answer.
        - ``place``: the nearest city: ``city``, ``country``, ``country_code``, ``distance_km``.
        - ``within_km``: radius → the mass within it of the answer.
        - ``best_within``: radius → the best point for it, its ``mass``, its ``confidence`` (the
          calibrated chance, 0 to 1, that the true place lies within) or null, its ``place`` or null.
        - ``regions``: the credible regions: ``mass``, ``area_km2``.
        - ``modes``: the density's maxima, highest first, with ``mass`` and ``place`` or null.
        - ``neighbours``: who voted, most similar first: ``id``, ``lat``, ``lon``, ``distance`` (of
          embeddings, 0 to 2, no unit), ``weight`` (share of the vote), ``place`` and the credit,
          ``author``, ``licence`` and ``source``.
        - ``truth``: ``lat``, ``lon``, ``error_km``; null where it is not known or not told.
        - ``settings``: the fields of `DensitySettings`; ``atlas``: the name of the atlas.
    """
    document = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "precision": settings.precision,
        "step_deg": STEP_DEG[settings.precision],
        "credits": notes("exact", 0, settings.texts),
        "failed": len(failures_of(outcomes)),
        "results": [_result(one, number, settings) for number, one in enumerate(outcomes, 1)],
    }
    return (json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def _result(outcome: Finding | Failure, number: int, settings: ExportSettings) -> Record:
    if isinstance(outcome, Failure):
        return failure_record(outcome, number, settings.texts)
    return record(outcome, number, settings.texts)
