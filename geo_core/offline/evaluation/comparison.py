"""All rows of Table 1: an atlas's own methods, its classifiers, and other atlases beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geo_core.classifier.classifier import HEADS
from geo_core.embedding.weights import file_sha256
from geo_core.errors import SettingsError
from geo_core.localizer import Localizer
from geo_core.offline.data.catalogue import CatalogueEntry
from geo_core.offline.evaluation.accuracy import Accuracy
from geo_core.offline.evaluation.cells import heads_of, rules_of_classifier
from geo_core.offline.evaluation.kept_answers import KeptAnswers
from geo_core.offline.evaluation.methods import Answers, Rule, rules, rules_beside, rules_named
from geo_core.offline.evaluation.protocol import Queries, accuracy_of, search_all
from geo_core.offline.evaluation.systems import Standing, standing


@dataclass
class Comparison:
    """Rows as they are measured.

    Attributes
    ----------
    queries
        Photos with known places.
    cache
        Folder of embeddings and answers.
    answers
        Name of the row → (N, 5, 2) answers to the queries.
    results
        Name of the row → accuracy; a row more where another embedder could not read a photo.
    labels
        Name of the row → the system of the paper that it stands for; may be empty.
    warnings
        What makes rows hard to compare.
    """

    queries: Queries
    cache: Path
    answers: dict[str, Answers] = field(default_factory=dict)
    results: dict[str, Accuracy] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    _references: npt.NDArray[np.object_] | None = None

    @property
    def standing(self) -> Standing:
        """What the rows stand for, and which systems have none."""
        return standing(self.labels)

    def add(self, localizer: Localizer, heads: Sequence[Path] = (), methods: Sequence[str] = ()) -> None:
        """The atlas's own rows, with its own classifier or those that ``train`` wrote into folders.

        Parameters
        ----------
        localizer
            Of the atlas.
        heads
            Those folders.
        methods
            Names of the only methods to ask; every row where none is given.

        Raises
        ------
        SettingsError
            If two of the folders hold classifiers of one recipe, or there is no such method.
        """
        self._references = np.sort(localizer.atlas.references.column("id"))
        if self.queries.familiar and (localizer.atlas.classifier or heads):
            self.warnings.append(
                f"{self.queries.familiar:,} of {len(self.queries.entries):,} photos are by photographers of "
                "whom the atlas has references. Those never answer, but its classifier has learnt from them: "
                "rows of cells, combined and fused are too good."
            )
        if methods:
            self._ask(localizer, self.queries, rules_named(localizer, methods))
            return
        self._ask(localizer, self.queries, rules(localizer))
        if localizer.atlas.classifier and not heads:
            self._ask(localizer, self.queries, rules_of_classifier(localizer.atlas.classifier))
        for folder in heads:
            classifier, recipe = heads_of(folder, localizer)
            before = f"{recipe}: " if len(heads) > 1 else ""
            kept = self.cache / "answers" / file_sha256(folder / HEADS)[:16]
            self._ask(localizer, self.queries, rules_of_classifier(classifier, recipe, before), kept)

    def add_beside(self, localizer: Localizer, entries: Sequence[CatalogueEntry], name: str = "") -> None:
        """Rows of another embedder's atlas; with the name L, L2 or M, those of its classifier too.

        Raises
        ------
        SettingsError
            If its rows are named as others are.
        """
        queries = search_all(localizer, entries, self.cache)
        references = np.sort(localizer.atlas.references.column("id"))
        if self._references is not None and not np.array_equal(references, self._references):
            self.warnings.append(
                f"{name or localizer.atlas.manifest.name}: other references than the first atlas's, "
                f"{len(references):,} and not {len(self._references):,} or not the same; its rows differ for "
                "that reason too."
            )
        self._ask(localizer, queries, rules_beside(localizer, name))
        if (classifier := localizer.atlas.classifier) and name in ("L", "L2", "M"):
            self._ask(localizer, queries, rules_of_classifier(classifier, name, f"{name}: "))

    def _ask(
        self,
        localizer: Localizer,
        queries: Queries,
        asked: Iterator[Rule] | Sequence[Rule],
        folder: Path | None = None,
    ) -> None:
        kept = KeptAnswers(folder or self.cache / "answers", localizer, queries)
        same = [entry.id for entry in queries.entries] == [entry.id for entry in self.queries.entries]
        for rule in asked:
            if rule.name in self.results:
                raise SettingsError(
                    f"There are two rows {rule.name!r}; tell the atlases apart by names, "
                    "--beside NAME=ATLAS, and give --heads folders of different recipes."
                )
            answers = kept.of(rule)
            self.results[rule.name] = accuracy_of(queries, answers)
            self.labels[rule.name] = rule.label
            if same:
                self.answers[rule.name] = answers
