"""The gates of .pre-commit-config.yaml, so that nobody passes them by."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    "gate",
    [
        ["ruff", "check"],
        ["ruff", "format", "--check"],
        ["mypy", "--config-file", ".mypy.ini"],
    ],
    ids=" ".join,
)
def test_the_code_passes(gate: list[str]) -> None:
    pytest.importorskip(gate[0])
    done = subprocess.run(
        [sys.executable, "-m", *gate], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
