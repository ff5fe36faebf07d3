import csv
from pathlib import Path

import numpy as np
import pytest

from geo_core.errors import GeoCoreError
from geo_core.methods.london import LONDON
from geo_core.offline.evaluation.accuracy import accuracy
from geo_core.offline.evaluation.methods import rules
from geo_core.offline.evaluation.protocol import measure, search_all
from geo_core.offline.evaluation.tables import markdown
from geo_core.sphere.distance import great_circle_km
from tests.tiny import PLACES, picture, tiny_localizer


@pytest.mark.parametrize(
    ("name", "percent"),
    [
        ("im2gps", (0.42, 2.11, 3.80, 12.24, 36.71)),
        ("im2gps3k", (0.43, 1.94, 3.34, 11.61, 34.23)),
    ],
)
def test_always_london_on_the_benchmarks(shared_dir: Path, name: str, percent: tuple[float, ...]) -> None:
    """Golden: recomputed from the published ground truth."""
    with (shared_dir / "fixtures" / "evaluation" / f"{name}_places365.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    lat, lon = (np.array([float(row[column]) for row in rows]) for column in ("LAT", "LON"))
    result = accuracy(great_circle_km(*LONDON, lat, lon), np.array([r["IMG_ID"] for r in rows], dtype=object))
    np.testing.assert_allclose(list(result.within_km.values()), percent, atol=0.005)


def test_the_radius_itself_counts_as_within() -> None:
    result = accuracy(np.array([1.0, 25.0, 25.0001]), np.array(["a", "b", "c"], dtype=object))
    assert result.within_km[1] == pytest.approx(100 / 3)
    assert result.within_km[25] == pytest.approx(200 / 3)


def test_photos_of_one_photographer_widen_the_interval() -> None:
    draw = np.random.default_rng(0)
    hit = draw.random(40) < 0.5
    error = np.where(np.repeat(hit, 10), 0.5, 9999.0)
    alone = accuracy(error, np.arange(400).astype(str).astype(object))
    together = accuracy(error, np.repeat(np.arange(40), 10).astype(str).astype(object))
    width = lambda a: a.interval[1][1] - a.interval[1][0]  # noqa: E731
    assert width(together) > 2 * width(alone)
    assert together.interval[1][0] <= together.within_km[1] <= together.interval[1][1]


def test_an_answer_per_radius_has_no_median() -> None:
    errors = np.array([[0.5, 30, 30, 30, 30], [2.0, 2, 2, 2, 2]])
    result = accuracy(errors, np.array(["a", "b"], dtype=object))
    assert list(result.within_km.values()) == [50, 50, 100, 100, 100]
    assert np.isnan(result.median_km)


def test_every_rule_on_the_tiny_atlas(tiny_atlas: Path, tmp_path: Path) -> None:
    """Photos like those of a place, by a stranger: every rule but London finds them."""
    from geo_core.offline.data.catalogue import read_catalogue

    lines = ["file,lat,lon,author"]
    for number, (_, _, lat, lon) in enumerate(PLACES):
        (tmp_path / f"{number}.jpg").write_bytes(picture(number, 60))
        lines.append(f"{number}.jpg,{lat},{lon},stranger {number}")
    (tmp_path / "q.csv").write_text("\n".join(lines))
    localizer = tiny_localizer(tiny_atlas)
    entries = read_catalogue(tmp_path / "q.csv", keep_thumbnails=False)
    queries = search_all(localizer, entries, tmp_path / "cache")
    results = {rule.name: measure(queries, rule) for rule in rules(localizer)}
    assert results.pop("always London").within_km[2500] == pytest.approx(100 / 6)  # Paris
    assert results.pop("always the densest cell").within_km[200] == pytest.approx(100 / 6)
    for name, result in results.items():
        assert result.n == 6
        if "plane" not in name and "authors" not in name:  # both are wrong at the pole, by design
            assert result.within_km[200] == 100, name
    table = markdown(results)
    assert len(table.splitlines()) == 2 + len(results)
    again = search_all(localizer, entries, tmp_path / "cache")  # from the cache
    np.testing.assert_array_equal(again.asked[0].neighbours.rows, queries.asked[0].neighbours.rows)


def test_references_of_the_querys_own_group_never_answer(tiny_atlas: Path, tmp_path: Path) -> None:
    from geo_core.offline.data.catalogue import read_catalogue

    (tmp_path / "a.jpg").write_bytes(picture(0, 1))
    (tmp_path / "q.csv").write_text("file,lat,lon,group\na.jpg,27,78,group-1\n")
    entries = read_catalogue(tmp_path / "q.csv", keep_thumbnails=False)
    queries = search_all(tiny_localizer(tiny_atlas), entries, tmp_path / "cache")
    assert not set(queries.asked[0].neighbours.rows % 4) & {1}


def test_references_of_an_author_of_that_name_never_answer(tiny_atlas: Path, tmp_path: Path) -> None:
    """Two sources name one photographer's groups differently: hashes here, ``author:NAME`` there."""
    from geo_core.offline.data.catalogue import read_catalogue

    localizer = tiny_localizer(tiny_atlas)
    table = localizer.atlas.references
    name = str(table.column("author")[0])
    own = set(np.flatnonzero(table.column("author") == name).tolist())
    assert 0 < len(own) < len(table)
    (tmp_path / "a.jpg").write_bytes(picture(0, 1))
    (tmp_path / "b.jpg").write_bytes(picture(0, 2))
    (tmp_path / "q.csv").write_text(
        f"file,lat,lon,author\na.jpg,27,78,{name.upper()}\nb.jpg,27,78,stranger\n"
    )
    queries = search_all(localizer, read_catalogue(tmp_path / "q.csv", keep_thumbnails=False), tmp_path / "c")
    first, second = (set(one.neighbours.rows.tolist()) for one in queries.asked)
    assert not first & own
    assert own <= second
    assert queries.familiar == 1


def test_a_photo_whose_photographer_took_every_reference_is_listed(
    tiny_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from geo_core.offline.data.catalogue import read_catalogue
    from geo_core.offline.evaluation import protocol

    for name in "ab":
        (tmp_path / f"{name}.jpg").write_bytes(picture(0, 1))
    (tmp_path / "q.csv").write_text("file,lat,lon,author\na.jpg,27,78,all\nb.jpg,27,78,none of them\n")
    localizer = tiny_localizer(tiny_atlas)
    everything = set(localizer.atlas.references.column("group"))
    monkeypatch.setattr(
        protocol, "own_groups", lambda _: lambda e: everything if e.author == "all" else set()
    )
    entries = read_catalogue(tmp_path / "q.csv", keep_thumbnails=False)
    queries = search_all(localizer, entries, tmp_path / "cache")
    assert [entry.id for entry in queries.entries] == ["b"]
    assert len(queries.problems) == 1
    assert "Every reference of the atlas is excluded" in queries.problems[0]
    with pytest.raises(GeoCoreError, match="None of the 1 photos can be evaluated"):
        search_all(localizer, entries[:1], tmp_path / "cache")


def test_only_what_was_fitted_is_called_so(tiny_atlas: Path) -> None:
    localizer = tiny_localizer(tiny_atlas)
    assert not localizer.atlas.manifest.fitted.queries
    assert not [rule.name for rule in rules(localizer) if "fitted" in rule.name]
