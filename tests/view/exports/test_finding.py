from dataclasses import replace

import numpy as np
import pytest

from geo_core.errors import GeoCoreError
from geo_core.records import Place
from geo_core.view.exports.finding import failures_of, findings_of
from tests.view.exports.findings import failure, made_up


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"weight": np.ones(2)}, "3 neighbours, 3 references and 2 weights"),
        ({"references": ()}, "3 neighbours, 0 references"),
        ({"mode_places": [Place("Agra", "India", "IN", 1.0)]}, "1 places are named for 2 modes"),
        ({"best_places": [Place("Agra", "India", "IN", 1.0)]}, "1 places are named for 5 best points"),
        ({"heat": np.zeros((4, 9), np.uint8)}, r"\(H, 2H\)"),
        ({"heat": np.zeros((4, 8))}, "float64"),
        ({"photo": np.zeros((4, 8), np.uint8)}, r"\(H, W, 3\)"),
    ],
)
def test_parts_that_do_not_belong_together_are_refused(changed, words):
    with pytest.raises(GeoCoreError, match=words):
        replace(made_up(), **changed)


def test_numbers_are_places_in_the_batch():
    batch = [failure(), made_up(), failure(), made_up()]
    assert [number for number, _ in findings_of(batch)] == [2, 4]
    assert [number for number, _ in failures_of(batch)] == [1, 3]
