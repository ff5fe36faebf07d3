"""A query and its answer as something that can be taken away, and the buttons that do it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from geo_core.api import (
    EXPORT_FORMATS,
    DensitySettings,
    Evidence,
    ExportSettings,
    Finding,
    Localizer,
    Outcome,
    export,
)
from geo_core.ui.query import Query
from geo_core.ui.settings import settings as app_settings

ICONS = {
    "csv": ":material/table:",
    "neighbours": ":material/group_work:",
    "json": ":material/data_object:",
    "geojson": ":material/map:",
    "kml": ":material/public:",
    "html": ":material/language:",
    "card": ":material/id_card:",
}


def finding(localizer: Localizer, query: Query, settings: DensitySettings, method: str) -> Finding:
    """One answer with its reasons, without a heat.

    Parameters
    ----------
    query
        The photo asked about. Its true place goes along unless it is the photo's own tag: no export
        carries metadata of an upload.
    settings, method
        Those that are in use.
    """
    evidence = query.evidence
    voters = evidence.neighbours.first(settings.k)
    prediction = localizer.predict(evidence, settings, method)
    decided = localizer.decide(evidence, method)
    best = sorted(decided.items())
    prediction = replace(prediction, best_within=decided)
    return Finding(
        title=query.title,
        prediction=prediction,
        settings=settings,
        neighbours=voters,
        weight=localizer.weights(evidence, settings, method),
        references=localizer.references(voters),
        mode_places=localizer.places([m.lat for m in prediction.modes], [m.lon for m in prediction.modes]),
        best_places=localizer.places([b.lat for _, b in best], [b.lon for _, b in best]),
        truth=query.truth_to_take,
        atlas=localizer.atlas.manifest.name,
    )


def with_heat(localizer: Localizer, evidence: Evidence, found: Finding) -> Finding:
    """The same, with the frame of the film strip that is nearest to its bandwidth."""
    strip = localizer.film_strip(evidence, found.settings, found.prediction.method)
    ratios = [abs(math.log(sigma / found.settings.sigma_deg)) for sigma in strip.sigma_deg]
    return replace(found, heat=strip.frames[ratios.index(min(ratios))])


def downloads(
    make: Callable[[], Sequence[Outcome]], texts: Mapping[str, str], *, batch: bool, key: str
) -> None:
    """A button for each format; a file is made when its button is pressed.

    Parameters
    ----------
    make
        Gives what is exported.
    batch
        Whether it is more than one answer: then formats that hold one are left out.
    """
    how = ExportSettings(app_settings().precision, texts)
    for name, form in EXPORT_FORMATS.items():
        if batch and not form.batch:
            continue
        st.download_button(
            texts[f"take_{name}"],
            data=partial(_made, make, name, how),
            file_name=f"where-on-earth{form.suffix}",
            mime=form.media_type,
            icon=ICONS[name],
            on_click="ignore",
            key=f"{key}-{name}",
            width="stretch",
        )


def _made(make: Callable[[], Sequence[Outcome]], form: str, how: ExportSettings) -> bytes:
    return export(make(), form, how)
