"""A partition on disk."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from geo_core.errors import AtlasError
from geo_core.partition.files import read_partition, save_partition
from geo_core.partition.making import make_partition
from geo_core.partition.partition import Partition
from geo_core.partition.splitting import SplitRule
from tests.partition.drawing import clusters


@pytest.fixture(params=["even", "random"])
def partition(request: pytest.FixtureRequest) -> Partition:
    return make_partition(clusters(400, 0), SplitRule(20, 2.5, request.param, 7))


def test_round_trip(partition: Partition, tmp_path: Path) -> None:
    save_partition(partition, tmp_path / "p.npz")
    back = read_partition(tmp_path / "p.npz")
    for field in fields(Partition):
        np.testing.assert_array_equal(getattr(back, field.name), getattr(partition, field.name))
    assert [p.name for p in tmp_path.iterdir()] == ["p.npz"]


def test_the_same_partition_gives_the_same_bytes(partition: Partition, tmp_path: Path) -> None:
    for name in ("a.npz", "b.npz"):
        save_partition(partition, tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_a_damaged_file_is_named(partition: Partition, tmp_path: Path) -> None:
    path = tmp_path / "p.npz"
    save_partition(partition, path)
    data = path.read_bytes()
    with pytest.raises(AtlasError, match=r"gone\.npz"):
        read_partition(tmp_path / "gone.npz")
    for bad in (b"", b"not a partition", data[: len(data) // 2], data[:200] + b"\xff" * 40 + data[240:]):
        path.write_bytes(bad)
        with pytest.raises(AtlasError, match=r"p\.npz"):
            read_partition(path)


@pytest.mark.parametrize(
    "change",
    [
        {"format": np.asarray(2)},
        {"south": np.zeros(3)},
        {"count": np.zeros(3)},
        {"mode": np.asarray("odd")},
        {"t_img": np.asarray(-1)},
        {"t_img": np.arange(2)},
        {"north": np.array([object()])},
        {"east": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_content_that_is_no_partition_is_refused(
    partition: Partition, tmp_path: Path, change: dict[str, np.ndarray | None]
) -> None:
    path = tmp_path / "p.npz"
    save_partition(partition, path)
    with np.load(path) as content:
        arrays = {name: content[name] for name in content.files} | change
    np.savez(path, **{name: value for name, value in arrays.items() if value is not None})
    with pytest.raises(AtlasError, match=r"p\.npz holds no partition"):
        read_partition(path)
