"""The pipeline: photo → embedding → neighbours → density → prediction.

Each stage is a call of its own, so that moving σ, k or m repeats only the
stages after the neighbours: nothing is embedded or searched a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from threadpoolctl import threadpool_limits

from geo_core.atlas.fitted import decisions
from geo_core.atlas.reading import Atlas, open_atlas
from geo_core.embedding.embedder import Embedder, load_embedder
from geo_core.embedding.projection import normalise
from geo_core.methods.densest import densest_place
from geo_core.methods.knn import KNN
from geo_core.methods.method import Evidence
from geo_core.methods.registry import COMPARED, method_named
from geo_core.partition.partition import Partition
from geo_core.photo.gps import read_gps
from geo_core.photo.preprocessing import photo_to_tensor
from geo_core.photo.preview import preview_pixels
from geo_core.photo.reading import read_photo
from geo_core.place.gazetteer import load_gazetteer
from geo_core.prediction import decide, film_strip, predict
from geo_core.records import (
    BestPoint,
    Embedding,
    FilmStrip,
    Neighbours,
    Photo,
    Place,
    Prediction,
    Reference,
)
from geo_core.retrieval.search import search
from geo_core.settings import MAX_NEIGHBOURS, DensitySettings, EmbedderSettings

STARTER_ATLAS = Path(__file__).parent.parent / "assets" / "atlas"
"""The atlas in the repository: 3,646 references with their credits."""


@dataclass(frozen=True, eq=False)
class Localizer:
    """An atlas and the embedder that made it.

    Attributes
    ----------
    atlas
        The references.
    embedder
        The network, loaded once.
    """

    atlas: Atlas
    embedder: Embedder

    def read(self, data: bytes) -> Photo:
        """Decode a photo's bytes, no larger than the embedder needs; `PhotoError` if they are none."""
        return read_photo(data, target_px=self.embedder.preprocessing.side_px)

    @staticmethod
    def read_gps(data: bytes) -> tuple[float, float] | None:
        """The GPS tag, (lat, lon) in degrees, never read for an answer; `PhotoError` if it is no photo."""
        return read_gps(data)

    def embed(self, photos: Sequence[Photo]) -> list[Embedding]:
        """One embedding a photo, in batches."""
        if not photos:
            return []
        images = torch.stack([photo_to_tensor(photo, self.embedder.preprocessing) for photo in photos])
        digest = self.embedder.identity.digest
        return [Embedding(vector, digest) for vector in self.embedder.embed(images)]

    def neighbours(self, query: Embedding, *, exclude_groups: Iterable[str] = ()) -> Neighbours:
        """The `MAX_NEIGHBOURS` nearest references, or as many as there are.

        Parameters
        ----------
        query
            By this localizer's embedder, or a reference's own.
        exclude_groups
            Photographers or sequences that must not answer.

        Raises
        ------
        AtlasError
            If the embedding is another embedder's.
        """
        self.atlas.check_query(query)
        table = self.atlas.references
        rows = [table.rows_where("group", group) for group in exclude_groups]
        return self._search(query, np.concatenate(rows) if rows else np.empty(0, np.int64))

    def _search(self, query: Embedding, exclude: npt.NDArray[np.int64]) -> Neighbours:
        table = self.atlas.references
        places = (table.lat, table.lon)
        return search(self.atlas.index, query.vector, places, k=MAX_NEIGHBOURS, exclude=exclude)

    def reference(self, row: int) -> Reference:
        """What is known of one reference; `AtlasError` if the atlas has no such row."""
        return self.atlas.references.one(row)

    def references(self, neighbours: Neighbours) -> list[Reference]:
        """What is known of each neighbour, in rank order."""
        return self.atlas.references.take(neighbours.rows)

    def picture(self, reference: Reference) -> npt.NDArray[np.uint8]:
        """(H, W, 3) uint8, what the atlas can show: a thumbnail, a ThumbHash's blurred preview, or grey."""
        if reference.has_thumbnail:
            return read_photo(self.atlas.thumbnail(reference.row)).pixels
        return preview_pixels(reference.thumbhash)

    def evidence(self, query: Embedding, *, exclude_groups: Iterable[str] = ()) -> Evidence:
        """What a method may look at: the query's neighbours, and what the cells' heads say of it."""
        return self._evidence(query, self.neighbours(query, exclude_groups=exclude_groups))

    def evidence_of(self, row: int) -> Evidence:
        """The same for a reference, by its stored embedding, without itself and its other crops."""
        same = self.atlas.references.rows_where("source_photo", self.reference(row).source_photo)
        query = self.atlas.embedding(row)
        return self._evidence(query, self._search(query, np.append(same, row)))

    def _evidence(self, query: Embedding, neighbours: Neighbours) -> Evidence:
        heads, near = self.atlas.classifier, neighbours
        return Evidence(
            neighbours=neighbours,
            cells=heads.evidence(query.vector, near.lat, near.lon) if heads else None,
            vector=query.vector,
            neighbour_vectors=normalise(np.asarray(self.atlas.embeddings[neighbours.rows], np.float32)),
            densest=self._densest,
        )

    @cached_property
    def _densest(self) -> tuple[float, float]:
        return densest_place(self.atlas.references.lat, self.atlas.references.lon)

    @property
    def partitions(self) -> tuple[Partition, ...]:
        """Those of the atlas's classifier, coarse to fine; none where it has no heads."""
        return self.atlas.classifier.partitions if self.atlas.classifier else ()

    @property
    def methods(self) -> tuple[str, ...]:
        """Names of the methods that are compared side by side, as far as this atlas can serve them."""
        return tuple(m.name for m in COMPARED if self.atlas.classifier or not m.needs_cells)

    @property
    def defaults(self) -> DensitySettings:
        """The paper's settings, with the power of the cells that was fitted on this atlas."""
        cells = self.atlas.manifest.cells
        return DensitySettings(cells_exponent=cells.exponent_shown) if cells else DensitySettings()

    def weights(
        self, evidence: Evidence, settings: DensitySettings, method: str = "knn"
    ) -> npt.NDArray[np.float64]:
        """Each neighbour's share of the vote: (k,), summing to 1; kNN's where a method asks no neighbour."""
        voting = method_named(method) if method_named(method).by_neighbours else KNN
        return np.asarray(np.exp(voting.density(evidence, settings).log_weight))

    def predict(self, evidence: Evidence, settings: DensitySettings, method: str = "knn") -> Prediction:
        """An answer with its modes, masses, regions and best points (`prediction.predict`).

        Raises
        ------
        SettingsError
            If there is no such method, or the evidence lacks what it needs.
        """
        return predict(evidence, settings, method_named(method))

    def decide(self, evidence: Evidence, method: str = "knn") -> dict[float, BestPoint]:
        """The best point for each radius, as fitted on this atlas (`prediction.decide`)."""
        asked, fitted = method_named(method), self.atlas.manifest
        # What asks no cells takes its points from kNN's density, and shares its confidence.
        maps = fitted.confidence.of(method if asked.needs_cells else KNN.name) if fitted.confidence else None
        return decide(evidence, asked, decisions(method, fitted.fitted, fitted.cells), maps)

    def film_strip(
        self,
        evidence: Evidence,
        settings: DensitySettings,
        method: str = "knn",
        *,
        compared: Sequence[str] = (),
    ) -> FilmStrip:
        """The density and the answer at every bandwidth of the slider (`prediction.film_strip`)."""
        return film_strip(evidence, settings, method_named(method), [method_named(n) for n in compared])

    def place(self, lat: float, lon: float) -> Place:
        """The city nearest to a point, in degrees."""
        return load_gazetteer().nearest(lat, lon)

    def places(self, lat: npt.ArrayLike, lon: npt.ArrayLike) -> list[Place]:
        """The cities nearest to (n,) points, in degrees."""
        return load_gazetteer().nearest_to_all(lat, lon)

    def locate(
        self, data: bytes, settings: DensitySettings | None = None, method: str = "knn"
    ) -> tuple[Prediction, Evidence]:
        """The whole way from a photo's bytes to an answer and its reasons.

        Raises
        ------
        PhotoError
            If the bytes are no photo that can be used.
        """
        evidence = self.evidence(self.embed([self.read(data)])[0])
        return self.predict(evidence, settings or self.defaults, method), evidence


def open_localizer(folder: Path = STARTER_ATLAS, settings: EmbedderSettings | None = None) -> Localizer:
    """Open an atlas, the starter atlas by default, and load the embedder that made it.

    Parameters
    ----------
    folder
        The atlas.
    settings
        Device, precision, a checkpoint; the network is the atlas's own unless named.

    Raises
    ------
    AtlasError
        If the atlas is damaged, too new, or made by another embedder.
    WeightsError
        If the network's weights are missing.
    """
    settings = settings or EmbedderSettings()
    # The density's matrices are small: threads of numpy's BLAS only wait for each other, and for
    # those of other queries. The network's own threads are not touched.
    threadpool_limits(1, user_api="blas")
    atlas = open_atlas(folder)
    named = replace(settings, name=settings.name or atlas.manifest.embedder.network)
    embedder = load_embedder(named, atlas.projection, pooling=atlas.manifest.embedder.pooling)
    atlas.check_embedder(embedder.identity)
    return Localizer(atlas, embedder)
