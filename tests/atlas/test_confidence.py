"""Confidences in the manifest: an optional field, read with care."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from geo_core.atlas.fitted import FittedConfidence
from geo_core.atlas.manifest import MANIFEST, Manifest, read_manifest
from geo_core.atlas.reading import open_atlas
from geo_core.density.confidence import ConfidenceMap
from geo_core.errors import AtlasError
from geo_core.settings import RADII_KM

MAPS = {str(r): ConfidenceMap(-0.1 * number, 0.5 + number) for number, r in enumerate(RADII_KM)}


@pytest.fixture
def copy(tiny_atlas: Path, tmp_path: Path) -> Path:
    """The tiny atlas with confidences for kNN."""
    folder = Path(shutil.copytree(tiny_atlas, tmp_path / "copy"))
    manifest = replace(read_manifest(folder), confidence=FittedConfidence({"knn": MAPS}, queries=300))
    (folder / MANIFEST).write_text(manifest.to_json())
    return folder


def edit(folder: Path, confidence: object) -> None:
    content = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(content | {"confidence": confidence}))


def test_what_was_written_is_read(copy: Path) -> None:
    manifest = open_atlas(copy).manifest
    assert isinstance(manifest, Manifest)
    assert manifest.confidence == FittedConfidence({"knn": MAPS}, queries=300)
    assert manifest.confidence.of("knn") == {r: MAPS[str(r)] for r in RADII_KM}
    assert manifest.confidence.of("cells") is None
    assert manifest.to_json() == (copy / MANIFEST).read_text()


def test_an_older_atlas_opens_without(copy: Path) -> None:
    content = json.loads((copy / MANIFEST).read_text())
    del content["confidence"]
    (copy / MANIFEST).write_text(json.dumps(content))
    assert open_atlas(copy).manifest.confidence is None
    assert content["format_version"] == 1


GOOD = {str(r): {"intercept": 0, "slope": 1} for r in RADII_KM}


@pytest.mark.parametrize(
    "maps",
    [
        GOOD | {"25": {"intercept": float("nan"), "slope": 1.0}},
        GOOD | {"25": {"intercept": 0.0, "slope": float("inf")}},
        GOOD | {"25": {"intercept": 0.0, "slope": -0.1}},
        GOOD | {"25": {"intercept": "0", "slope": 1}},
        GOOD | {"25": {"intercept": 0}},
        GOOD | {"25": {"intercept": 0, "slope": 1, "more": 2}},
        GOOD | {"25": None},
        {r: one for r, one in GOOD.items() if r != "25"},
        None,
        [],
    ],
    ids=lambda maps: str(maps and maps.get("25", "no 25")),
)
def test_what_is_no_map_is_refused(copy: Path, maps: object) -> None:
    edit(copy, {"maps": {"knn": GOOD}, "queries": 300})
    read_manifest(copy)
    edit(copy, {"maps": {"knn": maps}, "queries": 300})
    with pytest.raises(AtlasError, match=r"manifest\.json lacks or garbles a field"):
        read_manifest(copy)


@pytest.mark.parametrize(
    "confidence", [{"maps": {"knn": GOOD}}, {"queries": 3}, {"maps": [], "queries": 3}, 7]
)
def test_a_garbled_field_is_refused(copy: Path, confidence: object) -> None:
    edit(copy, confidence)
    with pytest.raises(AtlasError, match="garbles"):
        read_manifest(copy)
