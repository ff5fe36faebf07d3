"""Made-up findings with hard places and hostile texts, and real ones from the tiny atlas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np

from geo_core.density.grid import density_map, square_root_frame
from geo_core.localizer import Localizer
from geo_core.methods.registry import method_named
from geo_core.records import (
    BestPoint,
    Density,
    Mode,
    Neighbours,
    Place,
    Prediction,
    Reference,
    Region,
)
from geo_core.settings import RADII_KM, DensitySettings
from geo_core.ui.texts.en import TEXTS
from geo_core.view.exports import exporting
from geo_core.view.exports.finding import Failure, Finding, Outcome
from geo_core.view.exports.settings import ExportSettings
from geo_core.view.precision import Precision

HOSTILE = (
    "</script><script>alert(1)</script>",
    "]]><b>&amp;",
    '=HYPERLINK("http://evil.example/","x")',
    "<!--<img src=x onerror=alert(1)>",
    "\"'><svg onload=alert(1)>",
    "line\nbreak\x00\x1b[31m\ud800\u202e",
)

REFERENCE = Reference(
    row=0, id="a", lat=0, lon=0, coord_source="exif", place="Taj Mahal", country="India", author="A. Uthor",
    licence="CC BY-SA 4.0", source="https://commons.wikimedia.org/wiki/File:X.jpg", group="g",
    source_photo="p", thumbnail_url="https://upload.wikimedia.org/x.jpg", thumbhash=b"", has_thumbnail=False,
)  # fmt: skip


def heat_of(places: list[tuple[float, float]], sigma_deg: float = 4.0) -> np.ndarray:
    lat, lon = np.array(places, float).T
    density = Density(lat, lon, np.full(lat.size, -np.log(lat.size)), sigma_deg)
    return square_root_frame(density_map(density))


def made_up(
    lat: float = 27.1751,
    lon: float = 78.0421,
    *,
    title: str = "A palace",
    neighbours: int = 3,
    **changed: Any,
) -> Finding:
    """A finding at a place, with neighbours around it; anything else may be changed."""
    lats = np.clip(lat + np.linspace(-2, 2, neighbours), -90, 90)
    lons = (lon + np.linspace(-1, 3, neighbours) + 180) % 360 - 180
    prediction = Prediction(
        lat=lat,
        lon=lon,
        method="knn",
        modes=(Mode(lat, lon, 0.7, 1.0), Mode(-17.0, 179.9, 0.3, 0.5)),
        within_km=dict(zip(RADII_KM, (0.01, 0.2, 0.62, 0.9, 1.0), strict=True)),
        best_within={r: BestPoint(lat, lon, 0.5, 0.4) for r in RADII_KM},
        regions=(Region(0.5, 2.5e5, 0.0), Region(0.9, 1.2e6, 0.0)),
        place=Place("Agra", "India", "IN", 13.4),
    )
    weight = np.arange(neighbours, 0, -1.0)
    finding = Finding(
        title=title,
        prediction=prediction,
        settings=DensitySettings(k=max(1, neighbours)),
        neighbours=Neighbours(np.arange(neighbours), np.linspace(0.5, 0.9, neighbours), lats, lons),
        weight=weight / max(1.0, weight.sum()),
        references=[
            replace(REFERENCE, row=i, lat=float(a), lon=float(b))
            for i, (a, b) in enumerate(zip(lats, lons, strict=True))
        ],
        heat=heat_of([(lat, lon)]),
        truth=(lat, lon),
        atlas="tiny",
    )
    return replace(finding, **changed)


def hostile() -> Finding:
    """Every text that others write is an attack."""
    one = made_up(title=HOSTILE[0], neighbours=len(HOSTILE))
    references = [
        replace(r, id=t, place=t, country="", author=t, licence=t, source=f"javascript:{t}")
        for r, t in zip(one.references, HOSTILE, strict=True)
    ]
    return replace(one, references=references, atlas=HOSTILE[3])


def failure() -> Failure:
    return Failure("broken.jpg", "The bytes are no photo.")


def located(localizer: Localizer, data: bytes, title: str = "") -> Finding:
    """The whole way from a photo's bytes, as the app and the command line go it."""
    settings, photo = DensitySettings(sigma_deg=1.0, k=10), localizer.read(data)
    evidence = localizer.evidence(localizer.embed([photo])[0])
    prediction = localizer.predict(evidence, settings)
    near = evidence.neighbours.first(settings.k)
    return Finding(
        title=title,
        prediction=prediction,
        settings=settings,
        neighbours=near,
        weight=localizer.weights(evidence, settings),
        references=localizer.references(near),
        heat=square_root_frame(density_map(method_named("knn").density(evidence, settings))),
        photo=photo.pixels,
        atlas=localizer.atlas.manifest.name,
    )


def export(
    outcomes: Sequence[Outcome],
    form: str,
    precision: Precision = "exact",
    texts: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """In English, but for the texts given."""
    return exporting.export(outcomes, form, ExportSettings(precision, {**TEXTS, **texts}))
