"""Parts of an atlas as reference databases."""

from pathlib import Path

import numpy as np
import pytest

from geo_core.errors import GeoCoreError
from geo_core.offline.evaluation.databases import compare_databases, markdown
from geo_core.offline.evaluation.protocol import Queries
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


def test_a_column_that_does_not_divide_is_refused(tiny_atlas: Path, tiny_queries: Queries) -> None:
    localizer = tiny_localizer(tiny_atlas)
    with pytest.raises(GeoCoreError, match="no column 'colour'"):
        compare_databases(localizer, tiny_queries, "colour")
    with pytest.raises(GeoCoreError, match="one licence"):
        compare_databases(localizer, tiny_queries, "licence")
