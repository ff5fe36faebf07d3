"""The methods by name: what each answers from the same evidence."""

import numpy as np
import pytest

from geo_core.density.mixture import density_of
from geo_core.errors import SettingsError
from geo_core.methods.cells import PLACES
from geo_core.methods.densest import densest_place
from geo_core.methods.method import Evidence
from geo_core.methods.registry import COMPARED, METHODS, method_named
from geo_core.prediction import decide, film_strip, predict
from geo_core.records import CellEvidence, CellScores, Neighbours
from geo_core.settings import RADII_KM, DensitySettings

AGRA, PARIS, SUVA = (27.2, 78.0), (48.9, 2.3), (-18.1, 178.4)
SETTINGS = DensitySettings(sigma_deg=1)


def neighbours(*places: tuple[float, float]) -> Neighbours:
    lat, lon = np.array(places).T
    return Neighbours(np.arange(len(places)), np.linspace(0.5, 0.6, len(places)), lat, lon)


def evidence(log_factor: list[float], places: dict[tuple[float, float], float] | None = None) -> Evidence:
    """Agra is the nearest, Paris follows twice; the cells say what is given."""
    places = places or {SUVA: 0.6, PARIS: 0.4}
    lat, lon = np.array(list(places)).T
    probability = np.array(list(places.values()))
    cells = CellEvidence(
        scores=(CellScores("2", np.array([0.3, 0.7])),),
        lat=lat,
        lon=lon,
        log_probability=np.log(probability),
        log_factor=np.array(log_factor),
        places=((np.array([10.0, 20.0]), np.array([30.0, 40.0])),),
    )
    vectors = np.array([[0.0, 1.0], [1.0, 0.1], [1.0, 0.0]], np.float32)
    return Evidence(neighbours(AGRA, PARIS, PARIS), cells, np.array([1.0, 0.0], np.float32), vectors, SUVA)


def test_each_method_answers_its_own_way() -> None:
    asked = evidence([0.0, -1.0, -1.0])
    # s^10 leaves 0.58 to Agra; without the cells two neighbours in Paris do not outvote it.
    answers = {m.name: (p.lat, p.lon) for m in COMPARED for p in [predict(asked, SETTINGS, m)]}
    for method, place in (("nn", AGRA), ("knn", AGRA), ("cells", SUVA), ("fused", AGRA)):
        np.testing.assert_allclose(answers[method], place, atol=0.01, err_msg=method)
    turned = evidence([-3.0, 0.0, 0.0])
    found = predict(turned, SETTINGS, method_named("fused"))
    np.testing.assert_allclose((found.lat, found.lon), PARIS, atol=0.01)
    assert found.method == "fused"


def test_fused_with_exponent_zero_is_knn() -> None:
    asked = evidence([-3.0, 0.0, 0.0])
    settings = DensitySettings(cells_exponent=0.0)
    fused = method_named("fused").density(asked, settings)
    np.testing.assert_allclose(fused.log_weight, density_of(asked.neighbours, settings).log_weight)


def test_fused_respects_k() -> None:
    fused = method_named("fused").density(evidence([-3.0, 0.0, 0.0]), DensitySettings(k=1))
    assert fused.lat.tolist() == [AGRA[0]]
    assert fused.log_weight.tolist() == [0.0]


def test_cells_become_the_most_probable_places_with_the_same_ratios() -> None:
    places = {(float(i % 80), float(i)): 1.0 / (i + 1) for i in range(PLACES + 50)}
    asked = evidence([0.0, 0.0, 0.0], places)
    density = method_named("cells").density(asked, SETTINGS)
    assert density.lat.size == PLACES
    weight = np.exp(density.log_weight)
    np.testing.assert_allclose(weight[0] / weight, np.arange(1, PLACES + 1), rtol=1e-9)


@pytest.mark.parametrize("name", ["cells", "fused", "L", "L2"])
def test_without_a_classifier_the_methods_that_ask_it_say_so(name: str) -> None:
    with pytest.raises(SettingsError, match="classifier"):
        predict(Evidence(neighbours(AGRA)), SETTINGS, method_named(name))


def test_an_unknown_method_is_refused_with_the_choices() -> None:
    with pytest.raises(SettingsError, match="nn, knn, cells, fused, L"):
        method_named("oracle")


@pytest.mark.parametrize("name", list(METHODS))
def test_every_method_ends_in_the_same_prediction(name: str) -> None:
    asked = evidence([0.0, -0.5, -0.5])
    found = predict(asked, SETTINGS, method_named(name))
    assert list(found.within_km) == list(found.best_within) == list(RADII_KM)
    assert [r.mass for r in found.regions] == [0.5, 0.9]
    assert sum(m.mass for m in found.modes) == pytest.approx(1, abs=1e-6)
    masses = [found.within_km[r] for r in RADII_KM]
    assert masses == sorted(masses)


def test_decisions_use_the_settings_of_their_radius() -> None:
    asked = evidence([-3.0, 0.0, 0.0])
    settings = {1: DensitySettings(sigma_deg=0.25, cells_exponent=0), 750: DensitySettings(cells_exponent=1)}
    decided = decide(asked, method_named("fused"), settings)
    np.testing.assert_allclose((decided[1].lat, decided[1].lon), AGRA, atol=0.1)
    np.testing.assert_allclose((decided[750].lat, decided[750].lon), PARIS, atol=3)


def test_the_film_strip_carries_the_compared_answers_of_every_bandwidth() -> None:
    asked = evidence([0.0, -0.5, -0.5])
    compared = [method_named(name) for name in ("nn", "cells")]
    strip = film_strip(asked, SETTINGS, method_named("fused"), compared)
    assert len(strip.answers) == len(strip.predictions)
    for answers in strip.answers:
        assert [a.method for a in answers] == ["nn", "cells"]
        assert (answers[0].lat, answers[0].lon) == AGRA


def test_one_head_answers_its_best_cells_mean_place() -> None:
    for name in ("L", "L2"):
        found = predict(evidence([0.0, 0.0, 0.0]), SETTINGS, method_named(name))
        assert (found.lat, found.lon) == (20.0, 40.0)


def test_mean_shift_answers_the_largest_cluster_and_lazy_what_looks_like_the_photo() -> None:
    asked = evidence([0.0, 0.0, 0.0])  # the nearest is in Agra; two of three, and the look, are Paris
    for name in ("meanshift", "lazy"):
        found = predict(asked, SETTINGS, method_named(name))
        np.testing.assert_allclose((found.lat, found.lon), PARIS, atol=1e-6, err_msg=name)


def test_lazy_learning_without_embeddings_says_so() -> None:
    with pytest.raises(SettingsError, match="embeddings"):
        predict(Evidence(neighbours(AGRA)), SETTINGS, method_named("lazy"))


def test_the_densest_cell_is_the_same_for_every_photo() -> None:
    found = predict(evidence([0.0, 0.0, 0.0]), SETTINGS, method_named("densest"))
    np.testing.assert_allclose((found.lat, found.lon), SUVA, atol=1e-9)
    with pytest.raises(SettingsError, match="the method 'london'"):
        predict(Evidence(neighbours(AGRA)), SETTINGS, method_named("densest"))


def test_the_densest_cell_of_places_that_crowd() -> None:
    """40 references about Agra, 4 spread over the Earth."""
    draw = np.random.default_rng(0)
    lat = np.concatenate([AGRA[0] + draw.normal(0, 0.05, 40), [48.9, -18.1, 60.0, -40.0]])
    lon = np.concatenate([AGRA[1] + draw.normal(0, 0.05, 40), [2.3, 178.4, -110.0, -65.0]])
    np.testing.assert_allclose(densest_place(lat, lon), AGRA, atol=0.2)
