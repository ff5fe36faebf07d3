from geo_core.density.snapping import snap
from geo_core.sphere.distance import great_circle_km
from tests.density.mixtures import neighbours_at

NEIGHBOURS = neighbours_at([40, 0.5, 0.1], [0, 0, 0])


def test_takes_the_best_ranked_within_reach_not_the_closest():
    assert snap(0, 0, NEIGHBOURS, 100) == (0.5, 0)


def test_stays_where_none_is_within_reach():
    assert snap(-30, 0, NEIGHBOURS, 100) == (-30, 0)


def test_reach_is_inclusive():
    assert snap(0, 0, NEIGHBOURS, float(great_circle_km(0, 0, 0.5, 0))) == (0.5, 0)


def test_reaches_over_the_antimeridian():
    assert snap(0, -179.9, neighbours_at([0], [179.9]), 100) == (0, 179.9)
