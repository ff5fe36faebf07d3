import os
import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from geo_core.classifier.heads import partition_digest
from geo_core.classifier.storage import load_heads, save_heads
from geo_core.errors import GeoCoreError, WeightsError
from tests.classifier.worlds import DIMENSION, heads_for, identity_of, vectors, world

EMBEDDER = "0123456789abcdef"


def test_logits_are_the_layers_divided_by_the_temperature_and_nothing_is_dropped() -> None:
    heads = heads_for(world(4), world(17))
    heads.temperature.copy_(torch.tensor([1.0, 2.5]))
    given = vectors(7)
    heads.train()  # dropout is on for whoever trains, never for `logits`
    found = heads.logits(given)
    assert heads.training
    assert [one.shape for one in found] == [(7, 4), (7, 17)]
    for one, layer, temperature in zip(found, heads.layers, (1.0, 2.5), strict=True):
        weight, bias = (tensor.detach().numpy() for tensor in (layer.weight, layer.bias))
        expected = (given * np.sqrt(DIMENSION) @ weight.T + bias) / temperature
        np.testing.assert_allclose(one, expected, atol=1e-5)
    raw = heads.eval()(torch.from_numpy(given))
    np.testing.assert_allclose(raw[1].detach().numpy(), found[1] * 2.5, atol=1e-5)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (np.zeros((3, DIMENSION + 1), np.float32), "shape"),
        (np.zeros(DIMENSION, np.float32), "shape"),
        (np.full((1, DIMENSION), np.nan, np.float32), "not finite"),
    ],
)
def test_wrong_embeddings_are_named(wrong: np.ndarray, named: str) -> None:
    with pytest.raises(GeoCoreError, match=named):
        heads_for(world(4)).logits(wrong)


def test_heads_without_a_partition_are_refused() -> None:
    with pytest.raises(GeoCoreError, match="at least one"):
        identity_of()


def test_a_saved_file_gives_the_same_heads_and_the_same_bytes(tmp_path: Path) -> None:
    heads = heads_for(world(4), world(16))
    heads.temperature.copy_(torch.tensor([0.7, 1.9]))
    heads.combined_temperature.fill_(2.2)
    digest = save_heads(heads, tmp_path / "heads.pt")
    assert save_heads(heads, tmp_path / "other.pt") == digest
    assert (tmp_path / "heads.pt").read_bytes() == (tmp_path / "other.pt").read_bytes()
    again = load_heads(tmp_path / "heads.pt", embedder=EMBEDDER, sha256=digest)
    assert again.identity == heads.identity
    assert not again.training
    assert float(again.combined_temperature) == 2.2
    for one, other in zip(heads.logits(vectors(5)), again.logits(vectors(5)), strict=True):
        np.testing.assert_array_equal(one, other)
    assert not list(tmp_path.glob("*.partial"))


def test_heads_of_another_embedder_are_refused_with_both_named(tmp_path: Path) -> None:
    save_heads(heads_for(world(4)), tmp_path / "heads.pt")
    with pytest.raises(WeightsError, match=r"mean-colour \(made up\).*0123456789abcdef.*ffff0000ffff0000"):
        load_heads(tmp_path / "heads.pt", embedder="ffff0000ffff0000")


def test_another_partition_is_refused() -> None:
    heads = heads_for(world(4), world(17))
    heads.identity.check_partitions([world(4), world(17)])
    with pytest.raises(WeightsError, match="in their order"):
        heads.identity.check_partitions([world(17), world(4)])
    with pytest.raises(WeightsError, match=f"'17'.*{partition_digest(world(17, 'random'))}"):
        heads.identity.check_partitions([world(4), world(17, "random")])
    with pytest.raises(WeightsError, match="2 partitions 4, 17"):
        heads.identity.check_partitions([world(4)])


class Trap:
    """Unpickled, it would make a folder."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (self.folder,)


def test_nothing_is_unpickled(tmp_path: Path) -> None:
    torch.save({"format": "geo_core heads", "state": Trap(str(tmp_path / "sprung"))}, tmp_path / "a.pt")
    (tmp_path / "b.pt").write_bytes(pickle.dumps(Trap(str(tmp_path / "sprung")), protocol=2))
    for name in ("a.pt", "b.pt"):
        with pytest.raises(WeightsError, match="no readable file of tensors"):
            load_heads(tmp_path / name, embedder=EMBEDDER)
    assert not (tmp_path / "sprung").exists()


def test_damaged_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "heads.pt"
    with pytest.raises(WeightsError, match=r"no heads .*geo_core train"):
        load_heads(path, embedder=EMBEDDER)
    heads = heads_for(world(4))
    digest = save_heads(heads, path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(WeightsError, match="SHA-256"):
        load_heads(path, embedder=EMBEDDER, sha256=digest)
    with pytest.raises(WeightsError, match="no readable file of tensors"):
        load_heads(path, embedder=EMBEDDER)
    path.write_bytes(b"")
    with pytest.raises(WeightsError, match="no readable file of tensors"):
        load_heads(path, embedder=EMBEDDER)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"format": "something else"}, "holds no heads"),
        ({"format_version": 99}, "99"),
        ({"identity": {}}, "garbles a field"),
        ({"state": {}}, "garbles a field"),
        ({"state": None}, "garbles a field"),
    ],
)
def test_a_wrong_content_is_named(tmp_path: Path, change: dict[str, object], named: str) -> None:
    save_heads(heads_for(world(4)), tmp_path / "heads.pt")
    content = torch.load(tmp_path / "heads.pt", weights_only=True) | change
    torch.save(content, tmp_path / "heads.pt")
    with pytest.raises(WeightsError, match=named):
        load_heads(tmp_path / "heads.pt", embedder=EMBEDDER)


@pytest.mark.parametrize(("value", "named"), [(float("nan"), "not finite"), (0.0, "not above 0")])
def test_a_wrong_temperature_is_named(tmp_path: Path, value: float, named: str) -> None:
    heads = heads_for(world(4))
    for temperature in (heads.temperature, heads.combined_temperature):
        before = temperature.clone()
        temperature.fill_(value)
        save_heads(heads, tmp_path / "heads.pt")
        with pytest.raises(WeightsError, match=named):
            load_heads(tmp_path / "heads.pt", embedder=EMBEDDER)
        temperature.copy_(before)


def test_the_digest_knows_the_borders_only() -> None:
    one = world(17)
    assert partition_digest(one) == partition_digest(replace(one, mean_lat=one.mean_lat * 0.5))
    assert partition_digest(one) != partition_digest(world(17, "random"))
