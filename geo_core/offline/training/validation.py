"""How well heads locate the validation photos, beside answers that need no training."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from geo_core.classifier.decoding import (
    POINTS,
    cell_places,
    combine,
    combined_log_probabilities,
    most_probable_places,
    most_probable_within,
)
from geo_core.methods.london import LONDON
from geo_core.offline.evaluation.accuracy import Accuracy, accuracy
from geo_core.offline.training.examples import Examples
from geo_core.offline.training.problem import Problem
from geo_core.settings import RADII_KM
from geo_core.sphere.distance import great_circle_km

Floats = npt.NDArray[np.float64]
Places = tuple[Floats, Floats]


def accuracies(
    problem: Problem, log_probability: Sequence[Floats], combined_temperature: float = 1.0
) -> dict[str, Accuracy]:
    """Always London, the nearest training photo, each head, the heads combined, and a decision per radius.

    Parameters
    ----------
    problem
        Its validation photos are located.
    log_probability
        P arrays (N, C_p) for them, calibrated, natural logarithms.
    combined_temperature
        Of the heads combined; it matters to the decision per radius alone.

    Returns
    -------
    Name of the row → accuracy, in the order of a table.
    """
    truth = problem.validation
    partitions = list(problem.partitions.values())
    answers: dict[str, Places] = {"always London": _everywhere(len(truth)), "NN": _nearest(problem)}
    for (name, partition), one in zip(problem.partitions.items(), log_probability, strict=True):
        for point in POINTS:
            answers[f"cells {name}, {point}"] = most_probable_places(one, cell_places(partition, point))
    for point in POINTS:
        combination = combine(partitions, point)
        scores = combined_log_probabilities(log_probability, combination, combined_temperature)
        answers[f"combined, {point}"] = most_probable_places(scores, (combination.lat, combination.lon))
    found = {name: accuracy(_error_km(truth, places), truth.groups) for name, places in answers.items()}
    # The scores of the last point, which is the mean place.
    decided = [most_probable_within(scores, (combination.lat, combination.lon), r) for r in RADII_KM]
    errors = np.stack([_error_km(truth, places) for places in decided], axis=1)
    return found | {"combined, per radius": accuracy(errors, truth.groups)}


def _everywhere(count: int) -> Places:
    return np.full(count, LONDON[0]), np.full(count, LONDON[1])


def _nearest(problem: Problem) -> Places:
    """The place of the most similar training photo; groups are apart, so it is a stranger's."""
    similarity = problem.validation.vectors @ problem.train.vectors.T
    return most_probable_places(similarity.astype(np.float64), (problem.train.lat, problem.train.lon))


def _error_km(examples: Examples, places: Places) -> Floats:
    return great_circle_km(*places, examples.lat, examples.lon)
