"""Probabilities that mean what they say: a temperature per head, and how far off it was.

Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks" (ICML 2017).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

from geo_core.classifier.decoding import log_probabilities
from geo_core.errors import GeoCoreError
from geo_core.offline.training.splits import split_rows

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

BINS = 15
"""Of confidence, equally wide; the number of Guo et al."""

TEMPERATURE_MIN, TEMPERATURE_MAX = 0.01, 100.0


@dataclass(frozen=True)
class Calibration:
    """One head's temperature, and what it changed on the photos that it was fitted to.

    Attributes
    ----------
    temperature
        Logits are divided by it.
    nll_before, nll_after
        Mean negative log-likelihood of the true cell, nats.
    ece_before, ece_after
        Expected calibration error, 0 to 1; `ece_after` is measured crosswise, each half of the
        photographers with the temperature of the other half.
    """

    temperature: float
    nll_before: float
    nll_after: float
    ece_before: float
    ece_after: float


def calibrate(logits: Floats, labels: Integers, groups: npt.NDArray[np.object_]) -> Calibration:
    """Fit the temperature on held-out photos.

    Parameters
    ----------
    logits
        (N, C), uncalibrated.
    labels
        (N,) true cells.
    groups
        (N,) photographers, for the crosswise measure; of one alone, the measure is on its own photos.
    """
    temperature = fit_temperature(logits, labels)
    crosswise = np.full(len(labels), temperature)
    if len(set(groups)) > 1:
        first, second = split_rows(groups, 0.5, seed=0)
        crosswise[first] = fit_temperature(logits[second], labels[second])
        crosswise[second] = fit_temperature(logits[first], labels[first])
    return Calibration(
        temperature=temperature,
        nll_before=nll(logits, labels),
        nll_after=nll(logits / temperature, labels),
        ece_before=calibration_error(np.exp(log_probabilities(logits)), labels),
        ece_after=calibration_error(np.exp(log_probabilities(logits / crosswise[:, None])), labels),
    )


def nll(logits: Floats, labels: Integers) -> float:
    """Mean negative log-likelihood of the true cells (N,) under logits (N, C), nats."""
    return float(-log_probabilities(logits)[np.arange(len(labels)), labels].mean())


def fit_temperature(logits: Floats, labels: Integers) -> float:
    """The temperature of least negative log-likelihood; the loss is convex in its inverse.

    Raises
    ------
    GeoCoreError
        If there is no photo.
    """
    if len(labels) == 0:
        raise GeoCoreError("A temperature needs at least one held-out photo; raise the validation share.")
    found = minimize_scalar(
        lambda log_t: nll(logits / np.exp(log_t), labels),
        bounds=(np.log(TEMPERATURE_MIN), np.log(TEMPERATURE_MAX)),
        method="bounded",
        options={"xatol": 1e-5},
    )
    return float(np.exp(found.x))


def calibration_error(probability: Floats, labels: Integers, bins: int = BINS) -> float:
    """Expected calibration error: mean |accuracy − confidence| over bins of confidence.

    Parameters
    ----------
    probability
        (N, C).
    labels
        (N,) true cells.
    bins
        Equally wide parts of (0, 1], each open below.
    """
    confidence = probability.max(axis=1)
    correct = probability.argmax(axis=1) == labels
    member = np.clip(np.ceil(confidence * bins).astype(np.int64) - 1, 0, bins - 1)
    gap = np.bincount(member, weights=correct - confidence, minlength=bins)
    return float(np.abs(gap).sum() / len(labels))
