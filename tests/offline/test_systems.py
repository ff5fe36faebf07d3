"""Which of the paper's systems have a row, and which do not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from geo_core.embedding.registry import EMBEDDERS
from geo_core.localizer import Localizer
from geo_core.offline.evaluation.methods import rules, rules_beside
from geo_core.offline.evaluation.protocol import Queries, measure
from geo_core.offline.evaluation.systems import MODELS, PAPER, model_of, notes, standing
from tests.tiny import tiny_localizer


def of_network(localizer: Localizer, network: str) -> Localizer:
    """The same, said to be of another embedder; for rules, which look at the evidence only."""
    manifest = localizer.atlas.manifest
    embedder = replace(manifest.embedder, network=network)
    return replace(localizer, atlas=replace(localizer.atlas, manifest=replace(manifest, embedder=embedder)))


@pytest.mark.parametrize(
    ("network", "model"),
    [
        ("efficientnet-lite2", ""),
        ("vgg16", ""),
        ("im2gps-vgg16", "[L]"),
        ("im2gps", "Im2GPS features"),
        ("ranking", "[R]"),
        ("ranking-vgg16", "[R]"),
        ("siamac", "Siamac"),
        ("siamac-rmac-vgg16", "Siamac's pooling, untrained"),
        ("netvlad-vgg16", "NetVLAD"),
    ],
)
def test_the_models_of_the_embedders(network: str, model: str) -> None:
    assert network in EMBEDDERS
    assert model_of(network) == model


def test_every_system_can_have_a_row() -> None:
    labels = [
        "London, the fixed point", "[M] 8C", "[M] 32C, [L2] 32C", "[M] 99C, [L] 99C, PlaNet-like",
        *(f"{model} kNN σ = 4" for model in MODELS.values()), "Im2GPS 2008", "Im2GPS 2015",
    ]  # fmt: skip
    of_rows = {str(i): label for i, label in enumerate(labels)}
    assert standing(of_rows).absent == ()
    assert standing({}).absent == PAPER
    for missing in ("[R] kNN σ = 4", "Im2GPS 2015"):
        fewer = {name: label for name, label in of_rows.items() if label != missing}
        (absent,) = standing(fewer).absent
        assert absent.name.startswith(missing.split(" kNN")[0])
        assert absent.remedy


def test_one_system_s_row_is_not_another_s() -> None:
    absent = {one.name for one in standing({"a": "[L2] 32C", "b": "Siamac's pooling, untrained NN"}).absent}
    assert {"[L] nC, PlaNet-like", "[M] nC", "Siamac NN, kNN"} <= absent
    assert "[L2] nC" not in absent


def test_what_is_not_planet_is_said() -> None:
    assert not any("PlaNet" in line for line in notes({"NN": "[L] NN"}))
    assert any("It is not PlaNet" in line for line in notes({"cells 9": "[L] 9C, PlaNet-like"}))
    assert any("never where" in line for line in notes({"NN": ""}))
    assert not any("never where" in line for line in notes({"NN": "[L] NN"}))


def test_im2gps_has_its_own_decisions(tiny_atlas: Path, tiny_queries: Queries) -> None:
    localizer = of_network(tiny_localizer(tiny_atlas), "im2gps")
    beside = {rule.name: rule for rule in rules_beside(localizer)}
    assert beside["im2gps: meanshift"].label == "Im2GPS 2008"
    assert beside["im2gps: lazy"].label == "Im2GPS 2015"
    own = {rule.name: rule for rule in rules(localizer)}
    for rule in (beside["im2gps: meanshift"], beside["im2gps: lazy"], own["meanshift"], own["lazy"]):
        assert measure(tiny_queries, rule).within_km[200] == 100
    other = of_network(localizer, "siamac")
    assert not [rule for rule in (*rules_beside(other), *rules(other)) if "lazy" in rule.name]


def test_an_atlas_beside_may_be_named(tiny_atlas: Path) -> None:
    localizer = tiny_localizer(tiny_atlas)
    labels = {rule.name: rule.label for rule in rules_beside(localizer, "R")}
    assert labels["R: NN"] == "[R] NN"
    assert labels["R: kNN σ = 16"] == "[R] kNN σ = 16"
    mine = {rule.name: rule.label for rule in rules_beside(localizer, "mine")}
    assert mine["mine: NN"] == mine["mine: kNN σ = 4"] == ""
