"""What every test may use: markers, warnings as errors, and the shared example files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

MARKERS = (
    "slow: takes more than a few seconds; leave it out with -m 'not slow'",
    "browser: needs an installed Chromium",
)

# Each line after the first exempts one warning, with its reason above it.
WARNINGS = ("error",)


def pytest_configure(config: pytest.Config) -> None:
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    for line in WARNINGS:
        config.addinivalue_line("filterwarnings", line)


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of example photos that lies beside the repository, if there is one."""
    given = os.environ.get("GEO_CORE_SHARED")
    folder = Path(given) if given else Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip(f"no shared examples at {folder}; GEO_CORE_SHARED names another folder")
    return folder


@pytest.fixture(scope="session")
def example_photos(shared_dir: Path) -> list[Path]:
    """The example JPEGs, in order of their names."""
    found = sorted((shared_dir / "examples").glob("*/*.jpg"))
    if not found:
        pytest.skip(f"no JPEG under {shared_dir / 'examples'}")
    return found


@pytest.fixture(scope="session")
def tiny_atlas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small atlas; copy it before changing anything in it."""
    from tests.tiny import write_tiny_atlas

    return write_tiny_atlas(tmp_path_factory.mktemp("atlas") / "tiny")


@pytest.fixture(scope="session")
def starter_atlas() -> Path:
    """The atlas that the repository carries."""
    from geo_core.localizer import STARTER_ATLAS

    return STARTER_ATLAS
