from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geo_core.errors import AtlasError, PhotoError, SettingsError
from geo_core.localizer import Localizer, open_localizer
from geo_core.methods.method import Evidence
from geo_core.prediction import FRAMES
from geo_core.records import Neighbours, Prediction
from geo_core.settings import RADII_KM, DensitySettings, EmbedderSettings
from geo_core.sphere.distance import great_circle_km
from tests.tiny import PER_PLACE, PLACES, picture, tiny_localizer


@pytest.fixture(scope="module")
def localizer(tiny_atlas: Path) -> Localizer:
    return tiny_localizer(tiny_atlas)


def error_km(prediction: Prediction, place: int) -> float:
    return float(great_circle_km(prediction.lat, prediction.lon, PLACES[place][2], PLACES[place][3]))


@pytest.mark.parametrize("place", range(len(PLACES)))
@pytest.mark.parametrize("method", ["nn", "knn"])
def test_a_photo_like_those_of_a_place_is_located_there(
    localizer: Localizer, place: int, method: str
) -> None:
    """Also at the south pole and beside the antimeridian."""
    prediction, evidence = localizer.locate(picture(place, 77), DensitySettings(sigma_deg=1), method)
    assert error_km(prediction, place) < 0.1
    assert prediction.method == method
    assert set(evidence.neighbours.rows[:PER_PLACE] // PER_PLACE) == {place}
    assert prediction.modes[0].mass > 0.9
    assert prediction.within_km[750] > 0.9
    assert [r.mass for r in prediction.regions] == [0.5, 0.9]
    assert set(prediction.best_within) == set(RADII_KM)


def test_an_exact_copy_answers_with_that_reference(localizer: Localizer) -> None:
    """Its distance is the rounding of float16, and no weight becomes NaN."""
    prediction, evidence = localizer.locate(picture(3, 2))
    neighbours = evidence.neighbours
    assert neighbours.rows[0] == 3 * PER_PLACE + 2
    assert neighbours.distance[0] < 2e-3
    assert error_km(prediction, 3) < 0.1
    assert np.isfinite([prediction.lat, prediction.lon, *prediction.within_km.values()]).all()


def test_within_grows_and_the_best_point_holds_at_least_as_much(localizer: Localizer) -> None:
    prediction, _ = localizer.locate(picture(1, 50), DensitySettings(sigma_deg=8, m=1))
    masses = [prediction.within_km[r] for r in RADII_KM]
    assert masses == sorted(masses)
    for radius in RADII_KM:
        assert prediction.best_within[radius].mass >= prediction.within_km[radius] - 1e-6


def test_own_group_can_be_left_out(localizer: Localizer) -> None:
    embedding = localizer.atlas.embedding(0)
    neighbours = localizer.neighbours(embedding, exclude_groups=["group-0", "group-1"])
    groups = {r.group for r in localizer.references(neighbours)}
    assert groups == {"group-2", "group-3"}


def test_a_hop_leaves_the_reference_itself_out(localizer: Localizer) -> None:
    neighbours = localizer.evidence_of(7).neighbours
    assert 7 not in neighbours.rows
    assert len(neighbours.rows) == 29
    assert set(neighbours.rows[: PER_PLACE - 1] // PER_PLACE) == {1}


def test_no_such_reference(localizer: Localizer) -> None:
    for row in (-1, 30):
        with pytest.raises(AtlasError, match="no reference"):
            localizer.evidence_of(row)


def test_an_embedding_of_another_embedder_is_refused(localizer: Localizer) -> None:
    with pytest.raises(AtlasError, match="embedded by other"):
        localizer.neighbours(replace(localizer.atlas.embedding(0), embedder="other"))


def test_the_gps_tag_is_read_by_its_own_call_only(localizer: Localizer) -> None:
    assert localizer.read_gps(picture(0)) is None
    with pytest.raises(PhotoError):
        localizer.read_gps(b"no photo")


def test_moving_sigma_k_and_m_neither_embeds_nor_searches(
    localizer: Localizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = localizer.evidence(localizer.embed([localizer.read(picture(0))])[0])

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("embedded or searched again")

    monkeypatch.setattr("geo_core.localizer.search", forbidden)
    monkeypatch.setattr(type(localizer.embedder), "embed", forbidden)
    answers = {
        localizer.predict(evidence, DensitySettings(sigma_deg=s, k=k, m=m)).modes[0].mass
        for s, k, m in ((1, 30, 10), (16, 30, 10), (16, 5, 10), (16, 30, 0))
    }
    assert len(answers) > 1


def test_m_zero_with_wide_sigma_differs_from_the_nearest_neighbour(localizer: Localizer) -> None:
    evidence = localizer.evidence(localizer.atlas.embedding(0))
    votes = localizer.weights(evidence, DensitySettings(m=0))
    np.testing.assert_allclose(votes, 1 / 30)


def test_the_film_strip_has_the_papers_bandwidths_and_matches_predict(localizer: Localizer) -> None:
    evidence = localizer.evidence(localizer.atlas.embedding(12))
    strip = localizer.film_strip(evidence, DensitySettings())
    assert len(strip.frames) == len(strip.predictions) == strip.sigma_deg.size == FRAMES
    for sigma in (0.25, 1, 4, 16, 32):
        frame = int(np.argmin(np.abs(strip.sigma_deg - sigma)))
        np.testing.assert_allclose(strip.sigma_deg[frame], sigma, rtol=1e-12)
        exact = localizer.predict(evidence, DensitySettings(sigma_deg=sigma))
        shown = strip.predictions[frame]
        assert float(great_circle_km(exact.lat, exact.lon, shown.lat, shown.lon)) < 0.1
        assert strip.frames[frame].max() == 255


def test_pictures_of_references(localizer: Localizer) -> None:
    for row in (0, 1):  # a ThumbHash only; a thumbnail of its own
        pixels = localizer.picture(localizer.reference(row))
        assert pixels.ndim == 3
        assert pixels.dtype == np.uint8


def test_a_bad_photo_is_a_photo_error(localizer: Localizer) -> None:
    with pytest.raises(PhotoError):
        localizer.locate(b"no photo")


def test_one_neighbour_is_enough(localizer: Localizer) -> None:
    one = Neighbours(np.array([0]), np.array([0.0]), np.array([-90.0]), np.array([180.0]))
    prediction = localizer.predict(Evidence(one), DensitySettings())
    assert abs(prediction.lat + 90) < 1e-6


@pytest.fixture(scope="module")
def starter() -> Localizer:
    return open_localizer(settings=EmbedderSettings(device="cpu"))


class TestStarterAtlas:
    """The real network and the real atlas."""

    def test_the_embedder_is_checked_against_the_atlas(self) -> None:
        with pytest.raises(AtlasError, match=r"efficientnet-lite2.*efficientnet-lite0"):
            open_localizer(settings=EmbedderSettings(name="efficientnet-lite0", device="cpu"))

    def test_an_unknown_embedder(self) -> None:
        with pytest.raises(SettingsError, match="resnet"):
            open_localizer(settings=EmbedderSettings(name="resnet"))

    def test_a_reference_photo_finds_itself(self, starter: Localizer, example_photos: list[Path]) -> None:
        """The embedding is made the same way now as when the atlas was built."""
        ids = {r.id: r.row for r in starter.atlas.references.take(range(len(starter.atlas.references)))}
        found = [path for path in example_photos if path.stem in ids][:6]
        assert len(found) == 6
        for path in found:
            prediction, evidence = starter.locate(path.read_bytes())
            reference = starter.reference(ids[path.stem])
            assert evidence.neighbours.rows[0] == reference.row
            km = float(great_circle_km(prediction.lat, prediction.lon, reference.lat, reference.lon))
            assert km < 30, path.stem

    def test_the_fitted_decision_answers_each_radius(self, starter: Localizer) -> None:
        decided = starter.decide(starter.evidence_of(3600))
        assert set(decided) == set(RADII_KM)
        assert all(0 <= best.mass <= 1 for best in decided.values())

    @pytest.mark.parametrize("method", ["nn", "knn", "cells", "fused"])
    def test_and_says_how_far_it_is_to_be_believed(self, starter: Localizer, method: str) -> None:
        """None is certain, and the widest radius, the easiest question, is surer than the narrowest."""
        decided = starter.decide(starter.evidence_of(3600), method)
        sure = [best.confidence for best in decided.values()]
        assert all(one is not None and 0 < one < 1 for one in sure)
        assert sure[0] < sure[-1]
