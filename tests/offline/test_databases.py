"""Parts of an atlas as reference databases."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geo_core.errors import GeoCoreError
from geo_core.offline.evaluation.database_tables import csv_text, databases_as_json, markdown
from geo_core.offline.evaluation.databases import METHODS, RANKS, compare_databases
from geo_core.offline.evaluation.kept_arrays import KeptArrays
from geo_core.offline.evaluation.protocol import Queries
from geo_core.sphere.distance import great_circle_km
from tests.tiny import tiny_localizer


def test_a_country_alone_locates_its_own_photos_only(tiny_atlas: Path, tiny_queries: Queries) -> None:
    found = compare_databases(tiny_localizer(tiny_atlas), tiny_queries, "country")
    assert [one.name for one in found][-1] == "all"
    *parts, whole = found
    for part in parts:
        assert part.references == 5
        assert part.accuracies["NN"].within_km[200] == pytest.approx(100 / 6)
        # The five of each place are the first five neighbours of its photo, and of no other.
        assert part.share_of_neighbours[1] == pytest.approx(1 / 6)
        assert part.share_of_neighbours[100] == pytest.approx(part.share_of_atlas) == pytest.approx(1 / 6)
    assert whole.references == 30
    assert whole.accuracies["NN"].within_km[200] == 100
    assert whole.share_of_neighbours == {1: 1.0, 10: 1.0, 100: 1.0}


def test_the_union_equals_the_undivided_atlas(tiny_atlas: Path, tiny_queries: Queries) -> None:
    by_author = compare_databases(tiny_localizer(tiny_atlas), tiny_queries, "author")[-1]
    by_country = compare_databases(tiny_localizer(tiny_atlas), tiny_queries, "country")[-1]
    np.testing.assert_equal(by_author.accuracies, by_country.accuracies)


def test_the_table_has_a_row_for_each_method_and_database(tiny_atlas: Path, tiny_queries: Queries) -> None:
    found = compare_databases(tiny_localizer(tiny_atlas), tiny_queries, "country")
    text = markdown(found)
    assert text.count("| kNN σ = 4 |") == len(found)
    assert "of the first 10" in text


def test_every_form_holds_the_same_figures(tiny_atlas: Path, tiny_queries: Queries) -> None:
    found = compare_databases(tiny_localizer(tiny_atlas), tiny_queries, "country")
    data = json.loads(json.dumps(databases_as_json(found, "country"), allow_nan=False))
    assert data["column"] == "country"
    assert [one["is_whole_atlas"] for one in data["databases"]] == [False, False, False, True]
    rows = list(csv.DictReader(io.StringIO(csv_text(found))))
    assert len(rows) == len(METHODS) * len(found)
    for row in rows:
        (one,) = (one for one in data["databases"] if one["name"] == row["database"])
        assert int(row["references"]) == one["references"]
        assert float(row["share_of_atlas"]) == one["share_of_atlas"]
        for rank in RANKS:
            assert float(row[f"share_of_first_{rank}"]) == one["share_of_neighbours"][str(rank)]
        within = one["methods"][row["retrieval"]]["within_km"]
        for radius, percent in within.items():
            assert float(row[f"within_{radius}_km"]) == percent
        cells = f"| {row['retrieval']} | {row['database']} | {int(row['references']):,} | {within['1']:.1f} |"
        assert cells in markdown(found)


def test_a_part_answers_as_an_atlas_of_it_alone_would(tiny_atlas: Path, tiny_queries: Queries) -> None:
    """Oracle: all distances sorted, others' references and the query's own group left out."""
    localizer = tiny_localizer(tiny_atlas)
    table, vectors = localizer.atlas.references, np.asarray(localizer.atlas.embeddings, np.float32)
    named = replace(tiny_queries.entries[0], group=table.one(5).group)
    queries = replace(tiny_queries, entries=[named, *tiny_queries.entries[1:]])
    country = table.column("country")
    found = compare_databases(localizer, queries, "country")
    for one in found:
        errors = []
        for entry, evidence in zip(queries.entries, queries.asked, strict=True):
            inside = (country == one.name) | (one is found[-1])
            allowed = np.flatnonzero(inside & (table.column("group") != entry.group))
            nearest = allowed[np.argmin(np.linalg.norm(vectors[allowed] - evidence.vector, axis=1))]
            errors.append(great_circle_km(table.lat[nearest], table.lon[nearest], entry.lat, entry.lon))
        assert one.accuracies["NN"].mean_km == pytest.approx(float(np.mean(errors)), abs=1e-6)


def test_a_photo_whose_photographer_took_the_whole_part_is_not_located(
    tiny_atlas: Path, tiny_queries: Queries
) -> None:
    """The references of each author are one group; a query of that group is left with none of them."""
    localizer = tiny_localizer(tiny_atlas)
    table = localizer.atlas.references
    (own,) = set(table.column("group")[table.column("author") == table.one(0).author])
    entries = [replace(tiny_queries.entries[0], group=own), *tiny_queries.entries[1:]]
    before = compare_databases(localizer, tiny_queries, "author")
    after = compare_databases(localizer, replace(tiny_queries, entries=entries), "author")
    (index,) = (i for i, one in enumerate(after) if one.name == table.one(0).author)
    assert before[index].accuracies["NN"].within_km[200] == 100
    assert after[index].accuracies["NN"].within_km[2500] == pytest.approx(100 * 5 / 6)
    assert np.isnan(after[index].accuracies["NN"].median_km)
    assert databases_as_json(after, "author")["databases"][index]["methods"]["NN"]["median_km"] is None


def test_what_was_answered_is_not_asked_again(
    tiny_atlas: Path, tiny_queries: Queries, tmp_path: Path
) -> None:
    localizer = tiny_localizer(tiny_atlas)
    first = compare_databases(localizer, tiny_queries, "country", KeptArrays(tmp_path, "basis"))
    assert len(list(tmp_path.iterdir())) == len(METHODS) * len(first)
    blind = replace(tiny_queries, asked=[replace(evidence, vector=None) for evidence in tiny_queries.asked])
    again = compare_databases(localizer, blind, "country", KeptArrays(tmp_path, "basis"))
    np.testing.assert_equal(again, first)
    with pytest.raises(GeoCoreError, match="embedding"):
        compare_databases(localizer, blind, "country", KeptArrays(tmp_path, "another basis"))


def test_a_column_that_does_not_divide_is_refused(tiny_atlas: Path, tiny_queries: Queries) -> None:
    localizer = tiny_localizer(tiny_atlas)
    with pytest.raises(GeoCoreError, match="no column 'colour'"):
        compare_databases(localizer, tiny_queries, "colour")
    with pytest.raises(GeoCoreError, match="one licence"):
        compare_databases(localizer, tiny_queries, "licence")
