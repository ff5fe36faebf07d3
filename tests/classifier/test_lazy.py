import numpy as np
import pytest
from scipy.optimize import minimize

from geo_core.classifier.lazy import PENALTY, lazy_scores
from geo_core.errors import GeoCoreError


def world(seed: int = 0, sizes: tuple[int, ...] = (9, 6, 4), dimension: int = 8):
    """Unit vectors about one centre a class, and the class of each, in mixed order."""
    rng = np.random.default_rng(seed)
    classes = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    centres = rng.normal(size=(len(sizes), dimension))
    vectors = centres[classes] + 0.8 * rng.normal(size=(len(classes), dimension))
    return unit(vectors), classes, unit(centres)


def unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)


def naive_score(query, vectors, positive) -> float:
    """One machine by its definition: the dual problem in the hands of a general solver."""
    query, vectors = query.astype(np.float64), vectors.astype(np.float64)
    square = np.array([[((a - b) ** 2).sum() for b in vectors] for a in vectors])
    scale = square.mean()
    kernel = np.exp(-square / scale)
    y = np.where(positive, 1.0, -1.0)
    k = len(y)
    limit = PENALTY * np.where(positive, k / (2 * positive.sum()), k / (2 * (~positive).sum()))
    quadratic = kernel * np.outer(y, y)
    found = minimize(
        lambda a: a @ quadratic @ a / 2 - a.sum(),
        np.full(k, 1e-3),
        jac=lambda a: quadratic @ a - 1,
        bounds=[(0, c) for c in limit],
        constraints={"type": "eq", "fun": lambda a: a @ y, "jac": lambda a: y},
        method="SLSQP",
        options={"maxiter": 1000, "ftol": 1e-12},
    )
    alpha = found.x
    free = (alpha > 1e-5) & (alpha < limit - 1e-5)
    assert free.any()
    offset = np.mean(y[free] - kernel[free] @ (alpha * y))
    return float(np.exp(-((vectors - query) ** 2).sum(axis=1) / scale) @ (alpha * y) + offset)


@pytest.mark.parametrize("seed", range(3))
def test_each_class_against_the_rest_is_the_textbook_machine(seed: int) -> None:
    vectors, classes, centres = world(seed)
    found = lazy_scores(centres[1], vectors, classes)
    expected = [naive_score(centres[1], vectors, classes == c) for c in range(3)]
    np.testing.assert_allclose(found, expected, atol=3e-3)  # libsvm stops at a tolerance of 1e-3


@pytest.mark.parametrize("seed", range(5))
def test_a_class_wins_near_its_centre_however_small(seed: int) -> None:
    vectors, classes, centres = world(seed, (30, 12, 3), 16)
    for c, centre in enumerate(centres):
        assert lazy_scores(centre, vectors, classes).argmax() == c


def test_of_two_classes_one_s_loss_is_the_other_s_gain() -> None:
    vectors, classes, centres = world(1, (7, 5))
    scores = lazy_scores(centres[0], vectors, classes)
    assert scores[0] == pytest.approx(-scores[1], abs=2e-3)
    assert scores[0] > 0.1


def test_neither_the_order_nor_a_turn_of_the_space_matters() -> None:
    vectors, classes, centres = world(2)
    expected = lazy_scores(centres[2], vectors, classes)
    order = np.random.default_rng(0).permutation(len(classes))
    np.testing.assert_allclose(lazy_scores(centres[2], vectors[order], classes[order]), expected, atol=3e-3)
    turn = np.linalg.qr(np.random.default_rng(1).normal(size=(8, 8)))[0].astype(np.float32)
    np.testing.assert_allclose(lazy_scores(centres[2] @ turn, vectors @ turn, classes), expected, atol=3e-3)
    assert np.array_equal(lazy_scores(centres[2], vectors, classes), expected)


def test_only_one_class_needs_no_learning() -> None:
    vectors, _, centres = world()
    assert lazy_scores(centres[0], vectors, np.zeros(len(vectors), np.int64)).tolist() == [0.0]


def test_copies_and_classes_of_one_are_learnt_too() -> None:
    vectors = np.repeat(world()[0][:1], 4, axis=0)
    assert np.isfinite(lazy_scores(vectors[0], vectors, np.array([0, 1, 1, 2]))).all()
    vectors, _, _ = world()
    scores = lazy_scores(vectors[3], vectors, np.arange(len(vectors)))
    assert scores.argmax() == 3


def test_wrong_shapes_are_refused() -> None:
    vectors, classes, centres = world()
    for rows, labels in ((vectors[:0], classes[:0]), (vectors[:3], classes[:2])):
        with pytest.raises(GeoCoreError, match="Lazy learning needs"):
            lazy_scores(centres[0], rows, labels)
