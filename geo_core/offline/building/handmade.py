"""What Im2GPS's features learn from photos: the dictionary of textons, and how much each feature counts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tqdm import tqdm

from geo_core.embedding.handmade.im2gps import WEIGHTS, network
from geo_core.embedding.handmade.textons import TEXTONS, pixel_responses
from geo_core.embedding.handmade.trunk import lightness, photo_features
from geo_core.offline.data.catalogue import CatalogueEntry
from geo_core.photo.preprocessing import photo_to_tensor
from geo_core.photo.reading import read_photo

Floats = npt.NDArray[np.float32]

PHOTOS, PIXELS, PAIRS = 1000, 200, 20_000
"""Photos drawn, pixels of each that are clustered, and pairs of photos whose distances are compared."""


def learn_im2gps(entries: Sequence[CatalogueEntry], path: Path = WEIGHTS) -> None:
    """Learn from references and write the file that the embedder ``im2gps`` loads.

    Parameters
    ----------
    entries
        Photos; `PHOTOS` of them are drawn, always the same. None of a test split.
    path
        The file to make or replace.
    """
    draw = np.random.default_rng(0)
    drawn = [entries[i] for i in draw.permutation(len(entries))[:PHOTOS]]
    pictures = [_picture(entry) for entry in tqdm(drawn, desc="reading", unit="photo", disable=None)]
    textons = learn_textons(pictures, draw)
    bar = tqdm(pictures, desc="describing", unit="photo", disable=None)
    features = [photo_features(picture, textons) for picture in bar]
    weights = feature_weights(features, np.array([entry.group for entry in drawn]), draw)
    partial = path.with_suffix(".partial")
    torch.save({"textons": torch.from_numpy(textons), "weights": torch.from_numpy(weights)}, partial)
    partial.replace(path)


def learn_textons(pictures: Sequence[Floats], draw: np.random.Generator) -> Floats:
    """Means of 512 clusters of pixels' filter responses: n pictures (S, S, 3) → (512, 64)."""
    from sklearn.cluster import KMeans

    samples = []
    for picture in tqdm(pictures, desc="filtering", unit="photo", disable=None):
        responses = pixel_responses(lightness(picture))
        samples.append(responses[draw.choice(len(responses), PIXELS, replace=False)])
    found = KMeans(TEXTONS, n_init=1, random_state=0).fit(np.concatenate(samples))
    return np.asarray(found.cluster_centers_, np.float32)


def feature_weights(
    features: Sequence[Sequence[Floats]], groups: npt.NDArray[np.str_], draw: np.random.Generator
) -> Floats:
    """Inverse deviations of the features' squared distances, summing to 1: all rank alike (Im2GPS).

    Parameters
    ----------
    features
        Of n photos, f vectors each.
    groups
        (n,), their photographers: only photos of two are compared, as in use.
    draw
        Draws the pairs.
    """
    one, other = draw.integers(len(features), size=(2, PAIRS))
    one, other = (rows[groups[one] != groups[other]] for rows in (one, other))
    deviations = []
    for vectors in map(np.stack, zip(*features, strict=True)):
        deviations.append(np.square(vectors[one] - vectors[other]).sum(axis=1).std())
    inverse = 1 / np.array(deviations, np.float32)
    return np.asarray(inverse / inverse.sum())


def _picture(entry: CatalogueEntry) -> Floats:
    """(S, S, 3), as the embedder sees it."""
    preprocessing = network().preprocessing
    photo = read_photo(entry.path.read_bytes(), target_px=preprocessing.side_px)
    return np.ascontiguousarray(photo_to_tensor(photo, preprocessing).numpy().transpose(1, 2, 0))
