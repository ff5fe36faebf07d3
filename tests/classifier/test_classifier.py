"""Heads and partitions together."""

from pathlib import Path

import numpy as np
import pytest
import torch

from geo_core.classifier.classifier import COARSE, HEADS, Classifier, partition_file, read_classifier
from geo_core.classifier.storage import save_heads
from geo_core.errors import WeightsError
from geo_core.partition.files import save_partition
from tests.classifier.worlds import heads_for, vectors, world

PARTITIONS = tuple(world(cells) for cells in (4, 8, 16, 40, 90))
LAT, LON = np.array([90.0, -90.0, 0.0, 12.0, 12.0]), np.array([0.0, 10.0, 180.0, -180.0, 179.999])


@pytest.fixture
def classifier() -> Classifier:
    torch.manual_seed(3)
    heads = heads_for(*PARTITIONS)
    heads.temperature.copy_(torch.tensor([0.5, 1.0, 1.5, 2.0, 1.0]))
    heads.combined_temperature.fill_(2.5)
    return Classifier(heads, PARTITIONS)


def test_evidence_against_a_naive_loop(classifier: Classifier) -> None:
    vector = vectors(1)[0]
    found = classifier.evidence(vector, LAT, LON)
    logits = classifier.heads.logits(vector[None])
    probability = [np.exp(one[0]) / np.exp(one[0]).sum() for one in logits]
    for score, expected, partition in zip(found.scores, probability, PARTITIONS, strict=True):
        assert score.partition == str(len(partition))
        np.testing.assert_allclose(score.probability, expected, atol=1e-12)
    for place in range(len(LAT)):
        inside = [int(p.assign(LAT[place : place + 1], LON[place : place + 1])[0]) for p in PARTITIONS]
        logs = [np.log(probability[head][inside[head]]) for head in range(COARSE)]
        assert found.log_factor[place] == pytest.approx(np.mean(logs), abs=1e-9)
    finest = PARTITIONS[-1]
    joint = sum(
        np.log(p[part.assign(finest.mean_lat, finest.mean_lon)])
        for p, part in zip(probability[:-1], PARTITIONS[:-1], strict=True)
    )
    joint = (joint + np.log(probability[-1])) / 2.5
    joint -= np.logaddexp.reduce(joint)
    np.testing.assert_allclose(found.log_probability, np.sort(joint)[::-1], atol=1e-9)
    best = int(joint.argmax())
    assert (found.lat[0], found.lon[0]) == (finest.mean_lat[best], finest.mean_lon[best])


def test_a_classifier_is_read_from_its_files(classifier: Classifier, tmp_path: Path) -> None:
    save_heads(classifier.heads, tmp_path / HEADS)
    for partition in PARTITIONS:
        save_partition(partition, tmp_path / partition_file(str(len(partition))))
    again = read_classifier(tmp_path, embedder=classifier.heads.identity.embedder)
    for vector in vectors(3):
        first, second = (c.evidence(vector, LAT, LON) for c in (classifier, again))
        np.testing.assert_array_equal(first.log_probability, second.log_probability)


def test_partitions_in_another_order_are_refused(classifier: Classifier) -> None:
    with pytest.raises(WeightsError, match="order"):
        Classifier(classifier.heads, PARTITIONS[::-1])
