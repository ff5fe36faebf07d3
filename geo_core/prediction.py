"""The second half of the pipeline: evidence → density → prediction.

Nothing here embeds or searches: moving σ, k or m repeats these calls only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from geo_core.density.confidence import ConfidenceMap
from geo_core.density.decision import best_within, best_within_all
from geo_core.density.grid import density_map, square_root_frame
from geo_core.density.mass import mass_within
from geo_core.density.mode_seeking import modes
from geo_core.density.profile import tabulated_mass_within
from geo_core.density.region import credible_regions
from geo_core.methods.method import Evidence, Method
from geo_core.place.gazetteer import load_gazetteer
from geo_core.records import Answer, BestPoint, Density, FilmStrip, Prediction
from geo_core.settings import RADII_KM, SIGMA_MAX_DEG, SIGMA_MIN_DEG, DensitySettings

FRAMES = 29
"""Bandwidths in a film strip: quarter octaves, so that the paper's 1°, 4° and 16° are among them."""

CREDIBLE_MASSES = (0.5, 0.9)


def predict(
    evidence: Evidence, settings: DensitySettings, method: Method, *, exhaustive: bool = True
) -> Prediction:
    """An answer with its modes, masses and regions.

    Parameters
    ----------
    evidence
        What is known of the query.
    settings
        How it becomes a density.
    method
        What takes the answer from it.
    exhaustive
        See `density.decision.best_within_all`.
    """
    density = method.density(evidence, settings)
    lat, lon = method.place(evidence, settings, density)
    found = modes(density)
    peak = found[0].lat, found[0].lon
    return Prediction(
        lat=lat,
        lon=lon,
        method=method.name,
        modes=found,
        within_km=_masses(density, lat, lon, exact=exhaustive),
        best_within=best_within_all(density, RADII_KM, exhaustive=exhaustive, peak=peak),
        regions=credible_regions(density, CREDIBLE_MASSES),
        place=load_gazetteer().nearest(lat, lon),
    )


def _answer(evidence: Evidence, settings: DensitySettings, method: Method) -> Answer:
    density = method.density(evidence, settings)
    lat, lon = method.place(evidence, settings, density)
    place = load_gazetteer().nearest(lat, lon)
    return Answer(method.name, lat, lon, _masses(density, lat, lon, exact=False), place)


def _answer_of(prediction: Prediction) -> Answer:
    p = prediction
    return Answer(p.method, p.lat, p.lon, p.within_km, p.place)


def _masses(density: Density, lat: float, lon: float, *, exact: bool) -> dict[float, float]:
    measure = mass_within if exact else tabulated_mass_within
    return dict(zip(RADII_KM, map(float, measure(density, lat, lon, RADII_KM)), strict=True))


def decide(
    evidence: Evidence,
    method: Method,
    settings: Mapping[int, DensitySettings],
    confidence: Mapping[int, ConfidenceMap] | None = None,
) -> dict[float, BestPoint]:
    """The best point for each radius, each with the settings fitted for it.

    Where `predict` asks one density five questions, this asks each question of the
    density that answered it best on the atlas's own references.

    Parameters
    ----------
    evidence, method
        What is known of the query, and what makes a density of it.
    settings
        Radius in km → how.
    confidence
        Radius in km → how far the mass there is to be believed; without, no point has a confidence. A
        point's confidence is never below that of a smaller radius.
    """
    found: dict[float, BestPoint] = {}
    least = 0.0
    for radius, one in sorted(settings.items()):
        best = best_within(method.density(evidence, one), radius)
        if confidence:
            sure = confidence[radius].of(best.mass, sigma_deg=one.sigma_deg, radius_km=radius)
            # Whoever is right within a radius is right within a larger one.
            least = max(least, sure)
            best = replace(best, confidence=least)
        found[radius] = best
    return found


def film_strip(
    evidence: Evidence, settings: DensitySettings, method: Method, compared: Sequence[Method] = ()
) -> FilmStrip:
    """One query's density and answer at every bandwidth of the slider, and the compared methods' answers."""
    sigmas = np.geomspace(SIGMA_MIN_DEG, SIGMA_MAX_DEG, FRAMES)
    frames, predictions, answers = [], [], []
    for sigma in sigmas:
        at_sigma = replace(settings, sigma_deg=float(sigma))
        # A narrow kernel shows the steps of 1° pixels.
        drawn = density_map(method.density(evidence, at_sigma), 0.5 if sigma < 2 else 1.0)
        frames.append(square_root_frame(drawn))
        prediction = predict(evidence, at_sigma, method, exhaustive=False)
        predictions.append(prediction)
        # The strip's own method has answered already.
        answers.append(
            tuple(
                _answer_of(prediction) if other is method else _answer(evidence, at_sigma, other)
                for other in compared
            )
        )
    return FilmStrip(sigmas, tuple(frames), tuple(predictions), tuple(answers))
