"""The pipeline: photo → embedding → neighbours → density → prediction.

Each stage is a call of its own, so that moving σ, k or m repeats only the
stages after the neighbours: nothing is embedded or searched a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from threadpoolctl import threadpool_limits

from geo_core.atlas.reading import Atlas, open_atlas
from geo_core.density.mixture import density_of
from geo_core.embedding.embedder import Embedder, load_embedder
from geo_core.errors import AtlasError
from geo_core.photo.gps import read_gps
from geo_core.photo.preprocessing import photo_to_tensor
from geo_core.photo.preview import thumbhash_pixels
from geo_core.photo.reading import read_photo
from geo_core.place.gazetteer import load_gazetteer
from geo_core.prediction import decide_fitted, film_strip, predict
from geo_core.records import (
    BestPoint,
    Density,
    Embedding,
    FilmStrip,
    Neighbours,
    Photo,
    Place,
    Prediction,
    Reference,
)
from geo_core.retrieval.search import search
from geo_core.settings import MAX_NEIGHBOURS, DensitySettings, EmbedderSettings, Method

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
        """Decode a photo's bytes, no larger than the embedder needs.

        Raises
        ------
        PhotoError
            If the bytes are no photo that can be used.
        """
        return read_photo(data, target_px=self.embedder.preprocessing.side_px)

    @staticmethod
    def read_gps(data: bytes) -> tuple[float, float] | None:
        """The photo's own GPS tag, (lat, lon) in degrees: read only by this call, never for an answer.

        Raises
        ------
        PhotoError
            If the bytes are no picture.
        """
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
        own = self.atlas.manifest.embedder.digest
        if query.embedder != own:
            raise AtlasError(
                f"The query was embedded by {query.embedder}, the atlas by {own}; "
                "embed it with this localizer."
            )
        table = self.atlas.references
        rows = [table.rows_where("group", group) for group in exclude_groups]
        return self._search(query, np.concatenate(rows) if rows else np.empty(0, np.int64))

    def neighbours_of(self, row: int) -> Neighbours:
        """What looks like this reference: by its stored embedding, without itself and its other crops."""
        reference = self.reference(row)
        same = self.atlas.references.rows_where("source_photo", reference.source_photo)
        return self._search(self.atlas.embedding(row), np.append(same, row))

    def _search(self, query: Embedding, exclude: npt.NDArray[np.int64]) -> Neighbours:
        table = self.atlas.references
        places = (table.lat, table.lon)
        return search(self.atlas.index, query.vector, places, k=MAX_NEIGHBOURS, exclude=exclude)

    def reference(self, row: int) -> Reference:
        """What is known of one reference.

        Raises
        ------
        AtlasError
            If the atlas has no such row.
        """
        if not 0 <= row < len(self.atlas.references):
            raise AtlasError(
                f"The atlas has no reference {row}; rows go from 0 to {len(self.atlas.references) - 1}."
            )
        return self.atlas.references.take([row])[0]

    def references(self, neighbours: Neighbours) -> list[Reference]:
        """What is known of each neighbour, in rank order."""
        return self.atlas.references.take(neighbours.rows)

    def picture(self, reference: Reference) -> npt.NDArray[np.uint8]:
        """What the atlas can show of a reference: its thumbnail, or the blurred preview of its ThumbHash.

        Returns
        -------
        (H, W, 3) uint8.
        """
        if reference.has_thumbnail:
            return read_photo(self.atlas.thumbnail(reference.row)).pixels
        return thumbhash_pixels(reference.thumbhash)

    def weights(self, neighbours: Neighbours, settings: DensitySettings) -> npt.NDArray[np.float64]:
        """Each neighbour's share of the vote: (k,), summing to 1."""
        return np.asarray(np.exp(self.density(neighbours, settings).log_weight))

    def density(self, neighbours: Neighbours, settings: DensitySettings) -> Density:
        """The first k neighbours as a weighted mixture of kernels (equation 1)."""
        return density_of(neighbours, settings)

    def predict(
        self, neighbours: Neighbours, settings: DensitySettings, *, method: Method = "knn"
    ) -> Prediction:
        """An answer with its modes, masses, regions and best points (`prediction.predict`)."""
        return predict(neighbours, settings, method=method)

    def decide(self, neighbours: Neighbours) -> dict[float, BestPoint]:
        """The best point for each radius, as fitted on this atlas (`prediction.decide_fitted`)."""
        fitted = self.atlas.manifest.fitted
        return decide_fitted(neighbours, fitted.temperature, fitted.sigma_deg)

    def film_strip(self, neighbours: Neighbours, settings: DensitySettings) -> FilmStrip:
        """The density and the answer at every bandwidth of the slider (`prediction.film_strip`)."""
        return film_strip(neighbours, settings)

    def place(self, lat: float, lon: float) -> Place:
        """The city nearest to a point, in degrees."""
        return load_gazetteer().nearest(lat, lon)

    def locate(
        self, data: bytes, settings: DensitySettings | None = None, *, method: Method = "knn"
    ) -> tuple[Prediction, Neighbours]:
        """The whole way from a photo's bytes to an answer and its reasons.

        Raises
        ------
        PhotoError
            If the bytes are no photo that can be used.
        """
        neighbours = self.neighbours(self.embed([self.read(data)])[0])
        return self.predict(neighbours, settings or DensitySettings(), method=method), neighbours


def open_localizer(folder: Path = STARTER_ATLAS, settings: EmbedderSettings | None = None) -> Localizer:
    """Open an atlas and load the embedder that made it.

    Parameters
    ----------
    folder
        An atlas; the starter atlas by default.
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
    embedder = load_embedder(named, atlas.projection)
    atlas.check_embedder(embedder.identity)
    return Localizer(atlas, embedder)
