"""The classifier's rows of the accuracy table."""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from geo_core.classifier.classifier import read_classifier
from geo_core.classifier.heads import Heads
from geo_core.classifier.storage import save_heads
from geo_core.embedding.weights import file_sha256
from geo_core.errors import AtlasError, WeightsError
from geo_core.methods.method import Evidence
from geo_core.offline.evaluation.cells import heads_of, rules_of_classifier
from geo_core.partition.files import save_partition
from geo_core.records import Neighbours
from tests.classifier.worlds import heads_for, vectors, world
from tests.tiny import tiny_localizer

EMBEDDER = "0123456789abcdef"
NONE = Neighbours(np.array([0]), np.array([1.0]), np.array([0.0]), np.array([0.0]))
COARSE, FINE = world(6), world(40)


@pytest.fixture
def heads() -> Heads:
    torch.manual_seed(0)
    made = heads_for(COARSE, FINE)
    # A voice loud enough that the softmax is sure of one cell.
    with torch.no_grad():
        for layer in made.layers:
            layer.weight *= 20
    return made


@pytest.fixture
def folder(tmp_path: Path, heads: Heads) -> Path:
    save_heads(heads, tmp_path / "heads.pt")
    for partition in (COARSE, FINE):
        save_partition(partition, tmp_path / f"partition-{len(partition)}.npz")
    return tmp_path


def test_each_head_answers_its_best_cells_mean_place(folder: Path, heads: Heads) -> None:
    rules = {rule.name: rule for rule in rules_of_classifier(read_classifier(folder, embedder=EMBEDDER))}
    for vector in vectors(8):
        for number, partition in enumerate((COARSE, FINE)):
            best = int(heads.logits(vector[None])[number][0].argmax())
            answer = rules[f"cells {len(partition)}"].answer(Evidence(NONE, vector=vector))
            expected = [partition.mean_lat[best], partition.mean_lon[best]]
            np.testing.assert_allclose(answer, np.tile(expected, (5, 1)), atol=1e-9)


def test_combined_answers_lie_where_both_heads_are_likely(folder: Path, heads: Heads) -> None:
    rules = {rule.name: rule for rule in rules_of_classifier(read_classifier(folder, embedder=EMBEDDER))}
    vector = vectors(1)[0]
    scores = [torch.log_softmax(torch.tensor(x[0]), 0).numpy() for x in heads.logits(vector[None])]
    joint = scores[0][COARSE.assign(FINE.mean_lat, FINE.mean_lon)] + scores[1]
    best = int(joint.argmax())
    answer = rules["cells combined"].answer(Evidence(NONE, vector=vector))
    np.testing.assert_allclose(answer[0], [FINE.mean_lat[best], FINE.mean_lon[best]], atol=1e-9)


def test_labels_in_the_paper_s_notation(folder: Path) -> None:
    classifier = read_classifier(folder, embedder=EMBEDDER)
    coarse, fine = len(COARSE), len(FINE)
    assert {rule.name: rule.label for rule in rules_of_classifier(classifier)} == {
        f"cells {coarse}": f"[M] {coarse}C, [L2] {coarse}C",
        f"cells {fine}": f"[M] {fine}C, [L] {fine}C, PlaNet-like",
        "cells combined": "[M] multiplied",
    }
    (finest,) = rules_of_classifier(classifier, "L", "L: ")
    assert (finest.name, finest.label) == (f"L: cells {fine}", f"[L] {fine}C, PlaNet-like")
    (middle,) = rules_of_classifier(classifier, "L2", "L2: ")
    assert (middle.name, middle.label) == (f"L2: cells {coarse}", f"[L2] {coarse}C")


@pytest.mark.parametrize(
    ("report", "recipe"),
    [('{"settings": {"recipe": "L2"}}', "L2"), ('{"settings": []}', "M"), ("no JSON", "M"), (None, "M")],
)
def test_the_recipe_is_the_folder_s(folder: Path, tiny_atlas: Path, report: str | None, recipe: str) -> None:
    localizer = tiny_localizer(tiny_atlas)
    save_heads(
        heads_for(COARSE, FINE, embedder=localizer.atlas.manifest.embedder.digest), folder / "heads.pt"
    )
    if report is not None:
        (folder / "training.json").write_text(report)
    assert heads_of(folder, localizer)[1] == recipe


def test_heads_of_another_embedder_and_missing_partitions_are_refused(folder: Path) -> None:
    with pytest.raises(WeightsError):
        read_classifier(folder, embedder="f" * 16)
    (folder / f"partition-{len(FINE)}.npz").unlink()
    with pytest.raises(AtlasError, match="partition-"):
        read_classifier(folder, embedder=EMBEDDER)


def test_weights_that_are_not_those_of_the_report_are_refused(folder: Path) -> None:
    localizer = SimpleNamespace(
        atlas=SimpleNamespace(manifest=SimpleNamespace(embedder=SimpleNamespace(digest=EMBEDDER)))
    )
    report = {"settings": {"recipe": "L"}, "files": {"heads.pt": file_sha256(folder / "heads.pt")}}
    (folder / "training.json").write_text(json.dumps(report))
    assert heads_of(folder, localizer)[1] == "L"
    report["files"]["heads.pt"] = "0" * 64
    (folder / "training.json").write_text(json.dumps(report))
    with pytest.raises(WeightsError, match=r"heads\.pt is damaged"):
        heads_of(folder, localizer)
