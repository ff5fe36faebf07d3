"""Anybody's predictions against the truth: no network, no atlas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geo_core.errors import GeoCoreError
from geo_core.offline.data.columns import PREDICTED, TRUE
from geo_core.offline.data.matching import match
from geo_core.offline.data.photographers import photographer
from geo_core.offline.data.placed_photos import PlacedPhotos, read_table
from geo_core.offline.data.truths import read_truths
from geo_core.offline.evaluation.accuracy import Accuracy, accuracy
from geo_core.offline.evaluation.swapping import swap_suspected
from geo_core.sphere.distance import great_circle_km


@dataclass(frozen=True)
class PredictionsReport:
    """What predictions reach, and what was left out.

    Attributes
    ----------
    ids
        Of the photos that have a usable prediction and a usable truth.
    error_km
        (N,) their errors.
    accuracy
        Of them.
    photographers
        How many are known among them; 0 where none is, and photos were drawn one by one.
    without_truth, without_prediction
        Photos that only the predictions, or only the truth, have.
    bad
        Rows that were left out, with file, line and reason.
    notes
        What else the reader has to know.
    """

    ids: tuple[str, ...]
    error_km: npt.NDArray[np.float64]
    accuracy: Accuracy
    photographers: int
    without_truth: tuple[str, ...]
    without_prediction: tuple[str, ...]
    bad: tuple[str, ...]
    notes: tuple[str, ...]


def evaluate_predictions(predictions: Path, truth: Path | None = None) -> PredictionsReport:
    """Compare two files, or two pairs of columns of one.

    Parameters
    ----------
    predictions
        A table; without ``truth`` it has columns of its own for the truth (``gt_lat`` …).
    truth
        Anything that `truths.read_truths` reads.

    Raises
    ------
    GeoCoreError
        If a file cannot be used, or no photo is in both.
    """
    if truth is None:
        both = read_table(predictions, (PREDICTED, TRUE))
        truths = replace(both, bad=(), notes=())  # said once
        return _report(both, truths, [(i, i) for i in range(len(both.ids))], ())
    answers, truths = read_table(predictions, (PREDICTED,)), read_truths(truth)
    pairs, notes = match(answers.ids, truths.ids)
    if not pairs:
        raise GeoCoreError(
            f"{predictions} and {truth} have no photo in common; the names have to agree, with or without "
            f"folders and file suffix. They begin with {answers.ids[0]!r} and {truths.ids[0]!r}."
        )
    return _report(answers, truths, pairs, notes)


def _report(
    answers: PlacedPhotos, truths: PlacedPhotos, pairs: Sequence[tuple[int, int]], notes: Sequence[str]
) -> PredictionsReport:
    i, j = np.array(pairs).T
    answered, true = answers.places[i, 0], truths.places[j, -1]
    error_km = great_circle_km(*answered.T, *true.T)
    names = [_photographer(answers, truths, a, t) for a, t in pairs]
    groups = [
        f"by {name}" if name else f"photo {answers.ids[a]}" for name, (a, _) in zip(names, pairs, strict=True)
    ]
    suspicion = swap_suspected(answered, true)
    return PredictionsReport(
        ids=tuple(answers.ids[a] for a in i),
        error_km=error_km,
        accuracy=accuracy(error_km, np.array(groups, dtype=object)),
        photographers=len(set(filter(None, names))),
        without_truth=_others(answers.ids, i),
        without_prediction=_others(truths.ids, j),
        bad=answers.bad + truths.bad,
        notes=tuple(filter(None, (*answers.notes, *truths.notes, *notes, suspicion))),
    )


def _photographer(answers: PlacedPhotos, truths: PlacedPhotos, answer: int, truth: int) -> str:
    """As the truth says it, else the predictions, else a file name of Flickr's."""
    said = truths.groups[truth] or answers.groups[answer]
    return said or photographer("", truths.ids[truth]) or photographer("", answers.ids[answer])


def _others(ids: Sequence[str], taken: npt.NDArray[np.intp]) -> tuple[str, ...]:
    used = set(taken.tolist())
    return tuple(name for position, name in enumerate(ids) if position not in used)
