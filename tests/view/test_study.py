"""A study on disk: the one delivered, and damaged ones."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from geo_core.errors import GeoCoreError
from geo_core.settings import RADII_KM
from geo_core.sphere.distance import great_circle_km
from geo_core.view.study import STUDY, Study, read_study


@pytest.fixture(scope="module")
def study() -> Study:
    return read_study()


def test_the_table_says_what_the_photos_say(study: Study) -> None:
    """Every percent is counted again from the photos' own errors."""
    checked = 0
    for row in study.rows:
        if row.name not in study.photos[0].answers:
            continue
        for radius in RADII_KM:
            errors = [photo.answer(row.name, radius).error_km for photo in study.photos]
            percent = row.within_km[radius]
            assert percent is not None
            # Errors are written to 100 m: a photo within that of a radius may fall on either side.
            unsure = 100 * sum(abs(e - radius) <= 0.06 for e in errors) / len(errors)
            assert abs(100 * float(np.mean(np.asarray(errors) <= radius)) - percent) <= unsure + 1e-9
            low, high = row.interval[radius]
            assert low <= percent <= high
            checked += 1
    assert checked >= 5 * 15


def test_every_error_is_the_distance_to_the_truth(study: Study) -> None:
    for photo in study.photos[::40]:
        for given in photo.answers.values():
            for answer in given:
                far = great_circle_km(answer.lat, answer.lon, photo.reference.lat, photo.reference.lon)
                assert answer.error_km == pytest.approx(float(far), abs=0.2)


def test_every_photo_has_its_credit(study: Study) -> None:
    assert all(p.reference.author and p.reference.licence and p.reference.source for p in study.photos)


def test_london_and_the_published_rows_stand_beside_ours(study: Study) -> None:
    assert study.rows[0].name == "always London"
    assert any("Human" in row.name for row in study.published)
    assert all(row.data_set for row in study.published)


def test_databases_add_up_and_the_sweep_is_whole(study: Study) -> None:
    *parts, whole = study.databases
    assert sum(d.references for d in parts) <= whole.references
    for rank in whole.share:
        assert sum(d.share[rank] for d in parts) <= 100 + 1e-6
    assert study.sweep is not None
    shape = np.asarray(study.sweep.percent).shape
    assert shape == (len(study.sweep.sigma_deg), len(study.sweep.k), len(study.sweep.m), len(RADII_KM))


def test_a_folder_without_a_study_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(GeoCoreError, match="evaluate PHOTOS --out"):
        read_study(tmp_path)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("table.json", {"format_version": 2}),
        ("table.json", {"format": "something else"}),
        ("table.json", {"methods": {"NN": {}}}),
        ("photos.json", {"photos": [{"id": "a"}]}),
        ("photos.json", {"photos": None}),
        ("sweep.json", {"sigma_deg": "x"}),
        ("databases.json", {"databases": [1]}),
    ],
)
def test_a_damaged_study_is_refused(tmp_path: Path, name: str, change: dict) -> None:
    folder = Path(shutil.copytree(STUDY, tmp_path / "study"))
    data = json.loads((folder / name).read_text("utf-8"))
    (folder / name).write_text(json.dumps({**data, **change}), "utf-8")
    with pytest.raises(GeoCoreError):
        read_study(folder)


def test_text_that_is_no_json_is_refused(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(STUDY, tmp_path / "study"))
    (folder / "table.json").write_text("<html>", "utf-8")
    with pytest.raises(GeoCoreError, match="damaged"):
        read_study(folder)
