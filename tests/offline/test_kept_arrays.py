"""Arrays that are kept as they are made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geo_core.offline.evaluation import kept_answers
from geo_core.offline.evaluation.kept_arrays import KeptArrays


def killed() -> np.ndarray:
    raise KeyboardInterrupt


def test_an_array_is_computed_once_and_a_killed_one_leaves_nothing(tmp_path: Path) -> None:
    kept = KeptArrays(tmp_path / "new", "atlas", b"queries")
    made = kept.of("first", lambda: np.arange(6.0).reshape(2, 3))
    np.testing.assert_array_equal(KeptArrays(tmp_path / "new", "atlas", b"queries").of("first", killed), made)
    with pytest.raises(KeyboardInterrupt):
        kept.of("second", killed)
    assert len(list((tmp_path / "new").iterdir())) == 1


@pytest.mark.parametrize(
    "basis", [("atla", b"squeries"), ("atlas",), ("atlas", b"others"), ("atlasqueries",)]
)
def test_another_basis_or_name_is_another_array(tmp_path: Path, basis: tuple[str | bytes, ...]) -> None:
    KeptArrays(tmp_path, "atlas", b"queries").of("name", lambda: np.zeros(1))
    assert KeptArrays(tmp_path, *basis).of("name", lambda: np.ones(1)) == 1
    assert KeptArrays(tmp_path, "atlas", b"queries").of("nam", lambda: np.full(1, 2.0)) == 2


def test_answers_of_older_code_do_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("classifier", "density", "methods", "partition", "sphere"):
        (tmp_path / name).mkdir()
    for name in ("prediction.py", "density/kernel.py", "density/notes.txt"):
        (tmp_path / name).write_text("first")
    monkeypatch.setattr(kept_answers, "CODE", tmp_path)
    before = kept_answers.code_of_answers()
    (tmp_path / "density" / "notes.txt").write_text("second")
    assert kept_answers.code_of_answers() == before
    (tmp_path / "density" / "kernel.py").write_text("second")
    assert kept_answers.code_of_answers() != before
