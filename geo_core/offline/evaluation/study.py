"""A whole evaluation as a folder: tables, figures, and every photo's answers for the app's page."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from geo_core.localizer import Localizer
from geo_core.offline.data.catalogue import CatalogueEntry
from geo_core.offline.evaluation import confidence, databases, published, sweep
from geo_core.offline.evaluation.accuracy import Accuracy
from geo_core.offline.evaluation.methods import Answers
from geo_core.offline.evaluation.protocol import Queries, errors_km
from geo_core.offline.evaluation.tables import as_json, csv_text, markdown
from geo_core.offline.figures.bars import draw_bars

TABLE, PHOTOS = "table", "photos.json"


def write_study(
    localizer: Localizer,
    queries: Queries,
    found: tuple[Mapping[str, Answers], Mapping[str, Accuracy]],
    about: str,
    out: Path,
    *,
    divide_by: str,
) -> None:
    """Write everything into a folder; what is slow (the sweep) comes last.

    Parameters
    ----------
    localizer, queries
        What was asked, and what.
    found
        Name of the rule → answers (N, 5, 2), and → accuracy, which may have more rows.
    about
        Which photos and which atlas.
    out
        The folder, made if need be.
    divide_by
        Column of the references whose values are compared as databases.
    """
    out.mkdir(parents=True, exist_ok=True)
    answers, results = found
    write_table(results, about, out)
    write_photos(queries, answers, about, out)
    put(out / "databases.md", databases.markdown(databases.compare_databases(localizer, queries, divide_by)))
    put(out / "calibration.md", confidence.markdown(confidence.judge(localizer, queries)))
    put(out / "sweep.md", sweep.markdown(sweep.sweep(localizer)))


def write_table(results: Mapping[str, Accuracy], about: str, out: Path) -> None:
    """Table 1 as Markdown, CSV and JSON, and Figure 8 as a picture of it."""
    put(out / f"{TABLE}.md", f"{about}\n\n{markdown(results)}\n\n{published.markdown()}\n")
    put(out / f"{TABLE}.csv", csv_text(results))
    methods = {name: as_json(result) for name, result in results.items()}
    put(out / f"{TABLE}.json", json.dumps({"about": about, "methods": methods}, indent=1, allow_nan=False))
    draw_bars(results).save(out / "bars.png")


def write_photos(queries: Queries, answers: Mapping[str, Answers], about: str, out: Path) -> None:
    """Every photo with its credit, its true place and each rule's answers, for the page of the app.

    Parameters
    ----------
    queries
        N photos; of their pictures, blurred previews are written.
    answers
        Name of the rule → (N, 5, 2).
    about
        Which photos and which atlas.
    out
        The folder.
    """
    errors = {name: errors_km(queries, found) for name, found in answers.items()}
    photos = [
        _photo(entry, thumbhash)
        | {"answers": {name: _answer(found[i], errors[name][i]) for name, found in answers.items()}}
        for i, (entry, thumbhash) in enumerate(zip(queries.entries, queries.thumbhash, strict=True))
    ]
    content = {"format": "geo_core evaluation", "format_version": 1, "about": about, "photos": photos}
    put(out / PHOTOS, json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")))


def _photo(entry: CatalogueEntry, thumbhash: bytes) -> dict[str, Any]:
    names = ("id", "place", "country", "author", "licence", "source", "thumbnail_url")
    plain = {name: getattr(entry, name) for name in names}
    return plain | {"lat": entry.lat, "lon": entry.lon, "thumbhash": base64.b64encode(thumbhash).decode()}


def _answer(places: npt.NDArray[np.float64], error_km: npt.NDArray[np.float64]) -> list[list[float]]:
    """[lat, lon, error] once, or once a radius for a rule that decides per radius."""
    rows = np.column_stack([places.round(4), error_km.round(1)])
    return [rows[0].tolist()] if bool(np.all(rows == rows[0])) else [row.tolist() for row in rows]


def put(path: Path, text: str) -> None:
    """Write a text file in one step."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
