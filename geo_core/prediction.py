"""The second half of the pipeline: neighbours → density → prediction.

Nothing here embeds or searches: moving σ, k or m repeats these calls only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from geo_core.density.answer import answer
from geo_core.density.decision import best_within, best_within_all
from geo_core.density.grid import density_map, square_root_frame
from geo_core.density.mass import mass_within
from geo_core.density.mixture import density_of
from geo_core.density.mode_seeking import modes
from geo_core.density.region import credible_regions
from geo_core.place.gazetteer import load_gazetteer
from geo_core.records import BestPoint, FilmStrip, Neighbours, Prediction
from geo_core.settings import RADII_KM, SIGMA_MAX_DEG, SIGMA_MIN_DEG, DensitySettings, Method

FRAMES = 29
"""Bandwidths in a film strip: quarter octaves, so that the paper's 1°, 4° and 16° are among them."""

CREDIBLE_MASSES = (0.5, 0.9)


def predict(
    neighbours: Neighbours,
    settings: DensitySettings,
    *,
    method: Method = "knn",
    exhaustive: bool = True,
) -> Prediction:
    """An answer with its modes, masses and regions.

    Parameters
    ----------
    neighbours
        Of the query.
    settings
        How they become a density.
    method
        ``knn`` answers the density's highest point, ``nn`` the nearest neighbour's place.
    exhaustive
        See `density.decision.best_within_all`.
    """
    density = density_of(neighbours, settings)
    if method == "nn":
        lat, lon = float(neighbours.lat[0]), float(neighbours.lon[0])
    else:
        lat, lon = answer(density, neighbours, settings)
    masses = mass_within(density, lat, lon, RADII_KM)
    return Prediction(
        lat=lat,
        lon=lon,
        method=method,
        modes=modes(density),
        within_km=dict(zip(RADII_KM, map(float, masses), strict=True)),
        best_within=best_within_all(density, RADII_KM, exhaustive=exhaustive),
        regions=credible_regions(density, CREDIBLE_MASSES),
        place=load_gazetteer().nearest(lat, lon),
    )


def decide_fitted(
    neighbours: Neighbours, temperature: Mapping[str, float], sigma_deg: Mapping[str, float]
) -> dict[float, BestPoint]:
    """The best point for each radius, each with the temperature and bandwidth fitted for it.

    Where `predict` asks one density five questions, this asks each question of the
    density that answered it best on the atlas's own references.
    """
    decided: dict[float, BestPoint] = {}
    for radius in RADII_KM:
        settings = DensitySettings(
            weighting="softmax", temperature=temperature[str(radius)], sigma_deg=sigma_deg[str(radius)]
        )
        decided[radius] = best_within(density_of(neighbours, settings), radius)
    return decided


def film_strip(neighbours: Neighbours, settings: DensitySettings) -> FilmStrip:
    """One query's density and answer at every bandwidth of the slider."""
    sigmas = np.geomspace(SIGMA_MIN_DEG, SIGMA_MAX_DEG, FRAMES)
    frames, predictions = [], []
    for sigma in sigmas:
        at_sigma = replace(settings, sigma_deg=float(sigma))
        # A narrow kernel shows the steps of 1° pixels.
        drawn = density_map(density_of(neighbours, at_sigma), 0.5 if sigma < 2 else 1.0)
        frames.append(square_root_frame(drawn))
        predictions.append(predict(neighbours, at_sigma, exhaustive=False))
    return FilmStrip(sigmas, tuple(frames), tuple(predictions))
