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
from geo_core.offline.evaluation import (
    confidence,
    confidence_tables,
    database_tables,
    published,
    sweep_tables,
    systems,
    tables,
    tempering,
)
from geo_core.offline.evaluation.comparison import Comparison
from geo_core.offline.evaluation.databases import compare_databases
from geo_core.offline.evaluation.kept_answers import KeptAnswers
from geo_core.offline.evaluation.kept_arrays import KeptArrays
from geo_core.offline.evaluation.methods import Answers
from geo_core.offline.evaluation.protocol import Queries, errors_km
from geo_core.offline.evaluation.sweep import sweep
from geo_core.offline.figures.accuracies import draw_accuracies
from geo_core.offline.figures.bars import draw_bars
from geo_core.offline.figures.calibration import draw_reliability
from geo_core.offline.figures.databases import draw_databases
from geo_core.offline.figures.heat_table import draw_sweep
from geo_core.offline.figures.queries import retrieved_of_queries
from geo_core.offline.figures.retrieval import draw_retrieval
from geo_core.offline.figures.writing import write_figure
from geo_core.settings import DensitySettings

TABLE, PHOTOS, DATABASES, SWEEP = "table", "photos.json", "databases", "sweep"
CALIBRATION = "calibration"
FIGURE_7, FIGURE_8 = "figure-7.png", "figure-8.png"

ROWS = 6
"""Photos of Figure 7."""


def write_study(
    localizer: Localizer, comparison: Comparison, about: str, out: Path, *, divide_by: str
) -> None:
    """Write everything into a folder; what is slow (the sweep) comes last, and goes on where it was killed.

    Parameters
    ----------
    localizer, comparison
        What was asked, and all rows of Table 1.
    about
        Which photos and which atlas.
    out
        The folder, made if need be.
    divide_by
        Column of the references whose values are compared as databases.
    """
    out.mkdir(parents=True, exist_ok=True)
    queries, folder = comparison.queries, comparison.cache / "answers"
    write_table(comparison, about, out)
    write_photos(queries, comparison.answers, about, out)
    write_neighbours(localizer, queries, out)
    write_databases(localizer, queries, KeptAnswers(folder, localizer, queries).arrays, out, column=divide_by)
    write_calibration(localizer, queries, out)
    write_sweep(localizer, KeptArrays(folder, localizer.atlas.manifest.to_json()), out)


def write_table(comparison: Comparison, about: str, out: Path) -> None:
    """Table 1 as Markdown, CSV, JSON and a picture, and Figure 8."""
    results, standing = comparison.results, comparison.standing
    notes = [*comparison.warnings, *systems.notes(standing.of_rows)]
    remedies = [f"{one.name}: {systems.ABSENT}. {one.remedy}" for one in standing.absent]
    listed = "\n".join(f"- {line}" for line in (*notes, *remedies))
    shown = tables.markdown(results, standing)
    put(out / f"{TABLE}.md", f"{about}\n\n{shown}\n\n{listed}\n\n{published.markdown()}\n")
    put(out / f"{TABLE}.csv", tables.csv_text(results, standing))
    content = {
        "format": "geo_core table",
        "format_version": 1,
        "about": about,
        **tables.table_as_json(results, standing),
        "notes": notes,
        "published": published.as_json(),
    }
    put_json(out / f"{TABLE}.json", content, indent=1)
    write_figure(draw_accuracies(results, standing, about), out / f"{TABLE}.png")
    write_figure(draw_bars(results), out / FIGURE_8)


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
    put_json(out / PHOTOS, content)


def write_neighbours(localizer: Localizer, queries: Queries, out: Path) -> None:
    """Figure 7: some of the photos, from the best located to the worst, kNN with the paper's settings."""
    settings = DensitySettings()
    rows = retrieved_of_queries(localizer, queries, settings, ROWS)
    how = f"density: kNN, σ = {settings.sigma_deg:g}°"
    write_figure(draw_retrieval(rows, how, "best located to worst"), out / FIGURE_7)


def write_databases(
    localizer: Localizer, queries: Queries, kept: KeptArrays, out: Path, *, column: str
) -> None:
    """Table 2 as Markdown, CSV, JSON and a picture."""
    found = compare_databases(localizer, queries, column, kept)
    other = published.markdown(published.DATABASES)
    text = f"{database_tables.markdown(found)}\n\n{other}\n\n{published.SHARES}\n"
    put(out / f"{DATABASES}.md", text)
    put(out / f"{DATABASES}.csv", database_tables.csv_text(found))
    content = database_tables.databases_as_json(found, column)
    put_json(
        out / f"{DATABASES}.json", content | {"published": published.as_json(published.DATABASES)}, indent=1
    )
    write_figure(draw_databases(found, column), out / f"{DATABASES}.png")


def write_calibration(localizer: Localizer, queries: Queries, out: Path) -> None:
    """How far masses and confidences come true, as Markdown, CSV, JSON and reliability diagrams."""
    found, masses = confidence.judge(localizer, queries), tempering.judge(localizer, queries)
    text = f"{confidence_tables.markdown(found)}\n{tempering.markdown(masses)}"
    put(out / f"{CALIBRATION}.md", text)
    put(out / f"{CALIBRATION}.csv", confidence_tables.csv_text(found))
    put_json(out / f"{CALIBRATION}.json", confidence_tables.as_json(found), indent=1)
    write_figure(draw_reliability(found), out / f"{CALIBRATION}.png")


def write_sweep(localizer: Localizer, kept: KeptArrays, out: Path) -> None:
    """The sweep of σ, k and m as Markdown, CSV, JSON and a heat table."""
    found = sweep(localizer, kept=kept)
    put(out / f"{SWEEP}.md", sweep_tables.markdown(found))
    put(out / f"{SWEEP}.csv", sweep_tables.csv_text(found))
    put_json(out / f"{SWEEP}.json", sweep_tables.sweep_as_json(found))
    write_figure(draw_sweep(found), out / f"{SWEEP}.png")


def _photo(entry: CatalogueEntry, thumbhash: bytes) -> dict[str, Any]:
    names = ("id", "place", "country", "author", "licence", "source", "thumbnail_url")
    plain = {name: getattr(entry, name) for name in names}
    return plain | {"lat": entry.lat, "lon": entry.lon, "thumbhash": base64.b64encode(thumbhash).decode()}


def _answer(places: npt.NDArray[np.float64], error_km: npt.NDArray[np.float64]) -> list[list[float]]:
    """[lat, lon, error] once, or once a radius for a rule that decides per radius."""
    rows = np.column_stack([places.round(4), error_km.round(1)])
    return [rows[0].tolist()] if bool(np.all(rows == rows[0])) else [row.tolist() for row in rows]


def put_json(path: Path, content: Mapping[str, Any], indent: int | None = None) -> None:
    """Write plain data in one step; without an indent, as few bytes as can be."""
    separators = None if indent else (",", ":")
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)
    put(path, text + "\n")


def put(path: Path, text: str) -> None:
    """Write a text file in one step."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
