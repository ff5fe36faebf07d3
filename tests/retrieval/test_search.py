import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_core.errors import AtlasError, SettingsError
from geo_core.offline.building.recall import choose_nprobe
from geo_core.retrieval import index as retrieval_index
from geo_core.retrieval.index import (
    RERANKED,
    build_index,
    default_factory,
    open_index,
    save_index,
    set_nprobe,
)
from geo_core.retrieval.search import search

DRAW = np.random.default_rng(3)


def unit(count: int, dimension: int = 16) -> np.ndarray:
    vectors = DRAW.normal(size=(count, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


VECTORS = unit(200)
PLACES = (DRAW.uniform(-90, 90, 200), DRAW.uniform(-180, 180, 200))


def test_faiss_gives_squares() -> None:
    index = faiss.IndexFlatL2(2)
    index.add(np.zeros((1, 2), np.float32))
    squared, _ = index.search(np.array([[3, 4]], np.float32), 1)
    assert squared[0, 0] == 25


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.integers(1, 300))
def test_equals_sorting_all_euclidean_distances(seed: int, k: int) -> None:
    query = np.random.default_rng(seed).normal(size=16).astype(np.float32)
    query /= np.linalg.norm(query)
    found = search(build_index(VECTORS, "Flat"), query, PLACES, k=k)
    distance = np.linalg.norm(VECTORS.astype(np.float64) - query, axis=1)
    expected = np.argsort(distance)[:k]
    np.testing.assert_allclose(found.distance, distance[expected], atol=1e-3)
    np.testing.assert_array_equal(found.rows, expected)
    np.testing.assert_array_equal(found.lat, PLACES[0][expected])


def test_excluded_rows_never_answer_and_k_is_clamped() -> None:
    exclude = np.array([0, 3, 5, 3], np.int64)
    found = search(build_index(VECTORS, "SQfp16"), VECTORS[3], PLACES, k=10_000, exclude=exclude)
    assert len(found.rows) == 197
    assert not np.isin(found.rows, exclude).any()


def test_excluding_everything_is_refused() -> None:
    with pytest.raises(SettingsError, match="Every reference"):
        search(build_index(VECTORS, "Flat"), VECTORS[0], PLACES, k=1, exclude=np.arange(200))


@pytest.mark.parametrize("k", [0, -1])
def test_a_k_below_one_is_refused(k: int) -> None:
    with pytest.raises(SettingsError, match="k is"):
        search(build_index(VECTORS, "Flat"), VECTORS[0], PLACES, k=k)


def test_an_exact_copy_is_at_distance_zero_and_duplicates_come_in_order() -> None:
    vectors = np.concatenate([VECTORS[:1]] * 5)
    found = search(build_index(vectors, "Flat"), VECTORS[0], (np.zeros(5), np.zeros(5)), k=5)
    np.testing.assert_array_equal(found.rows, np.arange(5))
    np.testing.assert_array_equal(found.distance, 0)


def test_an_ivf_index_keeps_its_lists_while_excluding() -> None:
    index = build_index(unit(2000), "IVF8,Flat")
    set_nprobe(index, 8)
    found = search(index, VECTORS[0], (np.zeros(2000), np.zeros(2000)), k=50, exclude=np.arange(1000))
    assert len(found.rows) == 50
    assert found.rows.min() >= 1000


def test_the_index_of_a_large_atlas_keeps_lists_and_refining_in_a_file_and_while_excluding(tmp_path) -> None:
    """64 dimensions, as the codes of one bit need some; an exact search is the oracle."""
    vectors = unit(4000, 64)
    index = build_index(vectors, "IVF8,RaBitQfs,Refine(SQ8)")
    assert choose_nprobe(index, vectors)[0] >= 4
    save_index(index, tmp_path / "index.faiss")
    opened, places = open_index(tmp_path / "index.faiss"), (np.zeros(4000), np.zeros(4000))
    assert opened.k_factor == RERANKED
    set_nprobe(opened, 8)
    found = search(opened, vectors[3], places, k=50, exclude=np.arange(3, 2000))
    distance = np.linalg.norm(vectors.astype(np.float64) - vectors[3], axis=1)
    distance[3:2000] = np.inf
    assert np.isin(found.rows, np.argsort(distance)[:50]).mean() > 0.5
    assert not np.isin(found.rows, np.arange(3, 2000)).any()
    set_nprobe(opened, 1)
    assert set(search(opened, vectors[3], places, k=50).rows) != set(
        search(index, vectors[3], places, k=50).rows
    )


@pytest.mark.parametrize("factory", ["SQfp16", "IVF8,Flat"])
def test_built_in_blocks_from_a_file_equals_built_at_once(tmp_path, monkeypatch, factory: str) -> None:
    vectors = unit(300).astype(np.float16)
    whole = build_index(vectors.astype(np.float32), factory)
    np.save(tmp_path / "v.npy", vectors)
    monkeypatch.setattr(retrieval_index, "BLOCK", 64)
    mapped = np.load(tmp_path / "v.npy", mmap_mode="r")
    blocks = build_index(mapped, factory)
    for index, name in ((whole, "whole"), (blocks, "blocks")):
        save_index(index, tmp_path / name)
    assert (tmp_path / "whole").read_bytes() == (tmp_path / "blocks").read_bytes()
    assert choose_nprobe(blocks, mapped) == choose_nprobe(whole, vectors.astype(np.float32))


def test_training_takes_a_sample_from_all_over(monkeypatch) -> None:
    trained = []
    monkeypatch.setattr(retrieval_index, "MIN_TRAINING", 10)
    monkeypatch.setattr(faiss.IndexScalarQuantizer, "train", lambda self, x: trained.append(x))
    build_index(VECTORS, "SQfp16")
    np.testing.assert_array_equal(trained[0], VECTORS[::20])


def test_float16_index_ranks_as_the_float16_vectors_do() -> None:
    rounded = VECTORS.astype(np.float16).astype(np.float32)
    found = search(build_index(VECTORS, "SQfp16"), VECTORS[7], PLACES, k=20)
    expected = np.linalg.norm(rounded.astype(np.float64) - VECTORS[7], axis=1)
    np.testing.assert_allclose(found.distance, np.sort(expected)[:20], atol=1e-3)


def test_files_round_trip_and_a_bad_one_is_named(tmp_path) -> None:
    path = tmp_path / "index.faiss"
    save_index(build_index(VECTORS, "SQfp16"), path)
    assert open_index(path).ntotal == 200
    path.write_bytes(b"nothing")
    with pytest.raises(AtlasError, match=r"index\.faiss"):
        open_index(path)


def test_the_factory_grows_with_the_atlas() -> None:
    assert default_factory(3646) == "SQfp16"
    assert default_factory(5_000_000).startswith("IVF8192,")


def test_an_unknown_factory_is_refused() -> None:
    with pytest.raises(SettingsError, match="faiss knows no index 'Nonsense'"):
        build_index(VECTORS, "Nonsense")
