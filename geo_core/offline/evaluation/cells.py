"""The classifier's answers as the paper gives them: each head's best cell, and all heads combined."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geo_core.classifier.classifier import Classifier, read_classifier
from geo_core.classifier.decoding import cell_places, most_probable_places
from geo_core.errors import GeoCoreError
from geo_core.localizer import Localizer
from geo_core.methods.method import Evidence
from geo_core.offline.evaluation.methods import Answers, Rule, everywhere

Floats = npt.NDArray[np.float64]


def heads_of(folder: Path, localizer: Localizer) -> Classifier:
    """The classifier that ``train`` wrote into a folder, refused if it is for another embedder's atlas."""
    return read_classifier(folder, embedder=localizer.atlas.manifest.embedder.digest)


def rules_of_classifier(classifier: Classifier) -> Iterator[Rule]:
    """Every head at its best cell's mean place, and the best place of all heads combined."""

    def head(number: int) -> Callable[[Evidence], Answers]:
        places = cell_places(classifier.partitions[number], "mean")
        return _answer(lambda vector: classifier.log_probabilities(vector)[number], places)

    for number, partition in enumerate(classifier.partitions):
        yield Rule(f"cells {len(partition)}", head(number))
    combination = classifier.combination
    yield Rule(
        "cells combined",
        _answer(
            lambda vector: classifier.combined(classifier.log_probabilities(vector)),
            (combination.lat, combination.lon),
        ),
    )


def _answer(
    score: Callable[[npt.NDArray[np.float32]], Floats], places: tuple[Floats, Floats]
) -> Callable[[Evidence], Answers]:
    def answer(evidence: Evidence) -> Answers:
        if evidence.vector is None:
            raise GeoCoreError("The classifier needs the photo's embedding; the evidence has none.")
        lat, lon = most_probable_places(score(evidence.vector[None]), places)
        return everywhere(lat[0], lon[0])

    return answer
