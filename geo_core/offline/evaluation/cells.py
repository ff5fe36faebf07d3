"""The classifier's answers as the paper gives them: each head's best cell, and all heads combined."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from geo_core.classifier.classifier import Classifier, read_classifier
from geo_core.classifier.decoding import cell_places, most_probable_places
from geo_core.embedding.weights import file_sha256
from geo_core.errors import GeoCoreError, WeightsError
from geo_core.localizer import Localizer
from geo_core.methods.method import Evidence
from geo_core.offline.evaluation.methods import Answers, Rule, everywhere

Floats = npt.NDArray[np.float64]

REPORT = "training.json"
"""What ``train`` writes beside the heads."""


def heads_of(folder: Path, localizer: Localizer) -> tuple[Classifier, str]:
    """The classifier that ``train`` wrote into a folder, and its recipe; M where the folder does not say.

    Raises
    ------
    WeightsError
        If it is damaged, or for another embedder's atlas.
    """
    report = _report(folder / REPORT)
    for name, digest in _part(report, "files").items():
        if (folder / name).is_file() and file_sha256(folder / name) != digest:
            raise WeightsError(
                f"{folder / name} is damaged: its SHA-256 is not the one in {REPORT}; train anew."
            )
    classifier = read_classifier(folder, embedder=localizer.atlas.manifest.embedder.digest)
    recipe = _part(report, "settings").get("recipe")
    return classifier, recipe if recipe in ("L", "L2") else "M"


def _report(path: Path) -> Any:
    """What ``train`` wrote of itself; None where it is not there or garbled."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _part(report: Any, name: str) -> dict[str, Any]:
    part = report.get(name) if isinstance(report, dict) else None
    return part if isinstance(part, dict) else {}


def rules_of_classifier(classifier: Classifier, recipe: str = "M", before: str = "") -> Iterator[Rule]:
    """The heads of a recipe, each at its best cell's mean place; for M, also the best place of all combined.

    Parameters
    ----------
    classifier
        Its partitions go from coarse to fine.
    recipe
        The paper's network: ``M`` asks every head, ``L`` the finest and ``L2`` a middle one.
    before
        What the rows' names begin with.
    """

    def head(number: int) -> Callable[[Evidence], Answers]:
        places = cell_places(classifier.partitions[number], "mean")
        return _answer(lambda vector: classifier.log_probabilities(vector)[number], places)

    sizes = [len(partition) for partition in classifier.partitions]
    for number, label in _labels(sizes, recipe).items():
        yield Rule(f"{before}cells {sizes[number]}", head(number), label)
    if recipe != "M" or len(sizes) < 2:
        return
    combination = classifier.combination
    yield Rule(
        f"{before}cells combined",
        _answer(
            lambda vector: classifier.combined(classifier.log_probabilities(vector)),
            (combination.lat, combination.lon),
        ),
        "[M] multiplied",
    )


def _labels(sizes: Sequence[int], recipe: str) -> dict[int, str]:
    """Number of the head → the paper's notation; [M]'s finest and middle head are [L] and [L2] too."""
    finest, middle = len(sizes) - 1, (len(sizes) - 1) // 2
    of_l, of_l2 = f"[L] {sizes[finest]}C, PlaNet-like", f"[L2] {sizes[middle]}C"
    if recipe == "L":
        return {finest: of_l}
    if recipe == "L2":
        return {middle: of_l2}
    labels = {number: f"[M] {size}C" for number, size in enumerate(sizes)}
    labels[middle] += f", {of_l2}"
    labels[finest] += f", {of_l}"
    return labels


def _answer(
    score: Callable[[npt.NDArray[np.float32]], Floats], places: tuple[Floats, Floats]
) -> Callable[[Evidence], Answers]:
    def answer(evidence: Evidence) -> Answers:
        if evidence.vector is None:
            raise GeoCoreError("The classifier needs the photo's embedding; the evidence has none.")
        lat, lon = most_probable_places(score(evidence.vector[None]), places)
        return everywhere(lat[0], lon[0])

    return answer
