"""Photos with a known place, asked of a localizer and made ready to be drawn."""

from __future__ import annotations

from collections.abc import Sequence

from geo_core.density.grid import density_map
from geo_core.errors import AtlasError, SettingsError
from geo_core.localizer import Localizer
from geo_core.methods.method import Evidence, Method, cells_of
from geo_core.methods.registry import method_named
from geo_core.offline.data.catalogue import CatalogueEntry
from geo_core.offline.evaluation.protocol import Queries
from geo_core.offline.figures.captions import Captioned
from geo_core.offline.figures.choosing import spread
from geo_core.offline.figures.classification import Classified
from geo_core.offline.figures.retrieval import SHOWN, Retrieved
from geo_core.partition.partition import Partition
from geo_core.photo.reading import read_photo
from geo_core.records import Reference
from geo_core.settings import DensitySettings
from geo_core.sphere.distance import great_circle_km
from geo_core.view.captions import name_of
from geo_core.view.markers import place_name

STEP_DEG = 0.5
"""Of the density's grid: a pixel of the figure's map."""

PHOTO_PX = 256
"""Least side of a decoded photo: a figure's box is hardly larger."""


def three_of(partitions: Sequence[Partition]) -> tuple[int, ...]:
    """Numbers of a coarse, a middle and the finest one; of six the 2nd, 4th and 6th, as the paper's Figure 6.

    Raises
    ------
    AtlasError
        If there is none.
    """
    if not partitions:
        raise AtlasError(
            "The atlas has no classifier, whose cells this figure shows; add one "
            "(python -m geo_core add-heads) or name another atlas with --atlas."
        )
    return tuple(sorted({len(partitions) // 6, len(partitions) // 2, len(partitions) - 1}))


def classified(localizer: Localizer, entry: CatalogueEntry) -> Classified:
    """What the atlas's heads say of a photo at `three_of` its partitions.

    Raises
    ------
    AtlasError
        If the atlas has no heads.
    PhotoError
        If the file is no photo that can be used.
    """
    shown = three_of(localizer.partitions)
    data = entry.path.read_bytes()
    evidence = localizer.evidence(localizer.embed([localizer.read(data)])[0])
    scores = cells_of(evidence, "cells").scores
    return Classified(_photo(entry, data), (entry.lat, entry.lon), tuple(scores[i] for i in shown))


def retrieved(
    localizer: Localizer, entry: CatalogueEntry, settings: DensitySettings, method: str
) -> Retrieved:
    """A photo's neighbours, none of them its photographer's, and the density that they make.

    Raises
    ------
    SettingsError
        If there is no such method, it asks no neighbours, or the atlas lacks what it needs.
    PhotoError
        If the file is no photo that can be used.
    """
    asked = method_named(method)
    if not asked.by_neighbours:
        raise SettingsError(f"The method {method!r} asks no neighbours; take nn, knn or fused.")
    data = entry.path.read_bytes()
    embedding = localizer.embed([localizer.read(data)])[0]
    evidence = localizer.evidence(embedding, exclude_groups=[entry.group])
    return _retrieved(localizer, (entry, data), evidence, settings, asked)


def retrieved_of_queries(
    localizer: Localizer, queries: Queries, settings: DensitySettings, count: int
) -> list[Retrieved]:
    """Some photos of an evaluation by kNN, from the best located to the worst.

    Parameters
    ----------
    localizer, queries
        Nothing is embedded or searched again.
    settings
        Of kNN.
    count
        So many, evenly spread over all when those are ordered by error: none is chosen for its beauty.
    """
    knn = method_named("knn")

    def error_km(number: int) -> float:
        evidence, entry = queries.asked[number], queries.entries[number]
        answer = knn.place(evidence, settings, knn.density(evidence, settings))
        return float(great_circle_km(*answer, entry.lat, entry.lon))

    ordered = sorted(range(len(queries.entries)), key=error_km)
    shown = [(queries.entries[i], queries.asked[i]) for i in spread(ordered, count)]
    return [
        _retrieved(localizer, (entry, entry.path.read_bytes()), evidence, settings, knn)
        for entry, evidence in shown
    ]


def _retrieved(
    localizer: Localizer,
    photo: tuple[CatalogueEntry, bytes],
    evidence: Evidence,
    settings: DensitySettings,
    asked: Method,
) -> Retrieved:
    entry, data = photo
    density = asked.density(evidence, settings)
    answer = asked.place(evidence, settings, density)
    near = evidence.neighbours.first(SHOWN)
    return Retrieved(
        photo=_photo(entry, data),
        truth=(entry.lat, entry.lon),
        answer=answer,
        place=name_of(localizer.place(*answer), {"far": "{km} km from {place}"}),
        neighbours=[_neighbour(localizer, reference) for reference in localizer.references(near)],
        lat=near.lat,
        lon=near.lon,
        density=density_map(density, STEP_DEG),
    )


def _photo(entry: CatalogueEntry, data: bytes) -> Captioned:
    pixels = read_photo(data, target_px=PHOTO_PX).pixels
    country = "" if entry.place.endswith(entry.country) else entry.country
    title = ", ".join(part for part in (entry.place, country) if part) or entry.id
    return Captioned(pixels, title, entry.author, entry.licence)


def _neighbour(localizer: Localizer, reference: Reference) -> Captioned:
    title = place_name(reference) or reference.id
    return Captioned(localizer.picture(reference), title, reference.author, reference.licence)
