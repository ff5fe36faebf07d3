"""The authors' reference files to an atlas: files of their shape, damaged ones, killed imports, queries."""

import contextlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest
import scipy.io
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo_core.atlas.manifest import FILES, MANIFEST
from geo_core.atlas.reading import Atlas, open_atlas
from geo_core.cli.parser import run
from geo_core.embedding.embedder import load_embedder
from geo_core.errors import GeoCoreError
from geo_core.localizer import open_localizer
from geo_core.offline.building import reference_shards
from geo_core.offline.data import im2gps_references, mat5, mat73
from geo_core.offline.data.caffemodel import vgg16_convolutions
from geo_core.offline.data.im2gps_references import ARRAYS, count_rows, read_rows
from geo_core.photo.preprocessing import photo_to_tensor
from geo_core.photo.reading import read_photo
from geo_core.settings import EmbedderSettings
from tests.offline.matlab import Cells, save_5, save_73

PHOTO = Path(__file__).resolve().parents[2] / "assets" / "examples" / "tajMahal.jpg"
SAVERS = {"7": save_5, "6": lambda p, c: save_5(p, c, compressed=False), "7.3": save_73}


def rows(count: int, seed: int = 0, *, rectified: bool = False) -> dict[str, list[object]]:
    """What the authors' files hold: a name, 512 × 1 single, 1 × 2 double."""
    draw = np.random.default_rng(seed)
    features = draw.normal(size=(count, 512, 1)).astype(np.float32)
    gps = np.column_stack([draw.uniform(-90, 90, count), draw.uniform(-180, 180, count)])
    return {
        "file_ids": [
            f"Fiji/Fiji_{i:05d}_{seed}{i:07d}_0a1b2c_{i % 9}_{i % 4}7@N00.jpg" for i in range(count)
        ],
        "file_features": list(np.abs(features) if rectified else features),
        "file_gps": list(gps[:, None, :]),
    }


def part(cells: Cells, start: int, end: int) -> dict[str, list[object]]:
    return {name: list(items[start:end]) for name, items in cells.items()}


def changed(cells: Cells, **at_row_1: object) -> dict[str, list[object]]:
    """The same rows with other content in the second."""
    return {n: [items[0], at_row_1.get(n, items[1]), *items[2:]] for n, items in cells.items()}


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Random convolutions as `import-caffemodel` writes them."""
    draw = torch.Generator().manual_seed(3)
    state = {}
    for c in vgg16_convolutions():
        spread = (2 / (9 * c.shape[1])) ** 0.5
        state[f"features.{c.position}.weight"] = torch.randn(c.shape, generator=draw) * spread
        state[f"features.{c.position}.bias"] = torch.zeros(c.shape[0])
    path = tmp_path_factory.mktemp("weights") / "weights.pt"
    torch.save(state, path)
    return path


@pytest.fixture
def imported(tmp_path: Path, weights: Path) -> Callable[..., Atlas]:
    def command(*files: Path, to: str = "atlas", status: int = 0) -> Atlas:
        out = tmp_path / to
        options = ["--out", str(out), "--weights", str(weights), "--name", "im2gps"]
        assert run(["import-references", *map(str, files), *options]) == status
        return open_atlas(out)

    return command


def content(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in (*FILES, MANIFEST)}


@pytest.mark.parametrize("version", SAVERS)
def test_cells_are_those_that_were_saved(tmp_path: Path, monkeypatch, version: str) -> None:
    """Against scipy's own reading of the whole file where it can read it; across pieces, from any row."""
    monkeypatch.setattr(mat73, "PIECE", 4)
    cells = rows(11)
    cells["file_features"][4] = np.zeros((0, 0))
    cells["file_ids"][5] = "Ñandú €"
    cells["file_gps"][6] = np.array([[1, 2]], np.int32)
    path = SAVERS[version](tmp_path / "a.mat", cells)
    reader = mat73 if version == "7.3" else mat5
    assert reader.cell_counts(path) == dict.fromkeys(ARRAYS, 11)
    whole = cells if version == "7.3" else {n: scipy.io.loadmat(path)[n][0] for n in ARRAYS}
    for name in ARRAYS:
        for start in (0, 3, 4, 11):
            found = list(reader.cells(path, name, start))
            assert len(found) == 11 - start
            for got, expected in zip(found, whole[name][start:], strict=True):
                np.testing.assert_array_equal(got, np.asarray(expected).reshape(-1))


def test_other_variables_and_the_other_byte_order_do_no_harm(tmp_path: Path) -> None:
    cells = rows(2)
    path = save_5(tmp_path / "a.mat", cells, x=np.arange(9.0), s={"a": 1}, t="text", empty=np.zeros((0, 0)))
    assert count_rows(path) == 2
    # A big-endian file of one cell array, by hand: flags, 1 × 1, its name, and one cell of two doubles.
    flags = np.array([6, 8, 1, 0], ">u4").tobytes()
    inside = (
        np.array([6, 8, 6, 0, 5, 8, 1, 2, 1, 0, 9, 16], ">u4").tobytes()
        + np.array([1.5, -2], ">f8").tobytes()
    )
    body = flags + np.array([5, 8, 1, 1, 1, 8], ">u4").tobytes() + b"file_gps"
    body += np.array([14, len(inside)], ">u4").tobytes() + inside
    header = b"MATLAB 5.0 MAT-file".ljust(124) + b"\x01\x00MI"
    path.write_bytes(header + np.array([14, len(body)], ">u4").tobytes() + body)
    assert mat5.cell_counts(path) == {"file_gps": 1}
    assert [cell.tolist() for cell in mat5.cells(path, "file_gps", 0)] == [[1.5, -2.0]]
    np.testing.assert_array_equal(scipy.io.loadmat(path)["file_gps"][0, 0], [[1.5, -2.0]])


def test_an_atlas_of_normalised_features_at_latitude_longitude(tmp_path: Path, imported, weights) -> None:
    cells = rows(30)
    atlas = imported(save_5(tmp_path / "a.mat", cells))
    features = np.array(cells["file_features"])[:, :, 0].astype(np.float64)
    expected = features / np.linalg.norm(features, axis=1, keepdims=True)
    np.testing.assert_allclose(atlas.embeddings, expected, atol=1e-4)  # float16 of numbers up to 0.2
    gps = np.array(cells["file_gps"])[:, 0]
    np.testing.assert_array_equal(atlas.references.lat, gps[:, 0])
    np.testing.assert_array_equal(atlas.references.lon, gps[:, 1])
    first = atlas.references.one(0)
    assert first.id == cells["file_ids"][0]
    assert first.source == "https://www.flickr.com/photos/07@N00/00000000"
    assert (first.author, first.licence, first.group) == ("07@N00 at Flickr", "not stated", "author:07@N00")
    assert not first.has_thumbnail
    assert not first.thumbnail_url  # nobody says that it may be shown
    assert atlas.manifest.groups == 4
    identity = atlas.manifest.embedder
    assert (identity.network, identity.dimension, identity.pooling) == ("im2gps-vgg16", 512, "max")
    atlas.check_embedder(load_embedder(EmbedderSettings("im2gps-vgg16", weights, "cpu", "float32")).identity)


def test_a_name_that_tells_nothing_is_credited_honestly(tmp_path: Path, imported) -> None:
    reference = imported(save_5(tmp_path / "a.mat", rows(2) | {"file_ids": ["1.jpg", "b"]})).references.one(0)
    assert (reference.author, reference.licence, reference.group) == (
        "not stated",
        "not stated",
        "photo:1.jpg",
    )
    assert "Revisiting IM2GPS" in reference.source


def test_several_files_and_versions_equal_one_file(tmp_path: Path, imported, monkeypatch) -> None:
    cells = rows(25)
    imported(save_5(tmp_path / "all.mat", cells), to="one")
    folder = tmp_path / "parts"
    folder.mkdir()
    save_5(folder / "a.mat", part(cells, 0, 7))
    save_5(folder / "b.mat", part(cells, 7, 7))
    save_73(folder / "c.mat", part(cells, 7, 20))
    save_73(folder / "d.mat", part(cells, 20, 20))
    save_5(folder / "e.mat", part(cells, 20, 25), compressed=False)
    (folder / "readme.txt").write_text("not asked")
    monkeypatch.setattr(im2gps_references, "ROWS", 4)
    monkeypatch.setattr(reference_shards, "ROWS", 4)
    imported(folder, to="many")
    assert content(tmp_path / "one") == content(tmp_path / "many")
    assert not list(tmp_path.glob("*.shards"))
    assert not list(tmp_path.glob("*.partial"))


def test_killed_and_resumed_equals_uninterrupted(tmp_path: Path, imported, monkeypatch) -> None:
    monkeypatch.setattr(im2gps_references, "ROWS", 4)
    monkeypatch.setattr(reference_shards, "ROWS", 4)
    files = [save_5(tmp_path / "a.mat", rows(10, 1)), save_73(tmp_path / "b.mat", rows(10, 2))]
    imported(*files, to="whole")
    imported(save_5(tmp_path / "old.mat", rows(3, 3)))
    old, write, calls = content(tmp_path / "atlas"), reference_shards._write, []

    def dies_at_the_fifth(path: Path, shard: object) -> None:
        calls.append(path)
        if len(calls) == 5:
            raise KeyboardInterrupt
        write(path, shard)

    monkeypatch.setattr(reference_shards, "_write", dies_at_the_fifth)
    imported(*files, status=130)
    assert content(tmp_path / "atlas") == old  # until all is ready
    imported(*files)
    assert len(calls) == 5 + 2  # three shards of the first file and one of the second were kept
    assert content(tmp_path / "atlas") == content(tmp_path / "whole")


HARD = {
    "empty name": ({"file_ids": ""}, "without a file name"),
    "number for a name": ({"file_ids": np.array([[7.0]])}, "without a file name"),
    "short feature": ({"file_features": np.ones((511, 1), np.float32)}, "not 512 numbers"),
    "empty feature": ({"file_features": np.zeros((0, 0))}, "not 512 numbers"),
    "text for a feature": ({"file_features": "x" * 512}, "not 512 numbers"),
    "zero feature": ({"file_features": np.zeros((512, 1), np.float32)}, "feature is zero"),
    "NaN in a feature": ({"file_features": np.r_[np.nan, np.ones(511)][:, None]}, "feature is not finite"),
    "no place": ({"file_gps": np.zeros((0, 0))}, "without two numbers"),
    "half a place": ({"file_gps": np.array([[1.0]])}, "without two numbers"),
    "NaN place": ({"file_gps": np.array([[np.nan, 2.0]])}, "without two numbers"),
    "off the Earth": ({"file_gps": np.array([[91.0, 91.0]])}, "outside ±90°, ±180°"),
    "swapped": ({"file_gps": np.array([[151.2, -33.9]])}, "would fit as longitude, latitude"),
    "off the Earth to the east": ({"file_gps": np.array([[2.0, 180.1]])}, "outside ±90°, ±180°"),
    "nowhere": ({"file_gps": np.array([[0.0, 0.0]])}, "exactly (0, 0)"),
}


@pytest.mark.parametrize("save", [save_5, save_73], ids=["7", "7.3"])
@pytest.mark.parametrize("case", HARD)
def test_a_row_that_cannot_be_used_is_left_out_and_counted(tmp_path: Path, case: str, save) -> None:
    content, why = HARD[case]
    (read,) = read_rows(save(tmp_path / "a.mat", changed(rows(3), **content)), 512)
    assert len(read.ids) == len(read.vectors) == len(read.lat) == len(read.lon) == 2
    ((reason, count),) = read.left_out.items()
    assert why in reason
    assert ("would fit" in reason) == (case == "swapped")
    assert (count, read.read) == (1, 3)


def test_numbers_beyond_float32_and_places_at_the_edge_are_used(tmp_path: Path) -> None:
    cells = rows(3)
    cells["file_features"][0] = np.full((512, 1), 1e300)
    cells["file_features"][1] = np.full((512, 1), 1e-300)
    cells["file_features"][2] = np.full((1, 512), 3, np.int16)
    cells["file_gps"] = [np.array([[90.0, 180.0]]), np.array([[-90.0, -180.0]]), np.array([[0, 5]], np.int8)]
    (read,) = read_rows(save_5(tmp_path / "a.mat", cells), 512)
    np.testing.assert_allclose(read.vectors, 512**-0.5, atol=3e-5)
    np.testing.assert_array_equal(read.lat, [90, -90, 0])


def test_what_is_said_of_swapped_places_and_duplicates(tmp_path: Path, imported, capsys) -> None:
    cells = rows(5)
    cells["file_gps"][0] = np.array([[151.2, -33.9]])
    cells["file_ids"][2] = cells["file_ids"][3] = cells["file_ids"][4]
    assert imported(save_5(tmp_path / "a.mat", cells)).manifest.references == 4
    said = capsys.readouterr().err
    assert "1 of 5 rows whose place lies outside ±90°, ±180°, but would fit" in said
    assert "2 rows have a file name that another row has" in said


def claims(path: Path, rows: int) -> None:
    """Three arrays that claim more cells than they have."""
    empty: dict[str, list[object]] = {name: [] for name in ARRAYS}
    whole = save_5(path, empty, compressed=False).read_bytes()
    shape = np.array([5, 8, 1, 0], "<u4").tobytes()
    assert whole.count(shape) == 3
    path.write_bytes(whole.replace(shape, np.array([5, 8, rows, rows], "<u4").tobytes()))


def without(cells: Cells, name: str) -> dict[str, list[object]]:
    return {n: list(items) for n, items in cells.items() if n != name}


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing": (lambda p: p.write_bytes(b""), "no MATLAB file"),
    "text": (lambda p: p.write_text("lat,lon\n" * 100), "no MATLAB file"),
    "version 4": (lambda p: scipy.io.savemat(p, {"x": np.arange(99)}, format="4"), "no MATLAB file"),
    "damaged HDF5": (lambda p: p.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(600)), "no MATLAB file"),
    "an array missing": (lambda p: save_5(p, without(rows(2), "file_gps")), "file_gps none"),
    "a matrix instead": (
        lambda p: save_5(p, without(rows(2), "file_gps"), file_gps=np.ones((2, 2))),
        "file_gps none",
    ),
    "a claim of many rows": (lambda p: claims(p, 2**30), "claims 1152921504606846976 rows"),
    "a claim of some rows": (lambda p: claims(p, 10), "neither numbers nor text"),
    "lengths differ": (lambda p: save_73(p, rows(3) | {"file_ids": ["a"]}), "file_ids 1, file_features 3"),
    "no rows": (lambda p: save_5(p, rows(0)), "None of the 0 rows"),
    "no rows in HDF5": (lambda p: save_73(p, rows(0)), "None of the 0 rows"),
    "no usable row": (
        lambda p: save_5(p, rows(2) | {"file_gps": [np.zeros((1, 2))] * 2}),
        r"None of the 2 rows.*\(0, 0\)",
    ),
    "cells in cells": (
        lambda p: save_5(p, changed(rows(2), file_gps=np.array([[2.0, [1.0]]], object))),
        "neither numbers nor text",
    ),
    "a huge cell": (lambda p: save_5(p, changed(rows(2), file_ids="x" * 70_000)), "70.*bytes"),
    "a huge cell in HDF5": (lambda p: save_73(p, changed(rows(2), file_ids="x" * 70_000)), "140000 bytes"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, weights: Path, capsys, case: str) -> None:
    make, message = BAD[case]
    make(tmp_path / "bad.mat")
    out = tmp_path / "atlas"
    options = ["--out", str(out), "--weights", str(weights)]
    assert run(["import-references", str(tmp_path / "bad.mat"), *options]) == 2
    assert not out.exists()
    assert re.search(message, capsys.readouterr().err)


@pytest.mark.parametrize("compressed", [True, False])
def test_a_truncated_file_is_refused(tmp_path: Path, compressed: bool) -> None:
    whole = save_5(tmp_path / "a.mat", rows(20), compressed=compressed).read_bytes()
    for share in (0.3, 0.6, 0.9, 0.999):
        (tmp_path / "a.mat").write_bytes(whole[: int(share * len(whole))])
        with pytest.raises(GeoCoreError, match=r"a\.mat"):
            list(read_rows(tmp_path / "a.mat", 512))


@settings(
    derandomize=True,
    deadline=None,
    max_examples=400,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.booleans(), st.data())
def test_damaged_bytes_do_no_more_than_be_refused(tmp_path: Path, compressed: bool, data) -> None:
    small = {
        "file_ids": ["a", "b"],
        "file_features": [np.ones((4, 1))] * 2,
        "file_gps": [np.ones((1, 2))] * 2,
    }
    raw = bytearray(save_5(tmp_path / "a.mat", small, compressed=compressed).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(124, len(raw) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "a.mat").write_bytes(raw)
    with contextlib.suppress(GeoCoreError):
        assert sum(read.read for read in read_rows(tmp_path / "a.mat", 4)) <= 2


def test_a_file_given_twice_and_an_empty_folder_are_refused(tmp_path: Path, weights: Path, capsys) -> None:
    path, options = (
        save_5(tmp_path / "a.mat", rows(2)),
        ["--out", str(tmp_path / "o"), "--weights", str(weights)],
    )
    assert run(["import-references", str(path), str(tmp_path), *options]) == 2
    assert "given twice" in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert run(["import-references", str(tmp_path / "empty"), *options]) == 2
    assert "holds no .mat file" in capsys.readouterr().err


def test_links_in_hdf5_lead_nowhere_else(tmp_path: Path) -> None:
    """A cell whose content lies in another file is not read."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"s\0e\0c\0r\0")
    path = save_73(tmp_path / "a.mat", rows(2))
    with h5py.File(path, "a") as file:
        planted = file["#refs#"].create_dataset("x", (4, 1), np.uint16, external=[(str(secret), 0, 8)])
        planted.attrs["MATLAB_class"] = np.bytes_(b"char")
        file["file_ids"][1, 0] = planted.ref
    with pytest.raises(GeoCoreError, match="lies in another file"):
        list(read_rows(path, 512))


@pytest.mark.parametrize("rectified", [False, True])
def test_a_photo_among_the_references_is_found_at_its_place(
    tmp_path: Path, imported, weights: Path, capsys, rectified: bool
) -> None:
    """The whole way, by the commands; features before and after the last ReLU each find themselves."""
    pooling = "rectified max" if rectified else "max"
    settings = EmbedderSettings(name="im2gps-vgg16", weights=weights, device="cpu", precision="float32")
    embedder = load_embedder(settings, pooling=pooling)
    photo = read_photo(PHOTO.read_bytes(), target_px=224)
    feature = embedder.pool(photo_to_tensor(photo, embedder.preprocessing)[None])[0]
    assert (feature < 0).any() != rectified
    cells = rows(40, rectified=rectified)
    cells["file_features"][17], cells["file_gps"][17] = feature[:, None], np.array([[27.17, 78.04]])
    atlas = imported(save_5(tmp_path / "a.mat", cells))
    assert atlas.manifest.embedder.pooling == pooling
    assert f"pooling is '{pooling}'" in capsys.readouterr().err
    options = ["--embedder", "im2gps-vgg16", "--weights", str(weights), "--device", "cpu"]
    authors = ["--kernel", "authors", "--m", "20", "--snap", "100", "--precision", "float32"]
    assert run(["locate", str(PHOTO), "--atlas", str(tmp_path / "atlas"), *options, *authors]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["lat"], answer["lon"]) == (27.17, 78.04)
    assert answer["neighbours"][0]["id"] == cells["file_ids"][17]
    assert answer["neighbours"][0]["distance"] < 2e-3  # rounding to float16


def test_a_reference_without_picture_can_be_shown_and_hopped_to(tmp_path: Path, imported, weights) -> None:
    imported(save_5(tmp_path / "a.mat", rows(20)))
    settings = EmbedderSettings(weights=weights, device="cpu", precision="float32")
    localizer = open_localizer(tmp_path / "atlas", settings)
    grey = localizer.picture(localizer.reference(3))
    assert grey.shape == (32, 32, 3)
    assert grey.std() == 0
    assert 3 not in localizer.evidence_of(3).neighbours.rows


def test_weights_of_another_network_are_refused_before_anything_is_read(tmp_path: Path, capsys) -> None:
    torch.save({"a": torch.zeros(1)}, tmp_path / "w.pt")
    path = save_5(tmp_path / "a.mat", rows(2))
    options = ["--out", str(tmp_path / "o"), "--weights", str(tmp_path / "w.pt")]
    assert run(["import-references", str(path), *options]) == 2
    assert "VGG-16" in capsys.readouterr().err
    assert not (tmp_path / "o.shards").exists()
